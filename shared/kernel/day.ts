import * as z from 'zod';
import type { Instant } from './instant.ts';

const DAY_MS = 86_400_000;

/** A day of the calendar, `2026-11-21`, of the years 0000 to 9999. Two of them compare with `<` and sort as strings. */
export const Day = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/, 'a day such as 2026-11-21')
  .refine((text) => isDay(text), 'a day that exists, such as 2026-11-21');
export type Day = z.infer<typeof Day>;

/** A month of the calendar: `2026-11`. */
export const Month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month such as 2026-11');
export type Month = z.infer<typeof Month>;

function isDay(text: string): boolean {
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

/** Days since 1970-01-01, for arithmetic. */
export function dayNumber(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

/** The day that many days after 1970-01-01. */
export function dayAt(number: number): Day {
  return new Date(number * DAY_MS).toISOString().slice(0, 10);
}

/** The day in UTC in which an instant lies. AWS bills by days of UTC. */
export function dayOf(at: Instant): Day {
  return at.slice(0, 10);
}

/** A day moved by a number of days, which may be negative. */
export function addDays(day: Day, days: number): Day {
  return dayAt(dayNumber(day) + days);
}

/** Days from `from` to `to`. */
export function daysBetween(from: Day, to: Day): number {
  return dayNumber(to) - dayNumber(from);
}

/** The day of the week by ISO 8601: 1 is Monday, 7 is Sunday. */
export function isoWeekday(day: Day): number {
  return weekdayOfNumber(dayNumber(day));
}

/** `isoWeekday` of the day that many days after 1970-01-01, which was a Thursday. */
export function weekdayOfNumber(number: number): number {
  return ((((number + 3) % 7) + 7) % 7) + 1;
}

/** The month in which a day lies. */
export function monthOf(day: Day): Month {
  return day.slice(0, 7);
}

/** The first day of a month. */
export function firstDay(month: Month): Day {
  return `${month}-01`;
}

/** A month moved by a number of months, which may be negative. */
export function addMonths(month: Month, months: number): Month {
  const count = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + months;
  return `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((((count % 12) + 12) % 12) + 1).padStart(2, '0')}`;
}

/** How many days a month has. */
export function daysIn(month: Month): number {
  return daysBetween(firstDay(month), firstDay(addMonths(month, 1)));
}
