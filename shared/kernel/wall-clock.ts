import { getISO } from 'temporal-polyfill/fns/Calendar';
import * as Moments from 'temporal-polyfill/fns/Instant';
import * as Days from 'temporal-polyfill/fns/PlainDate';
import * as Walls from 'temporal-polyfill/fns/PlainDateTime';
import * as Times from 'temporal-polyfill/fns/PlainTime';
import * as Zoned from 'temporal-polyfill/fns/ZonedDateTime';
import { epochMs, type Instant } from './instant.ts';

/** A day and a time of day as clocks show them, in no zone. */
export type WallTime = Walls.Record;

/** A day of the calendar, in no zone. */
export type Day = Days.Record;

/** What the clocks of a zone show at an instant. */
export function wallClockAt(at: Instant, timeZone: string): WallTime {
  return wallClockAtMs(epochMs(at), timeZone);
}

/** The same for a moment in milliseconds since the epoch, which may lie outside of the years an `Instant` can name. */
export function wallClockAtMs(ms: number, timeZone: string): WallTime {
  return Zoned.toPlainDateTime(zonedAt(ms, timeZone));
}

/** A wall time as configured: `2026-11-21T09:00`. */
export function parseWallTime(text: string): WallTime {
  return Walls.fromString(text, getISO);
}

const LATER = {
  hour: Walls.addHours,
  day: Walls.addDays,
  week: Walls.addWeeks,
  month: Walls.addMonths,
} as const;
const BETWEEN = {
  hour: Walls.diffHours,
  day: Walls.diffDays,
  week: Walls.diffWeeks,
  month: Walls.diffMonths,
} as const;
type Unit = keyof typeof LATER;

/** So many units of the calendar later, or earlier; on the last day of a month that is too short. */
export function later(wall: WallTime, count: number, unit: Unit): WallTime {
  return LATER[unit](wall, count);
}

/** How many units of the calendar lie between two wall times, with a fraction; negative where `to` is the earlier. */
export function unitsBetween(from: WallTime, to: WallTime, unit: Unit): number {
  return BETWEEN[unit](from, to);
}

/** The day of a wall time. */
export function dayOf(wall: WallTime): Day {
  return Walls.toPlainDate(wall);
}

/** So many days later, or earlier. */
export function daysLater(day: Day, days: number): Day {
  return Days.addDays(day, days);
}

/** Negative, 0 or positive where a day is before, the same as or after another. */
export function compareDays(one: Day, other: Day): number {
  return Days.compare(one, other);
}

/** From 1, Monday, to 7. */
export function weekdayOf(day: Day): number {
  return Days.dayOfWeek(day);
}

/** `2026-11-21` */
export function dayText(day: Day): string {
  return Days.toString(day);
}

/** The time of day that clocks show, `09:00:00`, with as much of the second as there is, or to a unit. */
export function timeText(wall: WallTime, smallestUnit?: 'minute' | 'second'): string {
  return Times.toString(Walls.toPlainTime(wall), { smallestUnit });
}

/** A time of day such as `09:00` on a day. */
export function onDay(day: Day, time: string): WallTime {
  return Days.toPlainDateTime(day, Times.fromString(time));
}

/**
 * The first moment at which the clocks of a zone show this time or a later one, in milliseconds since the epoch: a wall
 * time that does not exist is the first instant after the gap, one that happens twice is its first occurrence. So a later
 * wall time is never earlier.
 */
export function firstMsOf(wall: WallTime, timeZone: string): number {
  const zoned = Walls.toZonedDateTime(wall, timeZone, { disambiguation: 'earlier' });
  if (Walls.equals(Zoned.toPlainDateTime(zoned), wall)) return zoned.epochMilliseconds;
  const afterGap = Zoned.getTimeZoneTransition(zoned, 'next') ?? zoned;
  return afterGap.epochMilliseconds;
}

/** When the clocks of a zone are next changed after a moment, both in milliseconds; undefined where they never are. */
export function nextClockChange(ms: number, timeZone: string): number | undefined {
  return Zoned.getTimeZoneTransition(zonedAt(ms, timeZone), 'next')?.epochMilliseconds;
}

/** How far the clocks of a zone are ahead of UTC at a moment, as the name of a zone that is never changed: `+05:30`. */
export function offsetAt(ms: number, timeZone: string): string {
  return Zoned.offset(zonedAt(ms, timeZone));
}

function zonedAt(ms: number, timeZone: string): Zoned.Record {
  return Moments.toZonedDateTimeISO(Moments.fromEpochMilliseconds(ms), timeZone);
}
