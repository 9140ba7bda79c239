import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { millis } from '../../../shared/kernel/duration.ts';
import { elapsed } from '../../../shared/kernel/instant.ts';
import type { Severity } from '../../../shared/paging/events.ts';
import type { Delivery } from '../../../shared/paging/incident.ts';
import { pageId } from '../../../shared/paging/page-key.ts';
import { planPages } from '../../../shared/paging/plan-pages.ts';
import { MOST_PAGES_PER_WAKE } from '../../../shared/paging/plan-steps.ts';
import { toAcknowledged } from '../../../shared/paging/transitions.ts';
import { anIncident, at, ladders, onCall, play, T0 } from '../../support/paging.ts';

const PEOPLE = ['alice', 'bob', 'carol', 'dora', 'dan'];
const target = fc.oneof(
  fc.constantFrom(...PEOPLE).map((person) => ({ person })),
  fc.constantFrom('s1', 's2', 's3').map((schedule) => ({ schedule })),
  fc.constant({ team: 'team' }),
);
const minutesText = (max: number) => fc.integer({ min: 0, max }).map((n) => `${n}m`);
const ladder = fc
  .record({
    gaps: fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 4 }),
    targets: fc.array(fc.array(target, { minLength: 1, maxLength: 3 }), { minLength: 4, maxLength: 4 }),
    times: fc.integer({ min: 0, max: 3 }),
    every: fc.integer({ min: 1, max: 20 }),
    allHands: fc.option(fc.array(target, { minLength: 1, maxLength: 4 }), { nil: undefined }),
    executivesAfter: minutesText(90),
  })
  .map(({ gaps, targets, times, every, allHands, executivesAfter }) => {
    const after = (rung: number) => gaps.slice(1, rung + 1).reduce((sum, gap) => sum + gap, 0);
    const rungs = gaps.map((_, i) => ({ after: `${after(i)}m`, targets: targets[i] }));
    const sev1 =
      allHands === undefined ? undefined : { allHands, executivesAfter, executives: [{ person: 'vp' }] };
    return ladders({ rungs, repeat: { times, every: `${every}m` }, ...(sev1 === undefined ? {} : { sev1 }) });
  });
const staffing = fc.record({
  s1: fc.subarray(PEOPLE),
  s2: fc.subarray(PEOPLE),
  s3: fc.subarray(PEOPLE),
  team: fc.subarray(PEOPLE),
});
const steps = fc.array(
  fc.record({
    method: fc.constantFrom('sms' as const, 'email' as const, 'webhook' as const),
    after: minutesText(5),
  }),
  { minLength: 1, maxLength: 3 },
);
const severity = fc.constantFrom<Severity>('SEV1', 'SEV2', 'SEV3', 'SEV4');
/** What becomes of the n-th page: mostly sent, sometimes refused, throttled or unreachable. */
const fates = fc.array(
  fc.constantFrom<Partial<Delivery>>(
    { state: 'sent' },
    { state: 'sent' },
    { state: 'sent' },
    { state: 'failed', retryable: false, reason: 'refused' },
    { state: 'failed', retryable: true, reason: 'throttled' },
    { state: 'skipped', reason: 'not-reachable' },
  ),
  { minLength: 1, maxLength: 12 },
);
const RUNS = { numRuns: 120 };

function playWith(given: {
  ladder: ReturnType<typeof ladders>;
  staffing: Record<string, string[]>;
  steps: { method: 'sms' | 'email' | 'webhook'; after: string }[];
  severity: Severity;
  fates: Partial<Delivery>[];
}) {
  let n = 0;
  return play({
    incident: anIncident({ severity: given.severity }),
    ladders: given.ladder,
    onCall: () => onCall(given.staffing, given.steps),
    outcome: () => given.fates[n++ % given.fates.length] ?? {},
    until: at(6 * 3600),
    most: 300,
  });
}

const given = fc.record({ ladder, staffing, steps, severity, fates });

