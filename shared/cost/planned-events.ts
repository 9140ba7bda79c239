import { dayNumber } from '../kernel/day.ts';
import type { PlannedEvent } from './config.ts';
import type { EventDay } from './cost-event.ts';
import { fits } from './cost-match.ts';
import type { SeriesKey } from './series.ts';

/** A planned event as one series sees it; days count from the first of the bill. */
export interface PlannedWindow {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly factor: number;
}

/** What was planned may be off by half before it is no longer what was planned. */
const LEEWAY = 1.5;
/** What is still unusual so many days after a planned event has overrun it. */
const OVERRUN_WITHIN = 2;

/** The planned events of a series. */
export function plannedFor(
  planned: readonly PlannedEvent[],
  key: SeriesKey,
  firstDay: number,
): PlannedWindow[] {
  return planned
    .filter(({ match }) => fits(match, key))
    .map(({ id, from, to, factor }) => ({
      id,
      from: dayNumber(from) - firstDay,
      to: dayNumber(to) - firstDay,
      factor,
    }));
}

/** The planned event in whose days this one is. */
export function plannedOn(windows: readonly PlannedWindow[], day: number): PlannedWindow | undefined {
  return windows.find(({ from, to }) => from <= day && day <= to);
}

/** Whether a day costs no more (or, for a planned stop, no less) than was planned. */
export function isAsPlanned({ factor }: PlannedWindow, { actual, centre }: EventDay): boolean {
  const most = centre * Math.max(1, factor) * LEEWAY;
  const least = (centre * Math.min(1, factor)) / LEEWAY;
  return least <= actual && actual <= most;
}

/** Whether a planned event had just ended. */
export function hasJustEnded(windows: readonly PlannedWindow[], day: number): boolean {
  return windows.some(({ to }) => to < day && day <= to + OVERRUN_WITHIN);
}
