import { middle, middleWithout } from './robust-spread.ts';

/** Which days of the week are alike: all; working days and weekends; or each only those of its name. */
export type Rhythm = 'none' | 'weekend' | 'weekday';

/** How many kinds of days a rhythm has. */
export const TYPES: Readonly<Record<Rhythm, number>> = { none: 1, weekend: 2, weekday: 7 };

/** The kind of a day, counted from 0. @param weekday 1 is Monday, 7 is Sunday */
export function dayType(rhythm: Rhythm, weekday: number): number {
  if (rhythm === 'none') return 0;
  return rhythm === 'weekday' ? weekday - 1 : Number(weekday >= 6);
}

/** What some days look like in one rhythm. */
export interface RhythmFit {
  readonly rhythm: Rhythm;
  /** The median of each kind of day; NaN where there is none of it. */
  readonly centres: Float64Array;
  readonly counts: Uint8Array;
  /** By how much each day is off the median of the other days of its kind. */
  readonly residuals: Float64Array;
  /** The mean size of those. */
  readonly loss: number;
}

const sorted = new Float64Array(64);
const order = new Uint8Array(64);

/**
 * Fits a rhythm to the first `count` days. Each day is compared with the others of its kind, not with itself, so that
 * the rhythm with more kinds is not better merely for having more of them.
 */
export function fitRhythm(
  rhythm: Rhythm,
  values: Float64Array,
  weekdays: Uint8Array,
  count: number,
): RhythmFit {
  const types = TYPES[rhythm];
  const centres = new Float64Array(types);
  const counts = new Uint8Array(types);
  const residuals = new Float64Array(count);
  let loss = 0;
  for (let type = 0; type < types; type++) {
    let size = 0;
    for (let at = 0; at < count; at++) {
      if (dayType(rhythm, weekdays[at] ?? 0) !== type) continue;
      const value = values[at] ?? 0;
      let place = size++;
      for (; place > 0 && (sorted[place - 1] ?? 0) > value; place--) {
        sorted[place] = sorted[place - 1] ?? 0;
        order[place] = order[place - 1] ?? 0;
      }
      sorted[place] = value;
      order[place] = at;
    }
    centres[type] = middle(sorted, size);
    counts[type] = size;
    for (let rank = 0; rank < size; rank++) {
      const off = size === 1 ? 0 : (sorted[rank] ?? 0) - middleWithout(sorted, size, rank);
      residuals[order[rank] ?? 0] = off;
      loss += Math.abs(off);
    }
  }
  return { rhythm, centres, counts, residuals, loss: loss / Math.max(1, count) };
}
