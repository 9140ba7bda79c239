import { describe, expect, it } from 'vitest';
import type { CostSeries } from '../../../shared/cost/series.ts';
import { addDays } from '../../../shared/kernel/day.ts';
import { dayIn, flat, inShort, missing, policy, ramp, series, shown, week } from '../../support/bills.ts';

const MONTHS = [0, 31, 59, 90, 120];

/** A charge on the first of every month, as many as are given. */
const monthly = (...dollars: number[]) =>
  Array.from({ length: (MONTHS[dollars.length - 1] ?? 0) + 1 }, (_, day) => {
    const month = MONTHS.indexOf(day);
    return month < 0 ? Number.NaN : (dollars[month] ?? Number.NaN);
  });

/** The acceptance table of the contract: its rows by number, in short. */
const CASES: readonly [row: string, bill: readonly CostSeries[], expected: readonly string[]][] = [
  ['1: 100, then 121, below the floor', [series('A', [...flat(35, 100), 121])], []],
  ['1: however long it stays', [series('A', [...flat(35, 100), ...flat(30, 121)])], []],
  ['2: exactly 20% above', [series('A', [...flat(35, 200), 240])], []],
  ['2: above both gates', [series('A', [...flat(35, 200), 250.01])], ['spike A 2026-02-05 1d']],
  ['2: at the floor, to the cent', [series('A', [...flat(35, 100), 125])], ['spike A 2026-02-05 1d']],
  ['3: a service of $3', [series('A', [...flat(35, 3), 3.75])], []],
  ['4: 4% of $10,000 on one day', [series('A', [...flat(35, 10_000), 10_400, ...flat(20, 10_000)])], []],
  [
    '4: drift watch sees it when it stays',
    [series('A', [...flat(35, 10_000), ...flat(30, 10_400)])],
    ['drift A 2026-02-12 14d'],
  ],
  ['5: spend after nothing', [series('A', [...flat(28, 0), 30])], ['new A 2026-01-29 1d']],
  [
    '7: a new service',
    [series('A', flat(40, 50)), series('B', [...missing(20), ...flat(20, 400)])],
    ['new B 2026-01-21 1d'],
  ],
  ['9: five days say nothing', [series('A', [100, 100, 100, 100, 900])], []],
  [
    '9: but new spend does',
    [series('A', flat(5, 50)), series('B', [...missing(3), 400, 400])],
    ['new B 2026-01-04 1d'],
  ],
  [
    '10: a credit',
    [series('A', flat(40, 600)), series('A', [...missing(35), -500], { charge: 'credit' })],
    [],
  ],
  [
    '11: a refund above the day',
    [series('A', flat(40, 100)), series('A', [...missing(35), -400], { charge: 'refund' })],
    [],
  ],
  ['11: a refund that nobody marked', [series('A', [...flat(35, 100), -300, ...flat(20, 100)])], []],
  [
    '12: a savings plan upfront',
    [series('A', flat(40, 100)), series('Plans', [...missing(35), 12_000], { charge: 'commitment' })],
    ['fee Plans 2026-02-05 1d'],
  ],
  [
    '13: support on each 1st',
    [series('A', flat(121, 100)), series('Support', monthly(100, 100, 100, 100, 100), { charge: 'support' })],
    ['fee Support 2026-01-01 1d'],
  ],
  [
    '15: support doubles',
    [series('A', flat(121, 100)), series('Support', monthly(100, 100, 100, 200, 200), { charge: 'support' })],
    ['fee Support 2026-01-01 1d', 'fee-change Support 2026-04-01 1d'],
  ],
  ['16: weekends', [series('A', week(42, 100, 40))], []],
  [
    '17: a Saturday like a working day',
    [series('A', [...week(44, 100, 40), 100, 40, 100])],
    ['spike A 2026-02-14 1d'],
  ],
  ['24: a missing day is not 0', [series('A', [...flat(35, 100), Number.NaN, ...flat(5, 100)])], []],
  [
    '24: nor for what contains it',
    [
      series({ service: 'A', account: '1' }, flat(60, 100)),
      series({ service: 'A', account: '2' }, [...flat(40, 900), ...missing(5), ...flat(15, 900)]),
    ],
    [],
  ],
  ['27: slow growth', [series('A', [...flat(30, 100), ...ramp(90, 100, 0.003)])], []],
  ['27: of a large service too', [series('A', [...flat(30, 20_000), ...ramp(90, 20_000, 0.003)])], []],
  [
    '28: a step that stays is the baseline after 14 days',
    [series('A', [...flat(35, 100), ...flat(60, 160)])],
    ['spike A 2026-02-05 14d'],
  ],
  ['30: a spike', [series('A', [...flat(35, 100), 900, ...flat(28, 100)])], ['spike A 2026-02-05 1d']],
  [
    '30: does not mask the next',
    [series('A', [...flat(35, 100), 900, ...flat(3, 100), 180, ...flat(20, 100)])],
    ['spike A 2026-02-05 1d', 'spike A 2026-02-09 1d'],
  ],
  [
    '32: one up, one down',
    [series('A', [...flat(35, 1000), 1500, 1000]), series('B', [...flat(35, 1000), 500, 1000])],
    ['spike A 2026-02-05 1d', 'drop B 2026-02-05 1d'],
  ],
  [
    '33: thirty services',
    Array.from({ length: 30 }, (_, at) => series(`S${at}`, [...flat(35, 200 + at), (200 + at) * 1.22])),
    ['spike all 2026-02-05 1d'],
  ],
  [
    '33: each below the floor',
    Array.from({ length: 30 }, (_, at) => series(`S${at}`, [...flat(35, 100), 122])),
    ['spike all 2026-02-05 1d'],
  ],
  [
    '41: two currencies',
    [series('A', flat(40, 100)), series('A', [...missing(10), ...flat(30, 20)], { currency: 'EUR' })],
    [],
  ],
  ['56: next to nothing', [series('A', [...flat(35, 0.000_000_028_2), 1e-10, 0.000_001])], []],
];

