import type { Micros } from '../kernel/money.ts';
import { type Baseline, usualOn } from './baseline.ts';
import { acceptLevel, beginDrift, beginEvent, beginPoint } from './begin-event.ts';
import { calendarRhythm } from './calendar-rhythm.ts';
import { belongsTo, type CostEvent, type EventDay, heldLevel, isOver } from './cost-event.ts';
import { addToDrift, passesDriftGate } from './drift-gate.ts';
import { addMorning } from './mornings.ts';
import { hasJustEnded, isAsPlanned, plannedOn } from './planned-events.ts';
import { type Direction, passesPointGate } from './point-gate.ts';
import {
  addClean,
  baselineOf,
  dayBy,
  endEvent,
  forget,
  referenceBefore,
  type SeriesWatch,
  weekdayIn,
} from './series-watch.ts';

/** What a day shows. */
export type Seen =
  | { readonly kind: 'event'; readonly event: CostEvent }
  /** Unusual, and by plan or by the calendar. */
  | { readonly kind: 'muted'; readonly why: 'planned' | 'calendar'; readonly id?: string }
  | undefined;

/** A series of which nothing was heard for so many days is new again. */
const NEW_AGAIN_AFTER = 70;
/** Two days in a row are unusual with so much of the usual spreads that one needs. */
const NEARLY = 0.7;
/** The days of an event that was over so soon say how much the series varies, as usual ones do: it may vary more now. */
const SHORT = 3;

/** Looks at the next day of a series, and at none after it. */
export function watchDay(watch: SeriesWatch, day: number): Seen {
  watch.today = undefined;
  const actual = watch.node.micros[day] ?? Number.NaN;
  if (Number.isNaN(actual)) return undefined;
  if (watch.since < 0 || day - watch.lastSeen > NEW_AGAIN_AFTER) beginAnew(watch, day);
  watch.lastSeen = day;
  if (actual < 0) return undefined; // usage is never below 0: a refund that nobody marked as one
  const baseline = baselineOf(watch, day);
  const today = baseline === undefined ? undefined : dayBy(watch, baseline, day);
  if (baseline === undefined || today === undefined) return learn(watch, day, actual);
  watch.today = today;
  const planned = plannedOn(watch.planned, day);
  if (planned !== undefined && (isAsPlanned(planned, today) || watch.event !== undefined)) {
    const isUnusual = passesPointGate(actual, today, watch.limits) !== undefined;
    return isUnusual ? { kind: 'muted', why: 'planned', id: planned.id } : undefined;
  }
  if (baseline.allZero) return afterNothing(watch, today);
  if (watch.event !== undefined && goesOn(watch, watch.event, today)) return undefined;
  return judge(watch, today, baseline);
}

function beginAnew(watch: SeriesWatch, day: number): void {
  forget(watch);
  watch.since = day;
  watch.toldNew = false;
}

/** Too few days to score: only that there is spend where there was none can be told. */
function learn(watch: SeriesWatch, day: number, actual: Micros): Seen {
  addClean(watch, day, actual, undefined);
  const isNews = watch.node.guarded && watch.since > 0 && !watch.toldNew;
  if (!isNews || actual < watch.limits.newSpend) return undefined;
  return newSpend(watch, { day, actual, centre: 0, share: 0, scale: 0, sample: 0 });
}

function afterNothing(watch: SeriesWatch, today: EventDay): Seen {
  const isNews = today.actual >= watch.limits.newSpend && today.actual > 0;
  if (isNews) forget(watch);
  addClean(watch, today.day, today.actual, today);
  return isNews ? newSpend(watch, today) : undefined;
}

function newSpend(watch: SeriesWatch, today: EventDay): Seen {
  watch.toldNew = true;
  const event: CostEvent = {
    node: watch.node,
    direction: 1,
    kind: 'new',
    gate: 'new-spend',
    flagged: today.day,
    days: [today],
    quiet: [],
    over: true,
  };
  return { kind: 'event', event };
}

/** Whether the day belongs to the event that is on, or may yet turn out to. */
function goesOn(watch: SeriesWatch, event: CostEvent, today: EventDay): boolean {
  if (belongsTo(event, today)) {
    event.quiet = [];
    event.days.push(today);
    const level = heldLevel(event);
    if (level !== undefined) acceptLevel(watch, event, level);
    return true;
  }
  event.quiet.push(today);
  const isOpposite = passesPointGate(today.actual, today, watch.limits) === -event.direction;
  if (!isOpposite && !isOver(event)) return true;
  if (event.days.length <= SHORT)
    for (const one of event.days) addMorning(watch.mornings, one.day, one.actual, one);
  for (const one of event.quiet) if (one.day < today.day) addClean(watch, one.day, one.actual, one);
  endEvent(watch, event);
  return false;
}

function judge(watch: SeriesWatch, today: EventDay, baseline: Baseline): Seen {
  const { limits, planned } = watch;
  const { day, actual } = today;
  const direction = passesPointGate(actual, today, limits) ?? passesAsPair(watch, today);
  if (direction !== undefined) {
    const rhythm = calendarRhythm({
      micros: watch.node.micros,
      day,
      firstDay: watch.firstDay,
      direction,
      centre: today.centre,
      spread: today.share * today.scale,
      centreOn: (then) => usualOn(baseline, weekdayIn(watch, then))?.centre ?? Number.NaN,
    });
    if (rhythm === 'same') {
      addClean(watch, day, actual, today);
      return { kind: 'muted', why: 'calendar' };
    }
    if (rhythm === 'changed')
      return seen(beginEvent(watch, { direction, kind: 'fee-change', gate: 'calendar', days: [today] }));
    const gate = hasJustEnded(planned, day) ? 'overrun' : 'point';
    return seen(beginPoint(watch, today, baseline, direction, gate));
  }
  const earlier = referenceBefore(watch, day, baseline);
  for (const drift of [watch.up, watch.down]) {
    addToDrift(drift, day, weekdayIn(watch, day), actual, earlier);
    if (passesDriftGate(drift, actual, today, limits)) return seen(beginDrift(watch, drift, today, baseline));
  }
  addClean(watch, day, actual, today);
  return undefined;
}

/** Two days in a row that are nearly unusual, in one direction, are; each by what was usual on its morning. */
function passesAsPair(watch: SeriesWatch, today: EventDay): Direction | undefined {
  const { nearly, limits } = watch;
  const direction = passesPointGate(today.actual, today, { ...limits, z: limits.z * NEARLY });
  watch.nearly = direction === undefined ? undefined : { day: today.day, direction };
  return nearly?.day === today.day - 1 && nearly.direction === direction ? direction : undefined;
}

function seen(event: CostEvent): Seen {
  return { kind: 'event', event };
}
