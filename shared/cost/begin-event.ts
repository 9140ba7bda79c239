import type { Baseline } from './baseline.ts';
import { addCleanDay, dropCleanDaysFrom, scaleCleanDays } from './clean-days.ts';
import { type CostEvent, type EventDay, HOLDS_FOR, levelOf } from './cost-event.ts';
import type { DriftSum } from './drift-gate.ts';
import { addMorning, dropMorningsFrom } from './mornings.ts';
import type { Direction } from './point-gate.ts';
import { dayBy, endEvent, type SeriesWatch } from './series-watch.ts';
import { spreadsOff } from './usual.ts';

/** A drift that the point gate sees first is one when it had been adding up for so many days, */
const DRIFT_DAYS = 4;
/** and today is off by no more than so many times what the day before was. */
const GOES_ON = 2;
/** A day before the flagged one belongs to the event when it was off by so many usual spreads, and half as much. */
const ALREADY_OFF = 2;
const LOOK_BACK = 7;

/** Begins an event whose last day showed it. Its days are not clean. */
export function beginEvent(
  watch: SeriesWatch,
  { days, ...what }: Pick<CostEvent, 'direction' | 'kind' | 'gate' | 'days'>,
): CostEvent {
  const flagged = days.at(-1)?.day ?? 0;
  const event: CostEvent = { node: watch.node, ...what, flagged, days: [...days], quiet: [], over: false };
  dropCleanDaysFrom(watch.clean, days[0]?.day ?? 0);
  dropMorningsFrom(watch.mornings, days[0]?.day ?? 0);
  watch.baseline = undefined;
  watch.event = event;
  return event;
}

/** Begins the event of a day that passed the point gate: of that day, and of those before that were already off. */
export function beginPoint(
  watch: SeriesWatch,
  today: EventDay,
  baseline: Baseline,
  direction: Direction,
  gate: 'point' | 'overrun',
): CostEvent {
  const drift = direction === 1 ? watch.up : watch.down;
  const off = (direction * (today.actual - today.centre)) / today.centre;
  if (gate === 'point' && drift.days.length >= DRIFT_DAYS && off < GOES_ON * (drift.shares.at(-1) ?? 0))
    return beginDrift(watch, drift, today, baseline);
  const days = [...daysAlreadyOff(watch, today, baseline, direction), today];
  return beginEvent(watch, { direction, kind: direction === 1 ? 'spike' : 'drop', gate, days });
}

/** Begins the event of a drift that has added up. */
export function beginDrift(
  watch: SeriesWatch,
  { direction, days, reference }: DriftSum,
  today: EventDay,
  now: Baseline,
): CostEvent {
  const baseline = reference?.baseline ?? now;
  const before = [...daysLeadingUp(watch, baseline, direction, days[0] ?? today.day), ...days].filter(
    (day) => day < today.day,
  );
  return beginEvent(watch, {
    direction,
    kind: direction === 1 ? 'drift' : 'drop',
    gate: 'persistence',
    days: [
      ...before.flatMap((day) => dayBy(watch, baseline, day) ?? []),
      dayBy(watch, baseline, today.day) ?? today,
    ],
  });
}

/** A day before a drift's sum began belongs to it when it was off by so many usual spreads; at most so many days. */
const LEADS_UP = 1;
const MOST_LEADING = 5;

function daysLeadingUp(
  watch: SeriesWatch,
  baseline: Baseline,
  direction: Direction,
  first: number,
): number[] {
  const found: number[] = [];
  for (let day = first - 1; found.length < MOST_LEADING; day--) {
    const before = dayBy(watch, baseline, day);
    if (before === undefined || direction * spreadsOff(before.actual, before) < LEADS_UP) break;
    found.unshift(day);
  }
  return found;
}

/** Makes the level of an event the baseline, as if it had always been so; its last days are clean. */
export function acceptLevel(watch: SeriesWatch, event: CostEvent, level: number = levelOf(event.days)): void {
  if (Number.isNaN(level)) {
    watch.clean.count = 0;
    watch.mornings.count = 0;
  } else scaleCleanDays(watch.clean, level);
  const last = event.days.at(-1)?.day ?? 0;
  for (const { day, actual, centre, scale } of event.days)
    if (day > last - HOLDS_FOR) {
      addCleanDay(watch.clean, day, actual);
      addMorning(watch.mornings, day, actual, { centre: centre * level, scale: scale * level });
    }
  endEvent(watch, event);
}

/** The days right before which were half as far off, though not far enough to be flagged. */
function daysAlreadyOff(
  watch: SeriesWatch,
  today: EventDay,
  baseline: Baseline,
  direction: Direction,
): EventDay[] {
  const half = (direction * (today.actual - today.centre)) / 2;
  const { clean } = watch;
  const found: EventDay[] = [];
  for (let at = clean.count - 1; at >= 0 && found.length < LOOK_BACK; at--) {
    const day = clean.days[at] ?? 0;
    const before = dayBy(watch, baseline, day);
    if (before === undefined || day !== today.day - found.length - 1) break;
    const excess = direction * (before.actual - before.centre);
    if (excess < half || direction * spreadsOff(before.actual, before) < ALREADY_OFF) break;
    found.unshift(before);
  }
  return found;
}
