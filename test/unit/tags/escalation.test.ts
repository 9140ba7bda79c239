import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Instant, shift } from '../../../shared/kernel/instant.ts';
import type { TagsSection } from '../../../shared/tags/config.ts';
import { type Escalation, escalate } from '../../../shared/tags/escalation.ts';
import type { ExemptionState } from '../../../shared/tags/exemption.ts';
import type { Verdict } from '../../../shared/tags/verdict.ts';

const START = '2026-11-01T06:00:00.000Z';
const DAY = 86_400_000;
const enforce: TagsSection['enforce'] = {
  mode: 'quarantine',
  grace: { remind: '0d', warn: '3d', quarantine: '14d' },
};
const NONE: ExemptionState = { kind: 'none' };
const day = (count: number) => shift(START, count * DAY);

interface Look {
  readonly at: Instant;
  readonly verdict: Verdict['verdict'];
  readonly exemption?: ExemptionState;
}

/** What is done on which day, when it is looked at so. The state is what the table would give back. */
function played(looks: readonly Look[], by = enforce, tags: Record<string, string> = {}): string[] {
  let state: Escalation | undefined;
  return looks.flatMap(({ at, verdict, exemption = NONE }) => {
    const { next, due } = escalate(state, { verdict }, exemption, { tags }, by, at);
    state = next === undefined ? undefined : JSON.parse(JSON.stringify(next));
    return due === undefined ? [] : [`day ${(Date.parse(at) - Date.parse(START)) / DAY}: ${due}`];
  });
}

const daily = (from: number, to: number, verdict: Verdict['verdict'] = 'violation') =>
  Array.from({ length: to - from + 1 }, (_, place): Look => ({ at: day(from + place), verdict }));

describe('escalate', () => {
  it('33: reminds on day 0, warns on day 3, and puts in quarantine on day 14, once each', () => {
    expect(played(daily(0, 40))).toEqual(['day 0: remind', 'day 3: warn', 'day 14: quarantine']);
    const often = daily(0, 20).flatMap((look) => [look, look, { ...look, at: shift(look.at, 3_600_000) }]);
    expect(played(often)).toEqual(['day 0: remind', 'day 3: warn', 'day 14: quarantine']);
  });

  it('says when to look again', () => {
    const first = escalate(undefined, { verdict: 'violation' }, NONE, { tags: {} }, enforce, START);
    expect(first.wakeAt).toBe(day(3));
    const second = escalate(first.next, { verdict: 'violation' }, NONE, { tags: {} }, enforce, day(1));
    expect(second).toMatchObject({ due: undefined, wakeAt: day(3), reason: 'NOT_YET' });
    const third = escalate(second.next, { verdict: 'violation' }, NONE, { tags: {} }, enforce, day(3));
    expect(third.wakeAt).toBe(day(14));
  });

  it('34: ends when it is fixed on day 6, and begins anew when it is wrong again', () => {
    expect(played([...daily(0, 5), ...daily(6, 20, 'compliant'), ...daily(21, 40)])).toEqual([
      'day 0: remind',
      'day 3: warn',
      'day 6: ends',
      'day 21: remind',
      'day 24: warn',
      'day 35: quarantine',
    ]);
  });

  it('never comes sooner after a notice than the grace says, however late that was', () => {
    expect(played([...daily(0, 0), ...daily(30, 50)])).toEqual([
      'day 0: remind',
      'day 30: warn',
      'day 41: quarantine',
    ]);
  });

  it('does not forget while its tags cannot be read', () => {
    expect(played([...daily(0, 1), ...daily(2, 6, 'unknown'), ...daily(7, 18)])).toEqual([
      'day 0: remind',
      'day 7: warn',
      'day 18: quarantine',
    ]);
  });

  it.each(['report', 'tag'] as const)('in mode %s only tells', (mode) => {
    expect(played(daily(0, 40), { ...enforce, mode })).toEqual(['day 0: remind', 'day 3: warn']);
  });

  it('without grace does nothing', () => {
    expect(played(daily(0, 40), { mode: 'tag' })).toEqual([]);
  });

  it('62: never puts our own in quarantine', () => {
    const uuid = '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9';
    const by = (stack: string) =>
      played(daily(0, 40), enforce, { application: 'belltower', 'aws:cloudformation:stack-name': stack });
    // A StackSet names the stacks that it makes.
    for (const own of ['Belltower', 'BelltowerSpoke', `StackSet-BelltowerSpoke-${uuid}`])
      expect([own, ...by(own)]).toEqual([own, 'day 0: remind', 'day 3: warn']);
    for (const alike of ['BelltowerX', `StackSet-BelltowerX-${uuid}`, `StackSet-Other-${uuid}`])
      expect([alike, ...by(alike)]).toContain('day 14: quarantine');
  });

  it('37: skips while exempt, tells once that it ends tomorrow, then enforces with fresh grace', () => {
    const until = '2026-11-10';
    const exempt = (from: number, to: number, endsTomorrow: boolean) =>
      daily(from, to, 'exempt').map(
        (look): Look => ({
          ...look,
          exemption: { kind: 'valid', until, why: 'x', endsTomorrow },
        }),
      );
    const ended = daily(10, 30).map(
      (look): Look => ({ ...look, exemption: { kind: 'ended', until, why: 'x' } }),
    );
    expect(played([...exempt(0, 7, false), ...exempt(8, 9, true), ...ended])).toEqual([
      'day 8: exemption-ends',
      'day 10: remind',
      'day 13: warn',
      'day 24: quarantine',
    ]);
  });

  it('puts nothing in quarantine without two notices before it, each in its time', () => {
    const verdict = fc.constantFrom<Verdict['verdict']>(
      'violation',
      'violation',
      'violation',
      'compliant',
      'unknown',
    );
    const look = fc.tuple(fc.integer({ min: 0, max: 10 * DAY }), verdict);
    fc.assert(
      fc.property(fc.array(look, { maxLength: 40 }), (looks) => {
        let [state, at]: [Escalation | undefined, Instant] = [undefined, START];
        let notices: Instant[] = [];
        for (const [ms, judged] of looks) {
          at = shift(at, ms);
          const { next, due } = escalate(state, { verdict: judged }, NONE, { tags: {} }, enforce, at);
          if (judged !== 'violation' && judged !== 'unknown') notices = [];
          if (due === 'remind' || due === 'warn') notices.push(at);
          if (due === 'quarantine') {
            expect(notices).toHaveLength(2);
            expect(Date.parse(at) - Date.parse(notices[1] ?? '')).toBeGreaterThanOrEqual(11 * DAY);
            expect(Date.parse(at) - Date.parse(notices[0] ?? '')).toBeGreaterThanOrEqual(14 * DAY);
          }
          state = next;
        }
      }),
    );
  });
});
