/** A normal distribution's standard deviation over its median absolute deviation. */
export const SIGMA_PER_MAD = 1.4826;

/** A normal distribution's standard deviation over its mean absolute deviation. */
export const SIGMA_PER_MEAN = 1.2533;

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
