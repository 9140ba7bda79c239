import type { ChartDay } from '../../shared/cost/chart-day.ts';
import type { Finding } from '../../shared/cost/finding.ts';
import { FindingRecord } from '../../shared/cost/finding-record.ts';
import { addDays, type Day, isoWeekday } from '../../shared/kernel/day.ts';
import { type Micros, UNIT } from '../../shared/kernel/money.ts';
import { aFinding, aRecord, DAY, daysFrom, mailed, morningAfter } from './findings.ts';

/** Five weeks with a rhythm up to the last day of a finding, whose days are off by its impact. */
function month(finding: Finding, weekday: number, weekend: number): ChartDay[] {
  const last = finding.days.at(-1) ?? DAY;
  return Array.from({ length: 35 }, (_, n) => {
    const day = addDays(last, n - 34);
    const mid = Math.round((isoWeekday(day) > 5 ? weekend : weekday) * UNIT);
    const sway = 0.96 + (0.08 * ((n * 7919) % 13)) / 13;
    return {
      day,
      micros: Math.round(mid * sway) + (finding.days.includes(day) ? finding.impact : 0),
      estimated: day === last && finding.provisional,
      usual: { mid, low: Math.round(mid * 0.86), high: Math.round(mid * 1.14) },
    };
  });
}

function story(
  found: Partial<Finding>,
  usual: readonly [number, number],
  changes: object = {},
): FindingRecord {
  const [weekday, weekend] = usual;
  const baseline = weekday * UNIT;
  const impact: Micros = found.impact ?? 0;
  const finding = aFinding({
    baseline,
    low: Math.round(baseline * 0.86),
    high: Math.round(baseline * 1.14),
    actual: baseline + impact,
    deviationPct: baseline === 0 ? null : Math.round((impact / baseline) * 100),
    total: impact * (found.days?.length ?? 1),
    ...found,
  });
  return FindingRecord.parse({
    ...aRecord({}, finding),
    finding,
    chart: month(finding, weekday, weekend),
    due: { what: 'opened', reason: 'new', since: morningAfter(0), attempts: 1 },
    ...changes,
  });
}

const THREE: readonly Day[] = daysFrom(3);

/** Findings as they come up in a company, to look at and to test words by. */
export const STORIES = {
  spike: story({ days: [...THREE], impact: 310 * UNIT, provisional: true }, [240, 180], {
    explanation: {
      state: 'found',
      days: [...THREE],
      before: daysFrom(3, '2026-11-11'),
      causes: [
        { kind: 'usageType', name: 'EUW1-BoxUsage:m5.4xlarge', change: 291 * UNIT, share: 0.94 },
        { kind: 'region', name: 'eu-west-1', change: 288 * UNIT, share: 0.93 },
        { kind: 'usageType', name: 'EUW1-EBS:VolumeUsage.gp3', change: 17 * UNIT, share: 0.05 },
      ],
      split: { usage: 308 * UNIT, price: 2 * UNIT },
      changes: ['RunInstances', 'CreateLaunchTemplate'],
      partial: false,
    },
  }),
  drop: story(
    { kind: 'drop', impact: -140 * UNIT, series: { service: 'AWS Lambda' }, provisional: false },
    [200, 190],
    { explanation: { state: 'failed', reason: 'LimitExceededException' } },
  ),
  new: story(
    {
      kind: 'new',
      gate: 'new-spend',
      impact: 412 * UNIT,
      z: null,
      sample: 0,
      series: { service: 'Amazon SageMaker', account: '333333333333' },
    },
    [0, 0],
  ),
  grouped: story(
    {
      impact: 660 * UNIT,
      series: {},
      members: Array.from({ length: 12 }, (_, n) => ({
        series: { service: `Amazon Service ${n + 1}` },
        impact: (66 - n) * UNIT,
      })),
    },
    [3000, 2500],
  ),
  reminder: story(
    { days: daysFrom(8), impact: 60 * UNIT, provisional: false, kind: 'drift', gate: 'persistence' },
    [100, 100],
    {
      told: [mailed('opened')],
      due: { what: 'reminder', reason: 'unanswered', since: morningAfter(7), attempts: 1 },
    },
  ),
  restated: story({ impact: 90 * UNIT }, [100, 100], {
    state: 'restated',
    closedAt: morningAfter(1),
    told: [mailed('opened')],
    due: { what: 'closed', reason: 'restated-to-usual', since: morningAfter(1), attempts: 1 },
  }),
  fee: story(
    {
      kind: 'fee',
      gate: 'calendar',
      impact: 12_000 * UNIT,
      actual: 12_000 * UNIT,
      series: { service: 'Savings Plans for AWS Compute usage' },
    },
    [0, 0],
  ),
} as const;
