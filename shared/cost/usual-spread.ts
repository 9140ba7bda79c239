import { weekdayOfNumber } from '../kernel/day.ts';
import { dayType, type RhythmFit } from './day-types.ts';
import { KEPT_MORNINGS as KEPT, type Mornings } from './mornings.ts';
import { MEDIAN_ERROR, SIGMA_PER_MEAN, spreadOfSizes } from './robust-spread.ts';

/** No series is taken to be calmer than this share of its centre. */
const LEAST_SHARE = 0.02;
/** A kind of day may be noisier than the others: this share of its own spread is the least it gets. */
const OWN_SHARE = 0.75;
/** What fewer days were off on their mornings says nothing yet. */
const FEWEST_MORNINGS = 14;
/** A day that was off by more than so many spreads adds no more to that of its kind. */
const MOST_OF_A_DAY = 4;
/** The last month on its own counts for so much: a series may have become calmer or noisier. */
const OF_THE_MONTH = 1 / 3;

const sizes = new Float64Array(KEPT);

/**
 * How much the days of each kind vary: by how much those of the last ten weeks were off what was usual on their mornings.
 * That is a longer memory than the centre has, so a week that happens to be calm changes little, and so do the first days
 * of a rise. How unsure the centre is, growth, and days that echo each other are in it already.
 * @param from the first day that is not too old
 * @returns shares of a kind's scale; undefined where there are too few such days
 */
export function spreadOnMornings(
  { rhythm, centres }: RhythmFit,
  mornings: Mornings,
  from: number,
  firstDay: number,
): readonly number[] | undefined {
  let first = 0;
  while (first < mornings.count && (mornings.days[first] ?? 0) < from) first++;
  const count = mornings.count - first;
  if (count < FEWEST_MORNINGS) return undefined;
  for (let at = 0; at < count; at++) sizes[at] = Math.abs(mornings.off[first + at] ?? 0);
  const common = spreadOfSizes(sizes, count);
  const sums = centres.map(() => 0);
  const counts = centres.map(() => 0);
  for (let at = first; at < mornings.count; at++) {
    const type = dayType(rhythm, weekdayOfNumber(firstDay + (mornings.days[at] ?? 0)));
    sums[type] = (sums[type] ?? 0) + Math.min(Math.abs(mornings.off[at] ?? 0), MOST_OF_A_DAY * common);
    counts[type] = (counts[type] ?? 0) + 1;
  }
  return sums.map(
    (sum, type) => spreadOfKind(common, sum / Math.max(1, counts[type] ?? 0)) * (1 + 2 / count),
  );
}

/** How much the days of each kind vary, by the ten weeks and by the last month. Spreads are factors: so is their mean. */
export function settledSpread(
  month: readonly number[],
  mornings: readonly number[] | undefined,
): readonly number[] | undefined {
  return mornings?.map(
    (spread, type) => spread ** (1 - OF_THE_MONTH) * (month[type] ?? spread) ** OF_THE_MONTH,
  );
}

/**
 * The same by the days of a baseline alone: by how much they are off the others of their kind. More for few days and for
 * days that echo each other.
 * @param off by how much each day is off, as a share
 */
export function spreadNow(
  { rhythm, centres, counts }: RhythmFit,
  weekdays: Uint8Array,
  off: readonly number[],
  echo: number,
): readonly number[] {
  const sample = off.length;
  const means = centres.map(() => 0);
  for (let at = 0; at < sample; at++) {
    const size = Math.abs(off[at] ?? 0);
    sizes[at] = size;
    const type = dayType(rhythm, weekdays[at] ?? 0);
    means[type] = (means[type] ?? 0) + size / (counts[type] ?? 1);
  }
  const common = spreadOfSizes(sizes, sample);
  const forEcho = (1 + echo) / (1 - echo);
  return means.map((mean, type) => {
    const ofCentre = Math.sqrt(1 + (MEDIAN_ERROR * forEcho) / (counts[type] ?? 1)) * (1 + 2 / sample);
    return spreadOfKind(common, mean) * ofCentre;
  });
}

/** The spread of all days, or of the kind where that is larger. @param mean the mean size of what its days are off */
function spreadOfKind(common: number, mean: number): number {
  return Math.max(common, mean * SIGMA_PER_MEAN * OWN_SHARE, LEAST_SHARE);
}