describe('the acceptance table', () => {
  it.each(CASES)('%s', (_, bill, expected) => {
    expect(inShort(shown(bill))).toEqual(expected);
  });

  it('1: alerts with a floor of $20', () => {
    const bill = [series('A', [...flat(35, 100), 121])];
    const low = policy({ thresholds: { minImpactUsd: 20 } });
    expect(inShort(shown(bill, { policy: low }))).toEqual(['spike A 2026-02-05 1d']);
  });

  it('5: the percentage of nothing is null', () => {
    const [finding] = shown([series('A', [...flat(28, 0), 30])]).findings;
    expect(finding).toMatchObject({ deviationPct: null, z: null, actual: 30e6, baseline: 0, impact: 30e6 });
  });

  it('9: says that it learns, and of how many days', () => {
    expect(shown([series('A', flat(5, 100))]).learning).toEqual([
      { series: { service: 'A' }, currency: 'USD', reason: { code: 'learning', cleanDays: 5, needed: 10 } },
    ]);
  });

  it('10: a credit is not in the baseline', () => {
    const credit = series('A', [...missing(20), -500], { charge: 'credit' });
    const [finding] = shown([series('A', [...flat(35, 600), 900]), credit]).findings;
    expect(finding).toMatchObject({ kind: 'spike', baseline: 600e6, sample: 28 });
  });

  it('19: today is not scored', () => {
    const bill = [series('A', [...flat(35, 100), 18])];
    expect(inShort(shown(bill, { asOf: dayIn(35) }))).toEqual([]);
  });

  it('20, 21: yesterday is provisional, and a finding that restates back is gone', () => {
    const first = (last: number) => [series('A', [...flat(35, 100), last])];
    expect(shown(first(55)).findings).toMatchObject([{ kind: 'drop', provisional: true }]);
    expect(shown([series('A', [...flat(35, 100), 101, 100])]).findings).toEqual([]);
    expect(shown(first(190)).findings).toMatchObject([{ kind: 'spike', provisional: true }]);
    expect(shown([series('A', [...flat(35, 100), 104, 100])]).findings).toEqual([]);
    expect(shown([series('A', [...flat(35, 100), 190, 100])]).findings).toMatchObject([
      { kind: 'spike', date: '2026-02-05', provisional: false },
    ]);
  });

  it.each([0.02, 'linear'] as const)(
    '26: a ramp of 2%% a day (%s) is a drift by day 12, and one finding',
    (rate) => {
      const days = Array.from({ length: 40 }, (_, day) => 100 + 2 * (day + 1));
      const { findings } = shown([
        series('A', [...flat(35, 100), ...(rate === 'linear' ? days : ramp(40, 100, rate))]),
      ]);
      expect(findings.map(({ kind }) => kind)).toEqual(['drift']);
      expect(findings[0]?.date.localeCompare(dayIn(35 + 11))).toBeLessThanOrEqual(0);
      expect(findings[0]?.days.length).toBeGreaterThan(30);
    },
  );

  it('28: or at once, when people say it is expected', () => {
    const bill = [series('A', [...flat(35, 100), ...flat(20, 160)])];
    const verdict = {
      series: { service: 'A' },
      firstDate: dayIn(35),
      verdict: 'expected',
      day: dayIn(37),
    } as const;
    const { findings, settled } = shown(bill, { verdicts: [verdict] });
    expect(findings).toEqual([]);
    expect(settled).toMatchObject([{ kind: 'spike', days: [dayIn(35), dayIn(36)] }]);
    expect(
      inShort(shown([series('A', [...flat(35, 100), ...flat(5, 160), 230])], { verdicts: [verdict] })),
    ).toEqual(['spike A 2026-02-10 1d']);
  });

  it('33: names the members, most dollars first, and no more', () => {
    const bill = Array.from({ length: 30 }, (_, at) =>
      series(`S${at}`, [...flat(35, 200 + at), (200 + at) * 1.22]),
    );
    const { findings } = shown([...bill, series('calm', flat(36, 5000))]);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.members).toHaveLength(30);
    expect(findings[0]?.members?.[0]).toEqual({ series: { service: 'S29' }, impact: 50_380_000 });
  });

  it('34: a renamed tag keeps its history with an alias', () => {
    const key = (team: string) => ({ service: 'A', team });
    const bill = [
      series(key('pay'), [...flat(40, 300), ...flat(10, 0)]),
      series(key('payments'), [...missing(40), ...flat(10, 300)]),
      series(key('search'), flat(50, 300)),
    ];
    expect(inShort(shown(bill, { policy: policy({ teamAliases: { pay: 'payments' } }) }))).toEqual([]);
  });

  it('38: a planned load test is muted and counted, its overrun alerts', () => {
    const plan = { id: 'loadtest', match: { service: 'A' }, from: dayIn(35), to: dayIn(37), factor: 4 };
    const planned = policy({ planned: [plan] });
    const over = shown([series('A', [...flat(35, 100), ...flat(3, 400), ...flat(10, 100)])], {
      policy: planned,
    });
    expect(over.findings).toEqual([]);
    expect(over.muted.map(({ day, reason }) => ({ day, ...reason }))).toEqual(
      [35, 36, 37].map((day) => ({ day: dayIn(day), code: 'planned', id: 'loadtest' })),
    );
    const { findings } = shown([series('A', [...flat(35, 100), ...flat(5, 400), ...flat(10, 100)])], {
      policy: planned,
    });
    expect(findings).toMatchObject([
      { kind: 'spike', gate: 'overrun', baseline: 100e6, days: [dayIn(38), dayIn(39)] },
    ]);
  });

  it('38: a plan of one team mutes what it makes of the service', () => {
    const plan = { id: 'loadtest', match: { team: 'payments' }, from: dayIn(35), to: dayIn(36), factor: 4 };
    const bill = [
      series({ service: 'A', account: '1', team: 'payments' }, [...flat(35, 100), 400, 400, ...flat(5, 100)]),
      series({ service: 'A', account: '2', team: 'search' }, flat(42, 100)),
    ];
    expect(inShort(shown(bill, { policy: policy({ planned: [plan] }) }))).toEqual([]);
  });

  it('41: each currency is looked at by itself', () => {
    const bill = [series('A', [...flat(35, 100), 200]), series('A', flat(36, 5000), { currency: 'EUR' })];
    expect(shown(bill).findings).toMatchObject([{ currency: 'USD', actual: 200e6, baseline: 100e6 }]);
  });

  it('is dated to its day when it appears late', () => {
    const bill = [series('A', [...flat(35, 100), 190, 100, 100])];
    expect(shown(bill, { asOf: addDays(dayIn(35), 3) }).findings).toMatchObject([{ date: dayIn(35) }]);
  });
});
