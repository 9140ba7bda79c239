import type { Micros } from '../kernel/money.ts';

/** How many are kept, so that 28 are left when some turn out not to be clean. */
const KEPT = 72;

/** The days of a series that were nothing unusual, ascending; days are numbers of days since some first day. */
export interface CleanDays {
  readonly days: Int32Array;
  readonly micros: Float64Array;
  count: number;
}

/** None yet. */
export function noCleanDays(): CleanDays {
  return { days: new Int32Array(KEPT), micros: new Float64Array(KEPT), count: 0 };
}

/** Adds a day, later than all there are; the oldest goes where there is no room. */
export function addCleanDay(clean: CleanDays, day: number, micros: Micros): void {
  if (clean.count === KEPT) {
    clean.days.copyWithin(0, 1);
    clean.micros.copyWithin(0, 1);
    clean.count--;
  }
  clean.days[clean.count] = day;
  clean.micros[clean.count] = micros;
  clean.count++;
}

/** Takes out the days from this one on: something unusual had begun by then. */
export function dropCleanDaysFrom(clean: CleanDays, day: number): void {
  while (clean.count > 0 && (clean.days[clean.count - 1] ?? 0) >= day) clean.count--;
}

/** Moves all days to another level, so that a series which went there keeps its rhythm and its spread. */
export function scaleCleanDays(clean: CleanDays, by: number): void {
  for (let at = 0; at < clean.count; at++) clean.micros[at] = Math.round((clean.micros[at] ?? 0) * by);
}
