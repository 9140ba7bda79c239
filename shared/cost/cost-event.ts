import type { Micros } from '../kernel/money.ts';
import type { FindingKind, Gate } from './finding.ts';
import type { Direction } from './point-gate.ts';
import { median } from './robust-spread.ts';
import type { SeriesNode } from './series-node.ts';
import { spreadsOff, type Usual } from './usual.ts';

/** One day of an event, with what was usual then. */
export interface EventDay extends Usual {
  readonly day: number;
  readonly actual: Micros;
  readonly sample: number;
}

/** Days in a row of one series that are unusual in one direction. Days count from the first of the bill. */
export interface CostEvent {
  readonly node: SeriesNode;
  readonly direction: Direction;
  readonly kind: FindingKind;
  readonly gate: Gate;
  /** The day that showed it. */
  readonly flagged: number;
  readonly days: EventDay[];
  /** Days since the last of those which were as usual. */
  quiet: EventDay[];
  over: boolean;
}

/** A day ends an event when it is off by less than this share of what the event's last days are off by. */
const HALF = 0.5;
const RECENT = 7;
/** Or by fewer usual spreads, or by far fewer than those days. */
const STILL_OFF = 2;
const STILL_LIKE = 0.7;
/** An event of so many days is over only after two usual days. */
const LONG = 3;
/** A level is one when it held for so many days, */
export const HOLDS_FOR = 14;
/** in which it rose or fell by no more than this share, */
const HOLDS_WITHIN = 0.08;
/** or, however it moves, after so many. */
const GIVES_IN_AFTER = 60;

/** By how much a day is off, in the direction of its event. */
function excessOf({ direction }: CostEvent, { actual, centre }: EventDay): number {
  return direction * (actual - centre);
}

/** Whether a day is more like the event's last days than like the usual ones, in dollars or in percent. */
export function belongsTo(event: CostEvent, day: EventDay): boolean {
  const recent = event.days.slice(-RECENT);
  const excess = excessOf(event, day);
  const spreads = (one: EventDay) => event.direction * spreadsOff(one.actual, one);
  if (day.share > 0 && spreads(day) < Math.min(STILL_OFF, STILL_LIKE * median(recent.map(spreads))))
    return false;
  if (excess >= HALF * median(recent.map((one) => excessOf(event, one)))) return true;
  const shares = recent.map((one) => excessOf(event, one) / one.centre);
  return day.centre > 0 && excess / day.centre >= HALF * median(shares);
}

/** Whether usual days have ended an event. */
export function isOver({ days, quiet }: CostEvent): boolean {
  return quiet.length >= (days.length < LONG ? 1 : 2);
}

/**
 * By which factor the baseline is to be moved, because the series stays where the event took it; undefined where it does
 * not, or not yet.
 */
export function heldLevel({ days }: CostEvent): number | undefined {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const span = last.day - first.day + 1;
  const recent = days.filter(({ day }) => day > last.day - HOLDS_FOR);
  if (span < HOLDS_FOR || recent.length < HOLDS_FOR - 4) return undefined;
  if (Math.abs(risePerDay(recent)) * HOLDS_FOR > HOLDS_WITHIN && span < GIVES_IN_AFTER) return undefined;
  return levelOf(recent);
}

/** By which share a level rises a day: the slope of a line through its logarithms. */
function risePerDay(days: readonly EventDay[]): number {
  const points = days
    .filter(({ actual, centre }) => actual > 0 && centre > 0)
    .map(({ day, actual, centre }) => ({ day, level: Math.log(actual / centre) }));
  const mean = (of: (point: (typeof points)[number]) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [middle, level] = [mean(({ day }) => day), mean((point) => point.level)];
  const spread = mean(({ day }) => (day - middle) ** 2);
  return points.length < 2 ? 0 : mean((point) => (point.day - middle) * (point.level - level)) / spread;
}

/** The median of some days over what is usual; 1 is the usual. NaN where nothing is usual. */
export function levelOf(days: readonly EventDay[]): number {
  const levels = days.filter(({ centre }) => centre > 0).map(({ actual, centre }) => actual / centre);
  return levels.length === 0 ? Number.NaN : median(levels);
}

/** The day that is off by most. */
export function worstDay(event: CostEvent): EventDay | undefined {
  let worst = event.days[0];
  for (const day of event.days)
    if (worst === undefined || excessOf(event, day) > excessOf(event, worst)) worst = day;
  return worst;
}
