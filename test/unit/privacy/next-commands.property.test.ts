import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { millis } from '../../../shared/kernel/duration.ts';
import { elapsed, type Instant } from '../../../shared/kernel/instant.ts';
import type { PrivacySection } from '../../../shared/privacy/config.ts';
import { type Hold, type Holds, holdOn } from '../../../shared/privacy/hold.ts';
import { dataMap, system } from '../../support/data-map.ts';
import { ErasureWorld, type Played, START } from '../../support/erasure-world.ts';

interface Scenario {
  readonly map: PrivacySection;
  readonly played: Readonly<Record<string, Played>>;
}

const CALLS_BACK = { connector: 'http', table: undefined, url: 'https://erase.example' };

const duration = fc.constantFrom('1m', '20m', '3h', '2d');

const played: fc.Arbitrary<Played> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ records: fc.integer({ min: 0, max: 3 }), leaves: fc.integer({ min: 0, max: 2 }) }),
  },
  fc.record({ downFor: fc.constantFrom('4d', '75h') }),
  fc.record({ takes: duration }),
  fc.record({ callsBackAfter: fc.constantFrom('1m', '20m', '20h'), leaves: fc.integer({ min: 0, max: 1 }) }),
  fc.record({
    says: fc.constantFrom({ answer: 'absent' as const }, { answer: 'none' as const }),
    records: fc.constant(0),
  }),
);

const classes = fc.uniqueArray(fc.constantFrom('contact', 'invoices', 'files'), {
  minLength: 1,
  maxLength: 3,
});

/** Up to five systems, each after some of those before it in the list, which is then shuffled. */
const scenario: fc.Arbitrary<Scenario> = fc
  .array(fc.record({ after: fc.array(fc.nat(4), { maxLength: 2 }), classes, played }), {
    minLength: 1,
    maxLength: 5,
  })
  .chain((all) => {
    const systems = all.map((one, place) =>
      system(`s${place}`, {
        ...(one.played.callsBackAfter === undefined ? {} : CALLS_BACK),
        after: [...new Set(one.after.filter((other) => other < place))].map((other) => `s${other}`),
        classes: one.classes.map((id) => ({ id, erase: 'delete' })),
      }),
    );
    const behaviour = Object.fromEntries(all.map((one, place) => [`s${place}`, one.played]));
    return fc
      .shuffledSubarray(systems, { minLength: systems.length })
      .map((shuffled) => ({ map: dataMap(shuffled), played: behaviour }));
  });

/** Holds that come and go, and hours in which nobody can be asked. */
const holdTimes = fc.array(
  fc.record({
    from: fc.integer({ min: 60, max: 120 }),
    hours: fc.integer({ min: 1, max: 40 }),
    what: fc.constantFrom<'all' | 'unreachable' | 'contact' | 'files'>(
      'all',
      'unreachable',
      'contact',
      'files',
    ),
  }),
  { maxLength: 3 },
);

function holdsBy(times: readonly { from: number; hours: number; what: string }[]) {
  return (at: Instant): Holds => {
    const hour = elapsed(START, at) / millis('1h');
    const now = times.filter(({ from, hours }) => hour >= from && hour < from + hours);
    if (now.some(({ what }) => what === 'unreachable')) return { kind: 'unreachable' };
    const holds = now.map(
      ({ what }, place): Hold =>
        what === 'all'
          ? { id: `hold-${place}`, placed: START }
          : { id: `hold-${place}`, placed: START, classes: [{ class: what }] },
    );
    return { kind: 'known', holds };
  };
}

/** Wakes every hour where the case waits for a hold to end. */
function runThrough(world: ErasureWorld, times: Parameters<typeof holdsBy>[0]): ErasureWorld {
  world.holds = holdsBy(times);
  world.run();
  for (let hour = 0; hour < 200 && elapsed(START, world.now) < millis('9d'); hour++) {
    world.now = new Date(Date.parse(world.now) + millis('1h')).toISOString();
    world.run();
  }
  return world;
}

describe('a case, whatever its systems do', () => {
  it('ends the same, with the same commands, wherever it is killed and begun again (37)', () => {
    fc.assert(
      fc.property(scenario, fc.nat(60), ({ map, played: behaviour }, kill) => {
        const whole = new ErasureWorld(map, behaviour).run();
        const broken = new ErasureWorld(map, behaviour, kill % Math.max(1, whole.points)).run();
        expect(broken.sequence).toEqual(whole.sequence);
        expect(broken.effects).toEqual(whole.effects);
        expect(broken.keys).toEqual(whole.keys);
        expect(broken.digest).toBe(whole.digest);
        expect(whole.digest).toBeDefined();
      }),
      { numRuns: 150 },
    );
  });

  it('sends nothing that a hold is on, nor while nobody can say (9, 13)', () => {
    fc.assert(
      fc.property(scenario, holdTimes, ({ map, played: behaviour }, times) => {
        const world = runThrough(new ErasureWorld(map, behaviour), times);
        for (const { command, holds } of world.sent) {
          expect(holds.kind).toBe('known');
          if (holds.kind !== 'known') continue;
          expect(holds.holds.filter((hold) => hold.classes === undefined)).toEqual([]);
          if (command.kind === 'erase')
            for (const name of command.classes)
              expect(holdOn(holds.holds, command.system, name)).toBeUndefined();
          if (command.kind === 'shred')
            for (const name of command.classes) expect(holdOn(holds.holds, 's0', name)).toBeUndefined();
        }
      }),
      { numRuns: 100 },
    );
  });

  it('is done only when each system was told, answered, and was read again and found empty (18)', () => {
    fc.assert(
      fc.property(scenario, holdTimes, ({ map, played: behaviour }, times) => {
        const world = runThrough(new ErasureWorld(map, behaviour), times);
        const { certificate } = world;
        if (
          certificate === undefined ||
          (certificate.outcome !== 'done' && certificate.outcome !== 'no_data')
        )
          return;
        for (const { system: id, answer, verification } of certificate.systems) {
          expect(['done', 'none', 'absent', 'instructed']).toContain(answer);
          expect(verification).toMatchObject({ result: 'empty', at: expect.any(String) });
          const last = world.effects.findLast((one) => one.system === id);
          expect(Number(verification.rounds)).toBeGreaterThan(0);
          expect((verification.at ?? '') >= (last?.at ?? '')).toBe(true);
        }
        for (const left of world.records.values())
          expect([...left.values()].every((count) => count === 0)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('keeps the order: a parent only when what it waits for has erased (26)', () => {
    fc.assert(
      fc.property(scenario, ({ map, played: behaviour }) => {
        const world = new ErasureWorld(map, behaviour).run(({ issue }) => issue > 1);
        for (const { id, after } of map.systems) {
          const parent = world.sent.find(({ command }) => command.kind === 'erase' && command.system === id);
          if (parent === undefined) continue;
          for (const child of after) {
            const first = world.effects.find((effect) => effect.system === child);
            expect(first === undefined ? 'none' : first.at <= parent.at).toBe(true);
            const { takes } = behaviour[child] ?? {};
            if (takes !== undefined && first !== undefined)
              expect(elapsed(first.at, parent.at)).toBeGreaterThanOrEqual(millis(takes));
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});
