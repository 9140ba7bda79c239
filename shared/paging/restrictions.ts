import type { Temporal } from 'temporal-polyfill';
import type { Instant } from '../kernel/instant.ts';
import { firstInstantOf, wallClockAt } from '../kernel/wall-clock.ts';
import type { Layer, Restriction } from './config.ts';

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** A stretch of time: the start belongs to it, the end does not. */
export interface Window {
  readonly start: Instant;
  readonly end: Instant;
}

/** Whether a layer's restrictions let anyone be on call at this moment. */
export function isInForce(layer: Layer, timeZone: string, at: Instant): boolean {
  if (layer.restrictions === undefined) return true;
  const today = wallClockAt(at, timeZone).toPlainDate();
  // The day before may reach into today. So may the day after: clocks set back over midnight show today once more.
  const days = [-1, 0, 1].map((offset) => today.add({ days: offset }));
  return layer.restrictions.some((restriction) =>
    days.some((day) => {
      const window = windowOf(restriction, timeZone, day);
      return window !== undefined && window.start <= at && at < window.end;
    }),
  );
}

/**
 * The window of a restriction that begins on a day; undefined where it has none then, or where the clocks pass over all
 * of it. Hours are wall clock: `to` at or before `from` is of the next day.
 */
export function windowOf(
  { days, from, to }: Restriction,
  timeZone: string,
  day: Temporal.PlainDate,
): Window | undefined {
  const weekday = WEEKDAYS[day.dayOfWeek - 1];
  if (weekday === undefined || !days.includes(weekday)) return undefined;
  const lastDay = to <= from ? day.add({ days: 1 }) : day;
  const start = firstInstantOf(day.toPlainDateTime(from), timeZone);
  const end = firstInstantOf(lastDay.toPlainDateTime(to), timeZone);
  return start < end ? { start, end } : undefined;
}
