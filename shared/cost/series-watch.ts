import { weekdayOfNumber } from '../kernel/day.ts';
import type { Micros } from '../kernel/money.ts';
import { type Baseline, fitBaseline, MOST_DAYS, usualOn } from './baseline.ts';
import { addCleanDay, type CleanDays, noCleanDays } from './clean-days.ts';
import type { CostEvent, EventDay } from './cost-event.ts';
import type { Rhythm } from './day-types.ts';
import { type DriftReference, type DriftSum, driftReference, noDrift, resetDrift } from './drift-gate.ts';
import type { PlannedWindow } from './planned-events.ts';
import type { Limits } from './policy.ts';
import type { SeriesNode } from './series-node.ts';

/** What is known of one series up to a day. */
export interface SeriesWatch {
  readonly node: SeriesNode;
  readonly limits: Limits;
  readonly planned: readonly PlannedWindow[];
  /** Since 1970-01-01; all other days count from it. */
  readonly firstDay: number;
  readonly clean: CleanDays;
  readonly up: DriftSum;
  readonly down: DriftSum;
  /** Undefined: to be fitted again. */
  baseline: Baseline | undefined;
  /** The rhythm of its week, which is looked at again on a day. */
  rhythm: { readonly name: Rhythm; readonly until: number } | undefined;
  /** Baselines of one and of two weeks ago: a drift that has begun since is no part of them. */
  earlier: { readonly day: number; readonly reference: DriftReference }[];
  event: CostEvent | undefined;
  /** The day from which it is known; above 0 it is newer than the bill. */
  since: number;
  lastSeen: number;
  /** That it is new has been told. */
  toldNew: boolean;
  /** The day last looked at, if a baseline says what is usual on it. */
  today: EventDay | undefined;
}

const WEEK = 7;

/** A series of which nothing is known. */
export function watchSeries(
  node: SeriesNode,
  limits: Limits,
  planned: readonly PlannedWindow[],
  firstDay: number,
): SeriesWatch {
  return {
    node,
    limits,
    planned,
    firstDay,
    clean: noCleanDays(),
    up: noDrift(1),
    down: noDrift(-1),
    baseline: undefined,
    rhythm: undefined,
    earlier: [],
    event: undefined,
    since: -1,
    lastSeen: -1,
    toldNew: false,
    today: undefined,
  };
}

/** What is usual now; undefined while there are too few days. */
export function baselineOf(watch: SeriesWatch, day: number): Baseline | undefined {
  const { clean, firstDay, rhythm } = watch;
  if (watch.baseline !== undefined) return watch.baseline;
  const settled = rhythm !== undefined && day < rhythm.until ? rhythm.name : undefined;
  watch.baseline = fitBaseline(clean, day, firstDay, settled);
  const { fit, off } = watch.baseline ?? {};
  if (settled === undefined && fit !== undefined)
    watch.rhythm = off?.length === MOST_DAYS ? { name: fit.rhythm, until: day + WEEK } : undefined;
  return watch.baseline;
}

/** What drifts are measured by: the baseline of a week or two ago. Today's is kept for later. */
export function referenceBefore({ earlier }: SeriesWatch, day: number, baseline: Baseline): DriftReference {
  const last = earlier.at(-1);
  const now = last === undefined || day - last.day >= WEEK ? driftReference(baseline) : last.reference;
  if (now !== last?.reference) earlier.push({ day, reference: now });
  while (earlier.length > 1 && day - (earlier[1]?.day ?? day) >= WEEK) earlier.shift();
  return earlier[0]?.reference ?? now;
}

/** The day of the week by ISO 8601. */
export function weekdayIn({ firstDay }: SeriesWatch, day: number): number {
  return weekdayOfNumber(firstDay + day);
}

/** A day with what a baseline says of it; undefined where either is missing. */
export function dayBy(watch: SeriesWatch, baseline: Baseline, day: number): EventDay | undefined {
  const actual = watch.node.micros[day] ?? Number.NaN;
  const usual = usualOn(baseline, weekdayIn(watch, day));
  if (usual === undefined || Number.isNaN(actual)) return undefined;
  return { day, actual, ...usual, sample: baseline.off.length };
}

/** Adds a usual day. */
export function addClean(watch: SeriesWatch, day: number, actual: Micros): void {
  addCleanDay(watch.clean, day, actual);
  watch.baseline = undefined;
}

/** Forgets all that was usual. */
export function forget(watch: SeriesWatch): void {
  watch.clean.count = 0;
  if (watch.event !== undefined) watch.event.over = true;
  watch.event = undefined;
  settle(watch);
}

/** Ends the event that is on. */
export function endEvent(watch: SeriesWatch, event: CostEvent): void {
  event.over = true;
  watch.event = undefined;
  settle(watch);
}

function settle(watch: SeriesWatch): void {
  watch.baseline = undefined;
  watch.rhythm = undefined;
  watch.earlier = [];
  resetDrift(watch.up);
  resetDrift(watch.down);
}
