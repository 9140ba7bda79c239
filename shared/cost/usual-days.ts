import { type Day, dayAt, dayNumber } from '../kernel/day.ts';
import type { Micros } from '../kernel/money.ts';
import type { ChartDay } from './chart-day.ts';
import { chartDays } from './chart-days.ts';
import type { Finding } from './finding.ts';
import { type LeafSeries, leafOf } from './leaf-series.ts';
import { bandOf } from './point-gate.ts';
import { limitsFor, type Policy } from './policy.ts';
import { type CostDay, type CostSeries, DIMENSIONS } from './series.ts';
import { growTree } from './series-tree.ts';
import { watchSeries } from './series-watch.ts';
import { watchDay } from './watch-day.ts';

/** The stored costs a chart is drawn from. */
export interface ChartCosts {
  /** Usage by service and account, and by team and service. */
  readonly account: readonly CostSeries[];
  readonly team: readonly CostSeries[];
  /** What is not usage. */
  readonly charge: readonly CostSeries[];
}

/**
 * The last weeks of what a finding is about, up to the last day that is known: what each day cost, and between what it
 * would have been usual, as the day before showed. No plan and nothing that people said is regarded, so the band of a
 * rise that was accepted catches up a little later than detection does. Nothing is usual of a charge by the calendar.
 */
export function usualDays(finding: Finding, costs: ChartCosts, policy: Policy): ChartDay[] {
  const { series: key, dataAsOf } = finding;
  const before = dayNumber(dataAsOf) + 1;
  const leaves = leavesOf(finding, costs, before);
  const { firstDay, length, root } = growTree(leaves, []);
  const limits = limitsFor(policy, key);
  const watch = watchSeries({ ...root, key }, limits, [], firstDay);
  const days: CostDay[] = [];
  const usual = new Map<Day, { mid: Micros; low: Micros; high: Micros }>();
  const estimated = new Set(
    costs.account.flatMap((one) => one.days.filter((day) => day.estimated).map(({ day }) => day)),
  );
  for (let at = 0; at < length; at++) {
    const day = dayAt(firstDay + at);
    const micros = root.micros[at] ?? Number.NaN;
    if (!Number.isNaN(micros)) days.push({ day, micros, estimated: estimated.has(day) });
    watchDay(watch, at);
    const { today } = watch;
    if (today !== undefined) usual.set(day, { mid: today.centre, ...bandOf(today, limits) });
  }
  const byCalendar = finding.kind === 'fee' || finding.kind === 'fee-change';
  return chartDays(days, dataAsOf, (day) => (byCalendar ? undefined : usual.get(day)));
}

/** A charge by the calendar may be in usage or beside it: what cost on the day what the finding says is what it is about. */
function leavesOf(finding: Finding, costs: ChartCosts, before: number): LeafSeries[] {
  const usage = finding.series.team === undefined ? costs.account : costs.team;
  const [first, second] = finding.gate === 'calendar' ? [costs.charge, usage] : [usage, costs.charge];
  const inFirst = fitting(finding, first, before);
  const inSecond = fitting(finding, second, before);
  const says = (leaves: readonly LeafSeries[]) =>
    finding.days.some((day) => costOn(leaves, dayNumber(day)) === finding.actual);
  return !says(inFirst) && says(inSecond) ? inSecond : inFirst;
}

function fitting(
  { series: key, currency }: Finding,
  among: readonly CostSeries[],
  before: number,
): LeafSeries[] {
  return among
    .filter((one) => one.currency === currency)
    .filter((one) => DIMENSIONS.every((part) => key[part] === undefined || key[part] === one.key[part]))
    .map((one) => leafOf(one, before));
}

function costOn(leaves: readonly LeafSeries[], day: number): number {
  return leaves.reduce((sum, { from, micros }) => sum + (micros[day - from] || 0), 0);
}
