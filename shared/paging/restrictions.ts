import { epochMs, type Instant } from '../kernel/instant.ts';
import {
  compareDays,
  type Day,
  dayOf,
  daysLater,
  firstMsOf,
  onDay,
  wallClockAt,
  wallClockAtMs,
  weekdayOf,
} from '../kernel/wall-clock.ts';
import type { Layer, Restriction } from './config.ts';
import { common, type Span, united } from './span.ts';

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** Whether a layer's restrictions let anyone be on call at this moment. */
export function isInForce(layer: Layer, timeZone: string, at: Instant): boolean {
  if (layer.restrictions === undefined) return true;
  const ms = epochMs(at);
  const today = dayOf(wallClockAt(at, timeZone));
  // The day before may reach into today. So may the day after: clocks set back over midnight show today once more.
  const days = [-1, 0, 1].map((offset) => daysLater(today, offset));
  return layer.restrictions.some((restriction) =>
    days.some((day) => {
      const window = windowOf(restriction, timeZone, day);
      return window !== undefined && window.start <= ms && ms < window.end;
    }),
  );
}

/** When a layer is in force within a stretch of time: as few windows as can be, in order, cut to the stretch. */
export function windowsIn(layer: Pick<Layer, 'restrictions'>, timeZone: string, span: Span): readonly Span[] {
  const { restrictions } = layer;
  if (restrictions === undefined) return [span];
  const windows: Span[] = [];
  const last = daysLater(dayOf(wallClockAtMs(span.end, timeZone)), 1);
  let day = daysLater(dayOf(wallClockAtMs(span.start, timeZone)), -1);
  for (; compareDays(day, last) <= 0; day = daysLater(day, 1)) {
    for (const restriction of restrictions) {
      const window = windowOf(restriction, timeZone, day);
      const inside = window && common(window, span);
      if (inside !== undefined) windows.push(inside);
    }
  }
  return united(windows);
}

/**
 * The window of a restriction that begins on a day; undefined where it has none then, or where the clocks pass over all
 * of it. Hours are wall clock: `to` at or before `from` is of the next day.
 */
function windowOf({ days, from, to }: Restriction, timeZone: string, day: Day): Span | undefined {
  const weekday = WEEKDAYS[weekdayOf(day) - 1];
  if (weekday === undefined || !days.includes(weekday)) return undefined;
  const lastDay = to <= from ? daysLater(day, 1) : day;
  const start = firstMsOf(onDay(day, from), timeZone);
  const end = firstMsOf(onDay(lastDay, to), timeZone);
  return start < end ? { start, end } : undefined;
}
