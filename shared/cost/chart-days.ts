import { addDays, type Day } from '../kernel/day.ts';
import type { Micros } from '../kernel/money.ts';
import type { ChartDay } from './chart-day.ts';
import type { Finding } from './finding.ts';
import type { CostDay } from './series.ts';

/** Five weeks: as far as people compare. */
const SHOWN_DAYS = 35;

/** What is usual on a day, where the one who scored it knows; undefined where nothing is. */
export type UsualOn = (day: Day) => { mid: Micros; low: Micros; high: Micros } | undefined;

/**
 * The days of a finding's chart: the five weeks up to a day, with gaps where nothing was stated.
 * @param days of the finding's series, ascending
 * @param until the last day that the run knows, which may be later than the finding's
 * @param usualOn by default what the finding itself says of its worst day
 */
export function chartDays(
  finding: Finding,
  days: readonly CostDay[],
  until: Day,
  usualOn?: UsualOn,
): ChartDay[] {
  const { baseline: mid, low, high, kind } = finding;
  const flat = kind === 'fee' || kind === 'fee-change' ? undefined : { mid, low, high };
  const known = new Map(days.map((one) => [one.day, one]));
  return Array.from({ length: SHOWN_DAYS }, (_, place) => {
    const day = addDays(until, place - SHOWN_DAYS + 1);
    const cost = known.get(day);
    const usual = usualOn === undefined ? flat : usualOn(day);
    return {
      day,
      ...(cost === undefined ? {} : { micros: cost.micros }),
      estimated: cost?.estimated ?? false,
      ...(usual === undefined ? {} : { usual }),
    };
  });
}
