import { Temporal } from 'temporal-polyfill';
import { epochMs, type Instant, instant } from './instant.ts';

/** What the clocks of a zone show at an instant. */
export function wallClockAt(at: Instant, timeZone: string): Temporal.PlainDateTime {
  return Temporal.Instant.fromEpochMilliseconds(epochMs(at)).toZonedDateTimeISO(timeZone).toPlainDateTime();
}

/**
 * The first instant at which the clocks of a zone show this time or a later one: a wall time that does not exist is the
 * first instant after the gap, one that happens twice is its first occurrence. So a later wall time is never earlier.
 */
export function firstInstantOf(wall: Temporal.PlainDateTime, timeZone: string): Instant {
  const zoned = wall.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  if (zoned.toPlainDateTime().equals(wall)) return instant(zoned.epochMilliseconds);
  const afterGap = zoned.getTimeZoneTransition('next') ?? zoned;
  return instant(afterGap.epochMilliseconds);
}
