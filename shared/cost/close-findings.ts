import { addDays } from '../kernel/day.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Micros } from '../kernel/money.ts';
import type { ChartDay } from './chart-day.ts';
import type { Finding } from './finding.ts';
import { commonOf, type FindingRecord, isActive, isPaged } from './finding-record.ts';
import { dueOf, type FindingsRun, type PlannedRecord } from './findings-run.ts';
import { lastDay, QUIET_DAYS, spanOf } from './match-findings.ts';

/** A level that holds so long becomes what is usual. */
const ABSORBED_AFTER_DAYS = 14;

/** What becomes of a record of which a run found nothing; undefined where it stays as it is. */
export function closeUnseen(record: FindingRecord, run: FindingsRun): PlannedRecord | undefined {
  if (!isActive(record)) return undefined;
  const { finding } = record;
  const fresh = run.chartOf({ ...finding, dataAsOf: run.scored.to });
  const again = finding.days.filter((day) => day >= run.scored.from && day <= run.scored.to);
  const isStated = (day: string) => fresh.some((one) => one.day === day && one.micros !== undefined);
  // A day that AWS did not state at all says nothing of what it cost.
  if (!again.every(isStated)) return undefined;
  const [state, reason] =
    again.length === finding.days.length && isTakenBack(finding, record.chart, fresh)
      ? (['restated', 'restated-to-usual'] as const)
      : outcomeOf(finding, fresh, run);
  const common = {
    ...commonOf(record),
    chart: [...fresh],
    version: record.version + 1,
    updatedAt: run.at,
  };
  return { before: record, after: closed(record, common, state, reason, run.at), reason };
}

/**
 * A record that closes by itself. Those who were told that it began are told when AWS took it back; when it simply is
 * over only the pager is, so that it lets go of it. What nobody has heard of yet is still told: the money was spent.
 */
export function closed(
  before: FindingRecord,
  common: ReturnType<typeof commonOf>,
  state: 'restated' | 'absorbed' | 'ended',
  reason: string,
  at: Instant,
): FindingRecord {
  const tell = isPaged(before) || (state === 'restated' && before.told.length > 0);
  const untold = state !== 'restated' && before.due?.what === 'opened' ? before.due : undefined;
  const due = tell ? dueOf('closed', reason, at) : untold;
  return { ...common, state, closedAt: at, ...(due === undefined ? {} : { due }) };
}

/** Whether what made it unusual was more than half taken back by AWS since: a change of the rules takes nothing back. */
function isTakenBack(finding: Finding, known: readonly ChartDay[], fresh: readonly ChartDay[]): boolean {
  const worst = finding.days.find((day) => microsOn(known, day) === finding.actual) ?? lastDay(finding);
  const now = microsOn(fresh, worst);
  return now !== undefined && Math.abs(now - finding.baseline) < Math.abs(finding.impact) / 2;
}

function microsOn(days: readonly ChartDay[], day: string): Micros | undefined {
  return days.find((one) => one.day === day)?.micros;
}

/** What a finding that AWS has not taken back has come to: a level that stayed is usual now, any other is over. */
export function outcomeOf(
  finding: Finding,
  chart: readonly ChartDay[],
  { scored }: FindingsRun,
): readonly ['absorbed' | 'ended', string] {
  const lately = lastDay(finding) >= addDays(scored.to, -QUIET_DAYS);
  const long = spanOf(finding) >= ABSORBED_AFTER_DAYS - 1;
  const now = chart.findLast(({ micros }) => micros !== undefined)?.micros;
  const stays =
    now !== undefined && Math.abs(now - finding.baseline) >= Math.abs(finding.actual - finding.baseline) / 2;
  return lately && long && stays ? ['absorbed', 'held'] : ['ended', 'over'];
}
