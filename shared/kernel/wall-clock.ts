import { Temporal } from 'temporal-polyfill';
import { epochMs, type Instant, instant } from './instant.ts';

/** What the clocks of a zone show at an instant. */
export function wallClockAt(at: Instant, timeZone: string): Temporal.PlainDateTime {
  return wallClockAtMs(epochMs(at), timeZone);
}

/** The same for a moment in milliseconds since the epoch, which may lie outside of the years an `Instant` can name. */
export function wallClockAtMs(ms: number, timeZone: string): Temporal.PlainDateTime {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone).toPlainDateTime();
}

/**
 * The first instant at which the clocks of a zone show this time or a later one: a wall time that does not exist is the
 * first instant after the gap, one that happens twice is its first occurrence. So a later wall time is never earlier.
 */
export function firstInstantOf(wall: Temporal.PlainDateTime, timeZone: string): Instant {
  return instant(firstMsOf(wall, timeZone));
}

/** `firstInstantOf` in milliseconds since the epoch. */
export function firstMsOf(wall: Temporal.PlainDateTime, timeZone: string): number {
  const zoned = wall.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  if (zoned.toPlainDateTime().equals(wall)) return zoned.epochMilliseconds;
  const afterGap = zoned.getTimeZoneTransition('next') ?? zoned;
  return afterGap.epochMilliseconds;
}

/** When the clocks of a zone are next changed after a moment, both in milliseconds; undefined where they never are. */
export function nextClockChange(ms: number, timeZone: string): number | undefined {
  const zoned = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone);
  return zoned.getTimeZoneTransition('next')?.epochMilliseconds;
}

/** How far the clocks of a zone are ahead of UTC at a moment, as the name of a zone that is never changed: `+05:30`. */
export function offsetAt(ms: number, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone).offset;
}
