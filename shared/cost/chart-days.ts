import { addDays, type Day } from '../kernel/day.ts';
import type { Micros } from '../kernel/money.ts';
import type { ChartDay } from './chart-day.ts';
import type { CostDay } from './series.ts';

/** Five weeks: as far as people compare. */
const SHOWN_DAYS = 35;

/** What is usual on a day; undefined where nothing is known to be. */
type UsualOn = (day: Day) => { mid: Micros; low: Micros; high: Micros } | undefined;

/**
 * The days of a finding's chart: the five weeks up to a day, with gaps where nothing was stated.
 * @param days of the finding's series, ascending
 * @param until the last day that the run knows, which may be later than the finding's
 */
export function chartDays(days: readonly CostDay[], until: Day, usualOn: UsualOn): ChartDay[] {
  const known = new Map(days.map((one) => [one.day, one]));
  return Array.from({ length: SHOWN_DAYS }, (_, place) => {
    const day = addDays(until, place - SHOWN_DAYS + 1);
    const cost = known.get(day);
    const usual = usualOn(day);
    return {
      day,
      ...(cost === undefined ? {} : { micros: cost.micros }),
      estimated: cost?.estimated ?? false,
      ...(usual === undefined ? {} : { usual }),
    };
  });
}
