import type { Micros } from '../kernel/money.ts';
import { sizeOff, type Usual } from './usual.ts';

/** How many days are kept: ten weeks, so that one calm week or one rise is not most of them. */
export const KEPT_MORNINGS = 70;

/** By how much the last days of a series were off what was usual on their mornings; ascending by day. */
export interface Mornings {
  readonly days: Int32Array;
  readonly off: Float64Array;
  count: number;
}

/** None yet. */
export function noMornings(): Mornings {
  return { days: new Int32Array(KEPT_MORNINGS), off: new Float64Array(KEPT_MORNINGS), count: 0 };
}

/** Adds a day, later than all there are; the oldest goes where there is no room. Nothing is off where nothing is usual. */
export function addMorning(
  mornings: Mornings,
  day: number,
  actual: Micros,
  { centre, scale }: Pick<Usual, 'centre' | 'scale'>,
): void {
  if (!(scale > 0)) return;
  if (mornings.count === KEPT_MORNINGS) {
    mornings.days.copyWithin(0, 1);
    mornings.off.copyWithin(0, 1);
    mornings.count--;
  }
  mornings.days[mornings.count] = day;
  mornings.off[mornings.count] = sizeOff(actual, centre, scale);
  mornings.count++;
}

/** Takes out the days from this one on: something unusual had begun by then. */
export function dropMorningsFrom(mornings: Mornings, day: number): void {
  while (mornings.count > 0 && (mornings.days[mornings.count - 1] ?? 0) >= day) mornings.count--;
}
