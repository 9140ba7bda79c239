/** A normal distribution's standard deviation over its median absolute deviation. */
export const SIGMA_PER_MAD = 1.4826;

/** A normal distribution's standard deviation over its mean absolute deviation. */
export const SIGMA_PER_MEAN = 1.2533;

/** The variance of a median over that of one day, times the number of days, of a normal distribution. */
export const MEDIAN_ERROR = Math.PI / 2;

/** Four fifths of normal deviations are below so many standard deviations. */
const SIGMAS_OF_FOUR_FIFTHS = 1.2816;

/**
 * The usual deviation, of the sizes of the first `count` deviations, which it puts in order: by their median or, where
 * that is more, by the size below which four fifths of them are; by their mean where most of them are 0.
 */
export function spreadOfSizes(sizes: Float64Array, count: number): number {
  const mad = medianOfFirst(sizes, count) * SIGMA_PER_MAD;
  if (mad > 0) return Math.max(mad, (sizes[Math.floor(count * 0.8)] ?? 0) / SIGMAS_OF_FOUR_FIFTHS);
  let sum = 0;
  for (let at = 0; at < count; at++) sum += sizes[at] ?? 0;
  return (sum / count) * SIGMA_PER_MEAN;
}

/** The median of the first `count` numbers, which it puts in order; NaN of none. */
export function medianOfFirst(values: Float64Array, count: number): number {
  sortFirst(values, count);
  return middle(values, count);
}

/** The median of some numbers; NaN of none. */
export function median(values: ArrayLike<number>): number {
  return medianOfFirst(Float64Array.from(values), values.length);
}

/** The middle of the first `count` numbers, which are in order. */
export function middle(sorted: Float64Array, count: number): number {
  const half = count >> 1;
  const upper = sorted[half] ?? Number.NaN;
  if (count === 0) return Number.NaN;
  return count % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}

/** The same without the one at `place`. */
export function middleWithout(sorted: Float64Array, count: number, place: number): number {
  const others = count - 1;
  const at = (rank: number) => sorted[rank < place ? rank : rank + 1] ?? Number.NaN;
  const half = others >> 1;
  if (others === 0) return Number.NaN;
  return others % 2 === 1 ? at(half) : (at(half - 1) + at(half)) / 2;
}

/** Insertion: nothing is quicker for the few numbers a baseline has. */
function sortFirst(values: Float64Array, count: number): void {
  for (let next = 1; next < count; next++) {
    const value = values[next] ?? 0;
    let place = next;
    while (place > 0 && (values[place - 1] ?? 0) > value) {
      values[place] = values[place - 1] ?? 0;
      place--;
    }
    values[place] = value;
  }
}
