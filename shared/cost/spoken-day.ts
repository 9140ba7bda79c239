import { type Day, dayNumber } from '../kernel/day.ts';

const DAY_MS = 86_400_000;
const BRIEF = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short' });
const WHOLE = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});

/** A day where there is little room: `21 Nov`. */
export function briefDay(day: Day): string {
  return BRIEF.format(dayNumber(day) * DAY_MS);
}

/** A day with its weekday: `Sat, 21 Nov 2026`. */
export function spokenDay(day: Day): string {
  return WHOLE.format(dayNumber(day) * DAY_MS);
}
