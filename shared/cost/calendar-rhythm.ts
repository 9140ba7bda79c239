import { addMonths, dayAt, dayNumber, daysIn, firstDay as firstDayOf, monthOf } from '../kernel/day.ts';
import type { Direction } from './point-gate.ts';

/** A series and a day that is unusual in it. */
interface Unusual {
  readonly micros: Float64Array;
  /** The day, since the first day of the series; and that first day, since 1970-01-01. */
  readonly day: number;
  readonly firstDay: number;
  readonly direction: Direction;
  readonly centre: number;
  readonly spread: number;
  /** What is usual on a day; NaN where that is not known. */
  readonly centreOn: (day: number) => number;
}

/** Two charges are the same when they differ by no more than this share and some usual spreads. */
const SAME = 0.1;
const SPREADS = 3;
/** A charge of a month or a week stands out: the days beside it are off by no more than this share of it. */
const BESIDE = 0.5;

/**
 * Whether a day is unusual in the way the calendar makes it: by as much as the same day of the last month was, or the
 * same weekday of the last two weeks. `changed`: the last two months agree with each other and this one does not.
 */
export function calendarRhythm(unusual: Unusual): 'same' | 'changed' | undefined {
  const now = excessOn(unusual, unusual.day);
  const [last, before] = [1, 2].map((months) => loneExcess(unusual, sameDayOfMonth(unusual, months)));
  if (last !== undefined && alike(last, now, unusual)) return 'same';
  const weekly = [7, 14].map((days) => loneExcess(unusual, unusual.day - days));
  if (weekly.every((excess) => excess !== undefined && alike(excess, now, unusual))) return 'same';
  if (last === undefined || before === undefined || unusual.direction < 0) return undefined;
  const charge = last > unusual.centre / 5 && last > 4 * unusual.spread;
  return charge && alike(last, before, unusual) ? 'changed' : undefined;
}

function alike(then: number, now: number, { spread }: Unusual): boolean {
  return then > now * 0.6 && Math.abs(then - now) <= SAME * now + SPREADS * spread;
}

function excessOn({ micros, direction, centreOn }: Unusual, day: number): number {
  return direction * ((micros[day] ?? Number.NaN) - centreOn(day));
}

/** By how much an earlier day was off, if the days beside it were not. */
function loneExcess(unusual: Unusual, day: number): number | undefined {
  const excess = excessOn(unusual, day);
  if (Number.isNaN(excess)) return undefined;
  const beside = [day - 1, day + 1].map((near) => excessOn(unusual, near));
  return beside.some((near) => near > BESIDE * excess) ? undefined : excess;
}

/** The last day of a month is the same as the last of another. */
function sameDayOfMonth({ day, firstDay }: Unusual, monthsAgo: number): number {
  const date = dayAt(firstDay + day);
  const month = monthOf(date);
  const then = addMonths(month, -monthsAgo);
  const ofMonth = Number(date.slice(8));
  const last = daysIn(then);
  const place = ofMonth === daysIn(month) ? last : Math.min(ofMonth, last);
  return dayNumber(firstDayOf(then)) + place - 1 - firstDay;
}
