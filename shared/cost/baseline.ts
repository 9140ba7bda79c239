import { weekdayOfNumber } from '../kernel/day.ts';
import type { CleanDays } from './clean-days.ts';
import { dayType, fitRhythm, type Rhythm, type RhythmFit } from './day-types.ts';
import type { Mornings } from './mornings.ts';
import { sizeOff, type Usual } from './usual.ts';
import { settledSpread, spreadNow, spreadOnMornings } from './usual-spread.ts';

/** A baseline is made of at most so many days, and of no fewer than that. */
export const MOST_DAYS = 28;
export const FEWEST_DAYS = 10;

/** Days older than this say nothing any more. */
const STALE_AFTER = 120;
/** A rhythm with more kinds of days must fit better by that much. */
const WEEKEND_GAIN = 0.9;
const WEEKDAY_GAIN = 0.85;
const FEWEST_OF_WEEKDAY = 3;
/** The most that one day is taken to echo the day before. */
const MOST_ECHO = 0.5;

/** What of a series is not looked at again every day. */
export interface Settled {
  readonly rhythm: Rhythm;
  /** The usual deviation of each kind of day over a longer time; undefined while too few were seen on their mornings. */
  readonly spreads: readonly number[] | undefined;
}

/** What is usual in a series, of its last clean days. */
export interface Baseline {
  readonly fit: RhythmFit;
  readonly settled: Settled;
  /** The usual deviation of each kind of day, as a share of its scale; and that scale, in millionths. */
  readonly shares: readonly number[];
  readonly scales: readonly number[];
  /** By how much each of its days is off the others of its kind, in their order. */
  readonly off: readonly number[];
  /** How much of a day's deviation is usually in the next day too: 0 none, 1 all. */
  readonly echo: number;
  readonly firstDay: number;
  readonly lastDay: number;
  /** Nothing was spent on any of its days. */
  readonly allZero: boolean;
}

const values = new Float64Array(MOST_DAYS);
const weekdays = new Uint8Array(MOST_DAYS);
const RESIDUALS = {
  none: new Float64Array(MOST_DAYS),
  weekend: new Float64Array(MOST_DAYS),
  weekday: new Float64Array(MOST_DAYS),
};

/**
 * The baseline of the last 28 clean days; undefined where there are fewer than 10.
 * @param firstDay the day, since 1970-01-01, from which the days of the series are counted
 * @param known the rhythm it has and how much it varies, where that was looked at lately
 */
export function fitBaseline(
  clean: CleanDays,
  mornings: Mornings,
  today: number,
  firstDay: number,
  known?: Settled,
): Baseline | undefined {
  let from = Math.max(0, clean.count - MOST_DAYS);
  while (from < clean.count && (clean.days[from] ?? 0) < today - STALE_AFTER) from++;
  const sample = clean.count - from;
  if (sample < FEWEST_DAYS) return undefined;
  let allZero = true;
  for (let at = 0; at < sample; at++) {
    const value = clean.micros[from + at] ?? 0;
    values[at] = value;
    weekdays[at] = weekdayOfNumber(firstDay + (clean.days[from + at] ?? 0));
    if (value !== 0) allZero = false;
  }
  const fit = known === undefined ? bestRhythm(sample) : fitOf(known.rhythm, sample);
  const scales = scalesOf(fit);
  const residuals = RESIDUALS[fit.rhythm];
  const off: number[] = [];
  for (let at = 0; at < sample; at++) {
    const value = values[at] ?? 0;
    off.push(sizeOff(value, value - (residuals[at] ?? 0), scales[typeAt(fit, at)] ?? 0));
  }
  const echo = echoOf(off);
  const now = known?.spreads === undefined ? spreadNow(fit, weekdays, off, echo) : [];
  const settled = known ?? {
    rhythm: fit.rhythm,
    spreads: settledSpread(now, spreadOnMornings(fit, mornings, today - STALE_AFTER, firstDay)),
  };
  return {
    fit,
    settled,
    shares: settled.spreads ?? now,
    scales,
    off,
    echo,
    firstDay: clean.days[from] ?? 0,
    lastDay: clean.days[clean.count - 1] ?? 0,
    allZero,
  };
}

/** What is usual on a day of the week; undefined where no day of its kind is known. */
export function usualOn({ fit, shares, scales }: Baseline, weekday: number): Usual | undefined {
  const type = dayType(fit.rhythm, weekday);
  if ((fit.counts[type] ?? 0) === 0) return undefined;
  return {
    centre: Math.round(fit.centres[type] ?? 0),
    share: shares[type] ?? 0,
    scale: Math.round(scales[type] ?? 0),
  };
}

/** Working days and weekends until four weeks exist, then every day of the week for itself, where that fits better. */
function bestRhythm(sample: number): RhythmFit {
  const none = fitOf('none', sample);
  const weekend = fitOf('weekend', sample);
  const oneKind = weekend.counts.some((count) => count === 0);
  const simpler = oneKind || weekend.loss < none.loss * WEEKEND_GAIN ? weekend : none;
  if (sample < MOST_DAYS) return simpler;
  const weekday = fitOf('weekday', sample);
  const enough = weekday.counts.every((count) => count >= FEWEST_OF_WEEKDAY);
  return enough && weekday.loss < simpler.loss * WEEKDAY_GAIN ? weekday : simpler;
}

function fitOf(rhythm: Rhythm, sample: number): RhythmFit {
  return fitRhythm(rhythm, values, weekdays, sample, RESIDUALS[rhythm]);
}

function typeAt({ rhythm }: RhythmFit, at: number): number {
  return dayType(rhythm, weekdays[at] ?? 0);
}

/** What a deviation is a share of; a kind of day that costs next to nothing is measured by the others. */
function scalesOf({ centres }: RhythmFit): number[] {
  let most = 0;
  for (const centre of centres) if (centre > most) most = centre;
  return centres.map((centre) => Math.max(centre, most / 10));
}

/** The correlation of neighbouring days. */
function echoOf(off: readonly number[]): number {
  let product = 0;
  let square = 0;
  for (let at = 1; at < off.length; at++) {
    product += (off[at] ?? 0) * (off[at - 1] ?? 0);
    square += (off[at] ?? 0) ** 2;
  }
  return square === 0 ? 0 : Math.max(0, Math.min(MOST_ECHO, product / square));
}
