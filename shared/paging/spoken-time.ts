import { elapsed, epochMs, type Instant } from '../kernel/instant.ts';

/** How long a span is in a reader's words, to the precision that matters: `40 s`, `12 min`, `3 h 5 min`, `4 days`. */
function spokenSpan(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (minutes < 1) return `${seconds} s`;
  if (hours < 1) return `${minutes} min`;
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} days`;
}

/** `at` seen from `now`: `12 min ago`, `in 3 min`, `now`. */
export function relativeTime(at: Instant, now: Instant): string {
  const ms = elapsed(now, at);
  if (Math.abs(ms) < 1000) return 'now';
  return ms > 0 ? `in ${spokenSpan(ms)}` : `${spokenSpan(-ms)} ago`;
}

/** The clock on the reader's wall, with day and zone: `Sat 21 Nov, 04:00 GMT+1`. An unknown zone counts as UTC. */
export function localTime(at: Instant, timeZone: string): string {
  const { day, clock, zone } = wallClock(at, timeZone);
  return `${day}, ${clock} ${zone}`;
}

/** As short as `now` lets it be, in the reader's zone: `04:00`, or `Fri 20 Nov, 04:00` on another day. */
export function shortTime(at: Instant, now: Instant, timeZone: string): string {
  const { day, clock } = wallClock(at, timeZone);
  return day === wallClock(now, timeZone).day ? clock : `${day}, ${clock}`;
}

/** `at` in UTC, with the day only where it is another one than the reader's: `03:00 UTC`, `Fri 20 Nov, 23:00 UTC`. */
export function utcBeside(at: Instant, timeZone: string): string {
  const utc = wallClock(at, 'UTC');
  return utc.day === wallClock(at, timeZone).day ? `${utc.clock} UTC` : `${utc.day}, ${utc.clock} UTC`;
}

function wallClock(at: Instant, timeZone: string): { day: string; clock: string; zone: string } {
  const parts = Object.fromEntries(
    formatter(timeZone)
      .formatToParts(epochMs(at))
      .map(({ type, value }) => [type, value]),
  );
  const { weekday = '', day = '', month = '', hour = '', minute = '', timeZoneName = '' } = parts;
  return { day: `${weekday} ${day} ${month}`, clock: `${hour}:${minute}`, zone: timeZoneName };
}

function formatter(timeZone: string): Intl.DateTimeFormat {
  const form = {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  } as const;
  try {
    return new Intl.DateTimeFormat('en-US', { ...form, timeZone });
  } catch {
    return new Intl.DateTimeFormat('en-US', { ...form, timeZone: 'UTC' });
  }
}
