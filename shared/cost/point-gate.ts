import type { Micros } from '../kernel/money.ts';
import type { Limits } from './policy.ts';
import { costOff, spreadsOff, type Usual } from './usual.ts';

/** Above or below what is usual. */
export type Direction = 1 | -1;

/** A floor in dollars is too low for a large series: no less than this share of its baseline is worth a word. */
const FLOOR_SHARE = 0.02;

/** Dollars a day from which on a deviation of a series of this size counts. */
export function scaledFloor(baseline: Micros, { floor }: Limits): Micros {
  return Math.max(floor, Math.round(baseline * FLOOR_SHARE));
}

/**
 * Whether one day alone is unusual: by more than the percentage, by no less than the floor, and by no fewer than the
 * usual spreads. Decided on whole millionths: exactly 20% above is not more than 20%.
 */
export function passesPointGate(actual: Micros, usual: Usual, limits: Limits): Direction | undefined {
  const excess = actual - usual.centre;
  const size = Math.abs(excess);
  const enough =
    exceedsShare(size, usual.centre, limits) &&
    size >= scaledFloor(usual.centre, limits) &&
    (usual.share === 0 || Math.abs(spreadsOff(actual, usual)) >= limits.z);
  if (!enough || size === 0) return undefined;
  return excess > 0 ? 1 : -1;
}

/** Whether a deviation is above the percentage of the baseline. */
export function exceedsShare(size: Micros, baseline: Micros, { deviationPct }: Limits): boolean {
  return size * 100 > baseline * deviationPct;
}

/** Between which costs the point gate says nothing; never below 0. */
export function bandOf(usual: Usual, limits: Limits): { readonly low: Micros; readonly high: Micros } {
  const width = Math.max(
    Math.floor((usual.centre * limits.deviationPct) / 100),
    scaledFloor(usual.centre, limits),
  );
  return {
    low: Math.max(0, Math.min(usual.centre - width, costOff(-limits.z, usual))),
    high: Math.max(usual.centre + width, costOff(limits.z, usual)),
  };
}
