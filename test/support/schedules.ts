import { briefInstant, type Instant, instant } from '../../shared/kernel/instant.ts';
import { Schedule } from '../../shared/paging/config.ts';
import { Override } from '../../shared/paging/override.ts';
import { gapsIn, shifts } from '../../shared/paging/shifts.ts';

export const EVERY_DAY = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
export const WORKDAYS = EVERY_DAY.slice(0, 5);

export interface LayerChanges {
  readonly id?: string;
  readonly timeZone?: string;
  readonly participants?: readonly string[];
  readonly restrictions?: readonly {
    readonly days: readonly string[];
    readonly from: string;
    readonly to: string;
  }[];
}

/** A layer of a, b and c by default. */
export function aLayer(start: string, every: number, unit: string, changes: LayerChanges = {}) {
  return { id: 'layer', start, rotation: { every, unit }, participants: ['a', 'b', 'c'], ...changes };
}

export function aSchedule(timeZone: string, ...layers: readonly object[]): Schedule {
  return Schedule.parse({ id: 'schedule', timeZone, layers });
}

export function anOverride(id: string, start: string, end: string, who: object): Override {
  return Override.parse({ id, schedule: 'schedule', start, end, ...who });
}

/** An instant as tests write it. */
export function when(text: string): Instant {
  return instant(Date.parse(text));
}

/** Shifts as lines such as `2026-01-05T08:00Z 2026-01-05T09:00Z a layer`. */
export function shiftLines(schedule: Schedule, overrides: readonly Override[], from: string, to: string) {
  return shifts(schedule, overrides, when(from), when(to)).map(
    ({ start, end, person, source }) => `${briefInstant(start)} ${briefInstant(end)} ${person} ${source}`,
  );
}

/** Gaps as lines such as `2026-01-05T08:00Z 2026-01-05T09:00Z`. */
export function gapLines(schedule: Schedule, overrides: readonly Override[], from: string, to: string) {
  const found = shifts(schedule, overrides, when(from), when(to));
  return gapsIn(found, when(from), when(to)).map(
    ({ start, end }) => `${briefInstant(start)} ${briefInstant(end)}`,
  );
}
