import type { StoredSeries } from '../../shared/cost/budget-scope.ts';
import type { CostConfig } from '../../shared/cost/config.ts';
import type { MonthFinding } from '../../shared/cost/review.ts';
import type { CostSeries, SeriesKey } from '../../shared/cost/series.ts';
import { type Day, daysIn, isoWeekday, monthOf } from '../../shared/kernel/day.ts';
import { aSeries, costConfig, runOfDays } from './costs.ts';
import { aFinding } from './findings.ts';

/** The first day that is known: September and October 2026 are whole. */
const FROM = '2026-09-01';
const DAYS = runOfDays(FROM, 30 + 31);

/** A usual bill in two months: a weekday rhythm with a little unrest that is the same every time. */
function daily(base: number, of: (day: Day, place: number) => number = () => 1): number[] {
  return DAYS.map((day, place) => {
    const weekend = isoWeekday(day) >= 6 ? 0.62 : 1;
    const unrest = 1 + 0.04 * Math.sin(place * 1.7 + base);
    return Math.round(base * weekend * unrest * of(day, place) * 100) / 100;
  });
}

const october = (factor: number) => (day: Day) => (monthOf(day) === '2026-10' ? factor : 1);
const spike = (day: Day) => (day >= '2026-10-13' && day <= '2026-10-15' ? 2.6 : 1);
const since = (first: Day) => (day: Day) => (day >= first ? 1 : 0);
const until = (last: Day) => (day: Day) => (day <= last ? 1 : 0);

const USED: readonly (readonly [team: string, account: string, service: string, costs: number[]])[] = [
  ['payments', '111111111111', 'Amazon Elastic Compute Cloud - Compute', daily(182, spike)],
  ['payments', '111111111111', 'Amazon Relational Database Service', daily(96, october(1.18))],
  ['payments', '111111111111', 'AmazonCloudWatch', daily(14)],
  ['payments', '111111111111', 'AWS Key Management Service', daily(3)],
  ['platform', '222222222222', 'Amazon Elastic Compute Cloud - Compute', daily(120, october(0.92))],
  ['platform', '222222222222', 'Amazon Simple Storage Service', daily(61, (_, place) => 1 + place / 200)],
  ['platform', '222222222222', 'Amazon OpenSearch Service', daily(44, until('2026-09-21'))],
  ['platform', '222222222222', 'Amazon Bedrock', daily(38, since('2026-10-08'))],
  ['(untagged)', '222222222222', 'EC2 - Other', daily(41)],
  ['(untagged)', '222222222222', 'AWS Lambda', daily(22, october(1.3))],
];

const onFirst = (september: number, inOctober: number) =>
  DAYS.map((day) => (day === '2026-09-01' ? september : day === '2026-10-01' ? inOctober : 0));

/** Two months of a bill as they are stored: usage by account and by team, and the other charges. */
export function storedMonths(): Required<StoredSeries> {
  const by = (keyOf: (team: string, account: string, service: string) => SeriesKey): CostSeries[] =>
    USED.map(([team, account, service, costs]) => aSeries(keyOf(team, account, service), FROM, costs));
  return {
    account: by((_, account, service) => ({ account, service })),
    team: by((team, _, service) => ({ team, service })),
    charge: [
      aSeries({ service: 'Tax' }, FROM, onFirst(1480, 1612), { charge: 'tax' }),
      aSeries({ service: 'AWS Support (Business)' }, FROM, onFirst(620, 640), { charge: 'support' }),
      aSeries(
        { service: 'Amazon Elastic Compute Cloud - Compute' },
        FROM,
        DAYS.map(() => 45),
        {
          charge: 'commitment',
        },
      ),
      aSeries({ service: 'AWS Lambda' }, FROM, onFirst(-150, -100), { charge: 'credit' }),
    ],
  };
}

/** What was found in October. */
export function octoberFindings(): MonthFinding[] {
  return [
    {
      state: 'ended',
      finding: aFinding({
        firstDate: '2026-10-13',
        days: ['2026-10-13', '2026-10-14', '2026-10-15'],
        total: 874_000_000,
      }),
    },
    {
      state: 'expected',
      finding: aFinding({
        kind: 'new',
        gate: 'new-spend',
        series: { service: 'Amazon Bedrock', team: 'platform', account: '222222222222' },
        owner: 'platform',
        firstDate: '2026-10-08',
        days: runOfDays('2026-10-08', 14),
        total: 473_000_000,
      }),
    },
    {
      state: 'absorbed',
      finding: aFinding({
        kind: 'drift',
        gate: 'persistence',
        series: { service: 'Amazon Relational Database Service', team: 'payments' },
        firstDate: '2026-10-04',
        days: runOfDays('2026-10-04', 14),
        total: 241_000_000,
      }),
    },
  ];
}

/** The organization whose October it is. */
export function reviewConfig(cost: object = {}): CostConfig {
  return costConfig({
    budgets: [
      { id: 'everything', scope: 'all', amountUsd: 20_000 },
      { id: 'payments', scope: { team: 'payments' }, amountUsd: 8_000 },
      { id: 'year', scope: 'all', period: 'year', amountUsd: 190_000 },
    ],
    units: [
      { id: 'per-request', scope: { team: 'payments' }, metric: { namespace: 'App', name: 'requests' } },
      { id: 'per-report', scope: { team: 'platform' }, metric: { namespace: 'App', name: 'reports' } },
    ],
    ...cost,
  });
}

/** How many units there were. */
export const OCTOBER_COUNTS = {
  'per-request': { now: 48_120_400, before: 44_980_100 },
  'per-report': { now: 0 },
};

/** How many days October has, as the tests count them. */
export const OCTOBER_DAYS = daysIn('2026-10');