describe('planPages, whatever the ladder, the staffing and the luck', () => {
  it('wakes strictly later than now', () => {
    fc.assert(
      fc.property(given, (it) => {
        for (const { at: now, plan } of playWith(it).wakes)
          expect(plan.wakeAt !== undefined && plan.wakeAt > now).toBe(true);
      }),
      RUNS,
    );
  });

  it('plans no page of one rung, person and step twice, except to try it again', () => {
    fc.assert(
      fc.property(given, (it) => {
        const seen = new Set<string>();
        for (const { plan } of playWith(it).wakes) {
          for (const page of plan.deliveries) {
            const first =
              page.state === 'planned' &&
              page.tries === 0 &&
              page.reason !== 'no-outcome' &&
              page.reason !== 'retry';
            if (!first) continue;
            expect(seen.has(pageId(page))).toBe(false);
            seen.add(pageId(page));
          }
        }
      }),
      RUNS,
    );
  });

  it('names a person at most once in a rung', () => {
    fc.assert(
      fc.property(given, (it) => {
        for (const { plan } of playWith(it).wakes) {
          for (const { people } of plan.incident.climb.active) {
            expect(new Set(people.map(({ person }) => person)).size).toBe(people.length);
          }
        }
      }),
      RUNS,
    );
  });

  it('always pages someone again: never longer quiet than the ladder says, and the catch-all in the end', () => {
    fc.assert(
      fc.property(given, (it) => {
        const { wakes } = playWith(it);
        const busy = wakes.filter(({ pages }) => pages.length > 0).map(({ at: time }) => time);
        const ownDelay = it.severity === 'SEV1' ? 0 : Math.min(...it.steps.map(({ after }) => millis(after)));
        expect(busy[0] !== undefined && elapsed(T0, busy[0])).toBeLessThanOrEqual(ownDelay + 5_000);
        const longest = Math.max(...busy.slice(1).map((time, i) => elapsed(busy[i] ?? T0, time)), 0);
        expect(longest).toBeLessThanOrEqual(91 * 60_000);
        const end = wakes.at(-1)?.at ?? T0;
        const { own } = it.ladder;
        const lastRung =
          it.severity === 'SEV1' && own.sev1 !== undefined
            ? own.sev1.executivesAfter
            : (own.rungs.at(-1)?.after ?? '0m');
        const whole = (own.repeat.times + 1) * (millis(lastRung) + millis(own.repeat.every) + 60_000);
        if (elapsed(T0, end) >= whole) {
          expect(elapsed(busy.at(-1) ?? T0, end)).toBeLessThanOrEqual(91 * 60_000);
          expect(
            wakes.some(({ plan }) => plan.timeline.some(({ people }) => people?.includes('last-resort'))),
          ).toBe(true);
        }
      }),
      RUNS,
    );
  });

  it('pages nobody while an acknowledgement holds, and someone when it has run out', () => {
    fc.assert(
      fc.property(given, fc.integer({ min: 1, max: 7_000 }), (it, seconds) => {
        const { incident, deliveries } = playWith(it);
        const acked = toAcknowledged(incident, { by: 'person:alice', at: T0, expiresAt: at(7_200) });
        const during = planPages(
          { incident: acked, deliveries },
          it.ladder,
          onCall(it.staffing, it.steps),
          at(seconds),
        );
        expect(during.deliveries.filter(({ state }) => state === 'planned' || state === 'claimed')).toEqual(
          [],
        );
        expect(during.wakeAt).toBe(at(7_200));
        const after = planPages(
          { incident: acked, deliveries },
          it.ladder,
          onCall(it.staffing, it.steps),
          at(7_200),
        );
        expect(after.incident.state).toBe('triggered');
        expect(after.incident.climb.active.length).toBeGreaterThan(0);
      }),
      RUNS,
    );
  });

  it('never plans more pages in one wake than one transaction holds', () => {
    const crowd = Array.from({ length: 120 }, (_, i) => `p${i}`);
    const big = ladders({ rungs: [{ after: '0m', targets: [{ team: 'crowd' }] }] });
    const { wakes, pages } = play({
      incident: anIncident({ severity: 'SEV1' }),
      ladders: big,
      onCall: () => onCall({ crowd }),
      until: at(60),
    });
    expect(Math.max(...wakes.map(({ plan }) => plan.deliveries.length))).toBe(MOST_PAGES_PER_WAKE);
    expect(new Set(pages.map((page) => page.split(' ').slice(1).join(' '))).size).toBe(360);
  });
});
