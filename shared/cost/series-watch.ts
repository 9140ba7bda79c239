import { weekdayOfNumber } from '../kernel/day.ts';
import type { Micros } from '../kernel/money.ts';
import { type Baseline, fitBaseline, MOST_DAYS, type Settled, usualOn } from './baseline.ts';
import { addCleanDay, type CleanDays, noCleanDays } from './clean-days.ts';
import type { CostEvent, EventDay } from './cost-event.ts';
import { type DriftReference, type DriftSum, driftReference, noDrift, resetDrift } from './drift-gate.ts';
import { addMorning, type Mornings, noMornings } from './mornings.ts';
import type { PlannedWindow } from './planned-events.ts';
import type { Direction } from './point-gate.ts';
import type { Limits } from './policy.ts';
import type { SeriesNode } from './series-node.ts';
import type { Usual } from './usual.ts';

/** What is known of one series up to a day. */
export interface SeriesWatch {
  readonly node: SeriesNode;
  readonly limits: Limits;
  readonly planned: readonly PlannedWindow[];
  /** Since 1970-01-01; all other days count from it. */
  readonly firstDay: number;
  readonly clean: CleanDays;
  readonly mornings: Mornings;
  readonly up: DriftSum;
  readonly down: DriftSum;
  /** Undefined: to be fitted again. */
  baseline: Baseline | undefined;
  /** The rhythm of its week and how much it varies, which are looked at again on Mondays. */
  settled: (Settled & { readonly until: number }) | undefined;
  /** Baselines of one and of two weeks ago: a drift that has begun since is no part of them. */
  earlier: { readonly day: number; readonly reference: DriftReference }[];
  event: CostEvent | undefined;
  /** The last day that was nearly unusual. */
  nearly: { readonly day: number; readonly direction: Direction } | undefined;
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
    mornings: noMornings(),
    up: noDrift(1),
    down: noDrift(-1),
    baseline: undefined,
    settled: undefined,
    earlier: [],
    event: undefined,
    nearly: undefined,
    since: -1,
    lastSeen: -1,
    toldNew: false,
    today: undefined,
  };
}

/** What is usual now; undefined while there are too few days. */
export function baselineOf(watch: SeriesWatch, day: number): Baseline | undefined {
  const { clean, firstDay } = watch;
  if (watch.baseline !== undefined) return watch.baseline;
  const settled = watch.settled !== undefined && day < watch.settled.until ? watch.settled : undefined;
  const baseline = fitBaseline(clean, watch.mornings, day, firstDay, settled);
  watch.baseline = baseline;
  if (settled === undefined && baseline !== undefined)
    watch.settled =
      baseline.off.length === MOST_DAYS ? { ...baseline.settled, until: nextMonday(watch, day) } : undefined;
  return baseline;
}

/** By the calendar, not by the first day that is known: that moves on, and a day judged again is to be judged alike. */
function nextMonday(watch: SeriesWatch, day: number): number {
  return day + WEEK + 1 - weekdayIn(watch, day);
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

/** Adds a usual day; undefined of what a baseline says of it, where none did. */
export function addClean(watch: SeriesWatch, day: number, actual: Micros, by: Usual | undefined): void {
  addCleanDay(watch.clean, day, actual);
  if (by !== undefined) addMorning(watch.mornings, day, actual, by);
  watch.baseline = undefined;
}

/** Forgets all that was usual. */
export function forget(watch: SeriesWatch): void {
  watch.clean.count = 0;
  watch.mornings.count = 0;
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
  watch.settled = undefined;
  watch.earlier = [];
  resetDrift(watch.up);
  resetDrift(watch.down);
}
