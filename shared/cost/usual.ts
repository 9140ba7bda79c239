import type { Micros } from '../kernel/money.ts';

/** What is usual on one day. */
export interface Usual {
  readonly centre: Micros;
  /** One usual deviation (a standard deviation, where they are normal), as a share of `scale`. */
  readonly share: number;
  /** The centre; more than it on a kind of day that costs next to nothing. */
  readonly scale: Micros;
}

/** Nothing is below this share of what is usual, as far as deviations are measured. */
const LEAST_FACTOR = 0.01;

/**
 * By how many usual deviations a cost is off. Costs vary by factors: half as much is as far off as twice as much. 0 where
 * nothing is known of how they vary.
 */
export function spreadsOff(actual: number, usual: Usual): number {
  return usual.share <= 0 ? 0 : sizeOff(actual, usual.centre, usual.scale) / usual.share;
}

/** The cost that is off by so many usual deviations. */
export function costOff(spreads: number, { centre, share, scale }: Usual): Micros {
  const off = spreads * share;
  const cost = centre < scale || centre <= 0 ? centre + off * scale : centre * Math.exp(off);
  return Math.round(Math.min(cost, Number.MAX_SAFE_INTEGER));
}

/** By how much a cost is off, as a logarithm; by next to nothing, as a share of the scale. */
export function sizeOff(actual: number, centre: number, scale: number): number {
  if (centre < scale || centre <= 0) return scale <= 0 ? 0 : (actual - centre) / scale;
  return Math.log(Math.max(actual / centre, LEAST_FACTOR));
}
