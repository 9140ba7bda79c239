import { describe, expect, it } from 'vitest';
import {
  type MonthSeen,
  planReview,
  type ReviewRecord,
  withReviewSent,
} from '../../../shared/cost/plan-review.ts';
import { digestOf, type ReviewDigest, restatedReview } from '../../../shared/cost/restated-review.ts';
import { aSeries } from '../../support/costs.ts';

const USD = 1_000_000;
const digest = (services: Record<string, number>, currency = 'USD'): ReviewDigest => ({
  currency,
  total: Object.values(services).reduce((sum, usd) => sum + usd * USD, 0),
  services: Object.fromEntries(Object.entries(services).map(([name, usd]) => [name, usd * USD])),
});

describe('restatedReview', () => {
  it.each<[what: string, told: ReviewDigest, now: ReviewDigest, restated: boolean]>([
    ['23: more than one percent more', digest({ a: 1000 }), digest({ a: 1010.01 }), true],
    ['23: more than one percent less', digest({ a: 1000 }), digest({ a: 989.99 }), true],
    ['exactly one percent', digest({ a: 1000 }), digest({ a: 1010 }), false],
    ['nothing', digest({ a: 1000 }), digest({ a: 1000 }), false],
    ['something where there was nothing', digest({}), digest({ a: 0.01 }), true],
    ['nothing where there was nothing', digest({}), digest({}), false],
    ['from one service to another', digest({ a: 500, b: 500 }), digest({ a: 900, b: 100 }), false],
    ['another currency', digest({ a: 1000 }), digest({ a: 1000 }, 'EUR'), true],
  ])('%s', (_, told, now, restated) => expect(restatedReview(told, now) !== undefined).toBe(restated));

  it('23: says by how much, and which services make the difference', () => {
    expect(restatedReview(digest({ a: 1000, b: 50, c: 7 }), digest({ a: 1100, d: 20, c: 7 }))).toEqual({
      before: 1057 * USD,
      now: 1127 * USD,
      change: 70 * USD,
      changePct: expect.closeTo(6.62),
      services: [
        { name: 'a', before: 1000 * USD, now: 1100 * USD },
        { name: 'b', before: 50 * USD, now: 0 },
        { name: 'd', before: 0, now: 20 * USD },
      ],
    });
  });

  it('is held against what was kept: the sums of one month in one currency, by service and kind of charge', () => {
    const series = [
      aSeries({ service: 'EC2', account: '1' }, '2026-09-30', [5, 10, 10]),
      aSeries({ service: 'EC2', account: '2' }, '2026-10-01', [1]),
      aSeries({ service: 'EC2' }, '2026-10-01', [3], { charge: 'commitment' }),
      aSeries({ service: 'S3', account: '1' }, '2026-10-01', [9], { currency: 'EUR' }),
      aSeries({ service: 'SQS', account: '1' }, '2026-10-01', [0]),
    ];
    expect(digestOf('2026-10', 'USD', series)).toEqual(digest({ EC2: 21, 'EC2 (commitment)': 3 }));
  });
});

describe('planReview', () => {
  const told = digest({ a: 1000 });
  const seen = (today: string, changes: Partial<MonthSeen> = {}): MonthSeen => ({
    month: '2026-10',
    of: 'all',
    today,
    now: `${today}T07:00:00.000Z`,
    digest: told,
    known: 'all',
    estimated: true,
    ...changes,
  });
  const record = (changes: Partial<ReviewRecord> = {}): ReviewRecord => ({
    v: 1,
    month: '2026-10',
    of: 'all',
    issue: 1,
    version: 2,
    digest: told,
    sent: ['finance'],
    settled: false,
    ...changes,
  });
  const claimedAt = '2026-11-03T07:00:00.000Z';

  it.each<[what: string, seen: MonthSeen, before: ReviewRecord | undefined, step: string]>([
    ['waits for the 3rd', seen('2026-11-02'), undefined, 'nothing too-early'],
    ['is told on the 3rd', seen('2026-11-03'), undefined, 'send first'],
    ['is told later where the 3rd failed', seen('2026-11-05'), undefined, 'send first'],
    [
      'is not told of a month nobody knows',
      seen('2026-11-03', { known: 'none' }),
      undefined,
      'nothing nothing-known',
    ],
    [
      'waits for days that are missing',
      seen('2026-11-05', { known: 'some' }),
      undefined,
      'nothing incomplete',
    ],
    ['does not wait for ever', seen('2026-11-06', { known: 'some' }), undefined, 'send first'],
    ['is told once', seen('2026-11-03'), record(), 'nothing unchanged'],
    ['is left to who is at it', seen('2026-11-03'), record({ claimedAt }), 'nothing being-sent'],
    ['is taken up where somebody left it', seen('2026-11-04'), record({ claimedAt }), 'send left-behind'],
    [
      '23: is told again when the month has changed',
      seen('2026-11-06', { digest: digest({ a: 1020 }) }),
      record(),
      'send restated',
    ],
    [
      'is not told again for a percent',
      seen('2026-11-06', { digest: digest({ a: 1010 }) }),
      record(),
      'nothing unchanged',
    ],
    [
      'is settled once the bill is closed',
      seen('2026-11-10', { estimated: false }),
      record(),
      'settle no-longer-estimated',
    ],
    ['is not settled early', seen('2026-11-09', { estimated: false }), record(), 'nothing unchanged'],
    ['is settled at last', seen('2026-11-25'), record(), 'settle late'],
    [
      'then is told no more',
      seen('2026-11-26', { digest: digest({ a: 2000 }) }),
      record({ settled: true }),
      'nothing settled',
    ],
  ])('a month %s', (_, given, before, step) => {
    const plan = planReview(given, before);
    expect(`${plan.do} ${plan.reason}`).toBe(step);
  });

  it('23: numbers its corrections, and each is held against the one before', () => {
    const first = planReview(seen('2026-11-06', { digest: digest({ a: 1020 }) }), record());
    expect(first).toMatchObject({
      record: { issue: 2, version: 3, sent: [], corrects: told },
      restatement: { before: 1000 * USD, now: 1020 * USD },
    });
    if (first.do !== 'send') throw new Error('it is to be sent');
    const sent = withReviewSent(first.record, ['finance'], true);
    expect(sent.claimedAt).toBeUndefined();
    expect(planReview(seen('2026-11-07', { digest: digest({ a: 1025 }) }), sent)).toMatchObject({
      do: 'nothing',
    });
    expect(planReview(seen('2026-11-08', { digest: digest({ a: 1040 }) }), sent)).toMatchObject({
      record: { issue: 3 },
      restatement: { before: 1020 * USD, now: 1040 * USD },
    });
  });

  it('keeps its claim while somebody has not been reached', () => {
    expect(withReviewSent(record({ claimedAt }), ['a'], false)).toMatchObject({
      claimedAt,
      sent: ['a'],
      version: 3,
    });
  });
});
