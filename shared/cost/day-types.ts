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
  readonly centres: readonly number[];
  readonly counts: readonly number[];
  /** The mean size of what the days are off. */
  readonly loss: number;
}

const MOST = 64;
const sorted = new Float64Array(MOST);
const order = new Uint8Array(MOST);

/**
 * Fits a rhythm to the first `count` days. Each day is compared with the others of its kind, not with itself, so that
 * the rhythm with more kinds is not better merely for having more of them.
 * @param residuals where it writes by how much each day is off the median of the others of its kind
 */
export function fitRhythm(
  rhythm: Rhythm,
  values: Float64Array,
  weekdays: Uint8Array,
  count: number,
  residuals: Float64Array,
): RhythmFit {
  const types = TYPES[rhythm];
  const centres: number[] = [];
  const counts: number[] = [];
  let loss = 0;
  for (let type = 0; type < types; type++) {
    const size = sortOfType(rhythm, type, values, weekdays, count);
    centres.push(middle(sorted, size));
    counts.push(size);
    for (let rank = 0; rank < size; rank++) {
      const off = size === 1 ? 0 : (sorted[rank] ?? 0) - middleWithout(sorted, size, rank);
      residuals[order[rank] ?? 0] = off;
      loss += Math.abs(off);
    }
  }
  return { rhythm, centres, counts, loss: loss / Math.max(1, count) };
}

/** Puts the days of a kind in order, into `sorted` with their places in `order`; how many there are. */
function sortOfType(
  rhythm: Rhythm,
  type: number,
  values: Float64Array,
  weekdays: Uint8Array,
  count: number,
): number {
  let size = 0;
  for (let at = 0; at < count; at++) {
    if (rhythm !== 'none' && dayType(rhythm, weekdays[at] ?? 0) !== type) continue;
    const value = values[at] ?? 0;
    let place = size++;
    for (; place > 0 && (sorted[place - 1] ?? 0) > value; place--) {
      sorted[place] = sorted[place - 1] ?? 0;
      order[place] = order[place - 1] ?? 0;
    }
    sorted[place] = value;
    order[place] = at;
  }
  return size;
}
