import { addDays, type Day, dayOf } from '../kernel/day.ts';
import { elapsed, type Instant } from '../kernel/instant.ts';
import { LONGEST_GAP_MS } from './config.ts';

/** How many days back a day that is missing is looked for: as far as days are fetched again. */
const LOOKS_BACK = 14;

/** The first day that is over and not known, and how long it is over. */
export interface DataGap {
  readonly missing: Day | undefined;
  /** Milliseconds since the end of that day; 0 where none is missing. */
  readonly ageMs: number;
  /** Whether that is too long. */
  readonly alarming: boolean;
}

/**
 * What is missing of the costs at a time. A day that no answer has stated is missing and not one of 0.
 * @param from the first day that is wanted at all; undefined where nothing was collected yet: since when that is so
 *   counts then.
 */
export function dataGap(at: Instant, known: ReadonlySet<Day>, from: Day | undefined): DataGap {
  const today = dayOf(at);
  const first = addDays(today, -LOOKS_BACK);
  const wanted = from === undefined || from < first ? first : from;
  for (let day = wanted; day < today; day = addDays(day, 1)) {
    if (known.has(day)) continue;
    const ageMs = elapsed(`${addDays(day, 1)}T00:00:00.000Z`, at);
    return { missing: day, ageMs, alarming: ageMs > LONGEST_GAP_MS };
  }
  return { missing: undefined, ageMs: 0, alarming: false };
}
