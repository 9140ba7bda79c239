import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PagingConfig } from '../../../shared/paging/config.ts';
import type { Severity } from '../../../shared/paging/events.ts';
import { at } from '../../support/paging.ts';
import { incidentOf, PAYMENTS, SPEC } from '../../support/simulated.ts';

const PEOPLE = ['alice', 'anna', 'bob', 'ben', 'carol', 'dora', 'dan'];
const METHODS = ['sms', 'email', 'webhook'] as const;
const target = fc.oneof(
  fc.constantFrom(...PEOPLE).map((person) => ({ person })),
  fc.constantFrom('primary', 'secondary', 'sundays').map((schedule) => ({ schedule })),
  fc.constant({ team: 'directors' }),
);
const minutes = (most: number) => fc.integer({ min: 0, max: most }).map((n) => `${n}m`);
const targets = fc.array(target, { minLength: 1, maxLength: 4 });
const rungs = fc
  .array(fc.record({ gap: fc.integer({ min: 0, max: 40 }), targets }), { minLength: 1, maxLength: 5 })
  .map((list) => {
    let after = 0;
    return list.map(({ gap, targets }, place) => {
      after += place === 0 ? 0 : gap;
      return { after: `${after}m`, targets };
    });
  });
const ladder = fc.record(
  {
    rungs,
    repeat: fc.record({ times: fc.integer({ min: 0, max: 3 }), every: fc.constantFrom('1m', '15m', '1h') }),
    sev1: fc.record({ allHands: targets, executivesAfter: minutes(90), executives: targets }),
  },
  { requiredKeys: ['rungs', 'repeat'] },
);
/** Every method at most once, so that two pages by one method are two pages too many. */
const steps = fc
  .tuple(
    fc.shuffledSubarray([...METHODS], { minLength: 1 }),
    fc.array(minutes(10), { minLength: 3, maxLength: 3 }),
  )
  .map(([methods, after]) => methods.map((method, place) => ({ method, after: after[place] ?? '0m' })));
const unreachable = fc
  .subarray([...PEOPLE, ...PEOPLE.flatMap((person) => METHODS.map((method) => `${person}:${method}`))])
  .map((who) => new Set(who));
const given = fc.record({
  ladder,
  steps,
  unreachable,
  severity: fc.constantFrom<Severity>('SEV1', 'SEV2', 'SEV3', 'SEV4'),
  seconds: fc.integer({ min: -3 * 86_400, max: 3 * 86_400 }),
});

/** The incident that an alert to this ladder opens, at this many seconds from `T0`. */
const incident = given.map(({ ladder, steps, unreachable, severity, seconds }) => {
  const { paging } = SPEC;
  const ladders = [{ id: 'payments', ...ladder }, ...paging.ladders.filter(({ id }) => id !== 'payments')];
  const [, route, , , last] = paging.routes;
  const config = PagingConfig.parse({
    ...SPEC,
    paging: { ...paging, routes: [route, last], ladders, notify: { high: steps, low: steps } },
  });
  return incidentOf({ ...PAYMENTS, severity }, { config, unreachable, at: at(seconds), mostWakes: 1_000 });
});
const RUNS = { numRuns: 150 };

describe('a simulation, whatever the ladder, the rules, the time and who is out of reach', () => {
  it('never goes back in time', () => {
    fc.assert(
      fc.property(incident, ({ timeline }) => {
        const times = timeline.map((event) => event.afterMs);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      }),
      RUNS,
    );
  });

  it('never has two pages for one rung, person and method', () => {
    fc.assert(
      fc.property(incident, ({ timeline }) => {
        const pages = timeline.flatMap((event) =>
          event.kind === 'page' ? [`${event.pass}.${event.rung} ${event.person} ${event.method}`] : [],
        );
        expect(pages.filter((page, place) => pages.indexOf(page) !== place)).toEqual([]);
      }),
      RUNS,
    );
  });

  it('reaches somebody in the end, since the catch-all has somebody', () => {
    fc.assert(
      fc.property(incident, ({ timeline, verdict, firstReached, ending }) => {
        expect(verdict).toBe('somebody-reached');
        expect(ending).toBe('catch-all-repeats');
        const sent = timeline.find((event) => event.kind === 'page' && event.outcome === 'sent');
        expect(firstReached?.at).toBe(sent?.at);
        expect(
          timeline.some(
            (event) => event.kind === 'page' && event.person === 'last-resort' && event.outcome === 'sent',
          ),
        ).toBe(true);
      }),
      RUNS,
    );
  });

  it('pages on a rung only whom the rung resolved to, and each rung begins or is passed over once', () => {
    fc.assert(
      fc.property(incident, ({ timeline }) => {
        const begun = new Map<string, readonly string[]>();
        for (const event of timeline) {
          if (event.kind === 'rung-begun' || event.kind === 'rung-passed-over') {
            const key = `${event.pass}.${event.rung}`;
            expect(begun.has(key)).toBe(false);
            begun.set(key, event.kind === 'rung-begun' ? event.people : []);
            const named = event.targets.flatMap(({ people }) => people);
            expect([...new Set(named)]).toEqual(begun.get(key));
          } else if (event.kind === 'page' || event.kind === 'page-folded') {
            expect(begun.get(`${event.pass}.${event.rung}`)).toContain(event.person);
          }
        }
      }),
      RUNS,
    );
  });
});
