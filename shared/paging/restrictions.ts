import type { Temporal } from 'temporal-polyfill';
import { epochMs, type Instant } from '../kernel/instant.ts';
import { firstMsOf, wallClockAt, wallClockAtMs } from '../kernel/wall-clock.ts';
import type { Layer, Restriction } from './config.ts';
import { common, type Span, united } from './span.ts';

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** Whether a layer's restrictions let anyone be on call at this moment. */
export function isInForce(layer: Layer, timeZone: string, at: Instant): boolean {
  if (layer.restrictions === undefined) return true;
  const ms = epochMs(at);
  const today = wallClockAt(at, timeZone).toPlainDate();
  // The day before may reach into today. So may the day after: clocks set back over midnight show today once more.
  const days = [-1, 0, 1].map((offset) => today.add({ days: offset }));
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
  const last = wallClockAtMs(span.end, timeZone).toPlainDate().add({ days: 1 });
  let day = wallClockAtMs(span.start, timeZone).toPlainDate().subtract({ days: 1 });
  for (; day.until(last).sign >= 0; day = day.add({ days: 1 })) {
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
function windowOf(
  { days, from, to }: Restriction,
  timeZone: string,
  day: Temporal.PlainDate,
): Span | undefined {
  const weekday = WEEKDAYS[day.dayOfWeek - 1];
  if (weekday === undefined || !days.includes(weekday)) return undefined;
  const lastDay = to <= from ? day.add({ days: 1 }) : day;
  const start = firstMsOf(day.toPlainDateTime(from), timeZone);
  const end = firstMsOf(lastDay.toPlainDateTime(to), timeZone);
  return start < end ? { start, end } : undefined;
}
