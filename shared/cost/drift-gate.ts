import type { Micros } from '../kernel/money.ts';
import { type Baseline, usualOn } from './baseline.ts';
import { type Direction, scaledFloor } from './point-gate.ts';
import type { Limits } from './policy.ts';
import { MEDIAN_ERROR, median } from './robust-spread.ts';
import { sizeOff, type Usual } from './usual.ts';

/** Usual spreads that a day may be off before it adds to the sum. */
const ALLOWANCE = 1;
/** The sum at which a drift is one, in usual spreads. */
const ENOUGH = 8;
/** The most that one day adds: a lone outlier is no drift. */
const MOST_OF_A_DAY = 4;
const FEWEST_DAYS = 3;
/** What has not become a drift in so many days is none. */
const MOST_DAYS = 16;
/** A level that is off by less than this share, or by fewer of the spreads usual before it began, is let be, */
const LEAST_LEVEL = 0.15;
const LEAST_SPREADS = 3.5;
/** unless the series is so steady that a step of that share, kept so many days and worth two floors, stands out. */
const STEADY = 0.026;
const LEAST_STEP = 0.035;
const STEP_DAYS = 8;
const STEP_FLOORS = 2;
/** What grows by less than this share a day is growth. */
const GROWTH_A_DAY = 0.012;
/** Slow growth, a day, as a share, by which a baseline is moved on; more is drift. */
const MOST_GROWTH = 0.003;
/** A rise of the baseline's own days is growth by what it is above so many of its errors. */
const UNSURE = 1.5;
/** A rise that goes on is weighed by what it will be in so many days. */
const AHEAD = 7;
const FEWEST_DAYS_TO_LOOK_AHEAD = 6;

/** A one-sided cumulative sum and the days since it last was 0. Page, Biometrika 41 (1954). */
export interface DriftSum {
  readonly direction: Direction;
  sum: number;
  /** What was usual when it began: a drift must not pass for the usual. */
  reference: DriftReference | undefined;
  /** The usual spread then, as a share: the days of a drift that are not told yet widen today's. */
  spread: number;
  /** The days of the sum, ascending, with what each was above (or below) the usual, as a share of it. */
  days: number[];
  shares: number[];
}

/** Nothing has added up yet. */
export function noDrift(direction: Direction): DriftSum {
  return { direction, sum: 0, reference: undefined, spread: 0, days: [], shares: [] };
}

/** Begins again from 0. */
export function resetDrift(drift: DriftSum): void {
  drift.sum = 0;
  drift.reference = undefined;
  drift.spread = 0;
  drift.days = [];
  drift.shares = [];
}

/** What a drift is measured by. */
export interface DriftReference {
  readonly baseline: Baseline;
  /** The middle of its days, and by how much they grow a day, as a share. */
  readonly middleDay: number;
  readonly growth: number;
  /** Deviations that echo each other add up faster; this takes off half of that: the spread is wider for it already. */
  readonly damping: number;
}

/** What a baseline says to drifts. */
export function driftReference(baseline: Baseline): DriftReference {
  const { firstDay, lastDay, echo } = baseline;
  return {
    baseline,
    middleDay: (firstDay + lastDay) / 2,
    growth: growthOf(baseline),
    damping: ((1 - echo) / (1 + echo)) ** (1 / 4),
  };
}

/**
 * Adds a day. Slow growth of the series is taken off first.
 * @param now what is usual, for a sum that begins today
 */
export function addToDrift(
  drift: DriftSum,
  day: number,
  weekday: number,
  actual: number,
  now: DriftReference,
): void {
  const reference = drift.reference ?? now;
  const { baseline, growth, middleDay, damping } = reference;
  const usual = usualOn(baseline, weekday);
  if (usual === undefined) return;
  if (usual.share <= 0 || usual.centre <= 0) {
    resetDrift(drift);
    return;
  }
  const expected = usual.centre * (1 + growth * (day - middleDay));
  const off =
    (drift.direction * sizeOff(actual, expected, Math.min(usual.scale, expected)) * damping) / usual.share;
  drift.sum = Math.max(0, drift.sum + Math.min(MOST_OF_A_DAY, off) - ALLOWANCE);
  if (drift.sum === 0 || drift.days.length >= MOST_DAYS) {
    resetDrift(drift);
    return;
  }
  drift.reference = reference;
  drift.spread = usual.share;
  drift.days.push(day);
  drift.shares.push((drift.direction * (actual - expected)) / usual.centre);
}

/** By how much the later half of a baseline's days is above the earlier, a day; only what is sure of it. */
function growthOf({ off, shares, firstDay, lastDay }: Baseline): number {
  const half = off.length >> 1;
  if (half < 10) return 0;
  const rise = median(off.slice(-half)) - median(off.slice(0, half));
  const unsure = UNSURE * Math.max(...shares) * Math.sqrt((2 * MEDIAN_ERROR) / half);
  const sure = Math.max(0, Math.abs(rise) - unsure);
  return Math.sign(rise) * Math.min(MOST_GROWTH, (2 * sure) / (lastDay - firstDay));
}

/** Whether what has added up is a drift that is worth a word, and goes on by what is usual today. */
export function passesDriftGate(drift: DriftSum, actual: Micros, usual: Usual, limits: Limits): boolean {
  const { sum, days, shares, spread } = drift;
  const length = days.length;
  if (length < FEWEST_DAYS) return false;
  const level = median(shares.slice(-3));
  const floor = scaledFloor(usual.centre, limits);
  if (drift.direction * (actual - usual.centre) < (level * usual.centre) / 2) return false;
  if (isSmallStep(shares, level, usual, floor)) return true;
  if (sum < ENOUGH) return false;
  if (level < LEAST_LEVEL || level < LEAST_SPREADS * spread || level < GROWTH_A_DAY * length) return false;
  if (level * usual.centre >= floor) return true;
  if (length < FEWEST_DAYS_TO_LOOK_AHEAD || level * usual.centre * 2 < floor) return false;
  return (level + risePerDay(shares) * AHEAD) * usual.centre >= floor;
}

/** A large and very calm series whose level is a little higher, and stays: small in percent, not in dollars. */
function isSmallStep(
  shares: readonly number[],
  level: number,
  { centre, share }: Usual,
  floor: number,
): boolean {
  if (share > STEADY || shares.length < STEP_DAYS) return false;
  const risen = risePerDay(shares) * shares.length;
  return level >= LEAST_STEP && level * centre >= STEP_FLOORS * floor && Math.abs(risen) < level / 3;
}

/** By how much the last days are above the first, a day. */
function risePerDay(shares: readonly number[]): number {
  const third = Math.floor(shares.length / 3);
  const rise = median(shares.slice(-third)) - median(shares.slice(0, third));
  return rise / (shares.length - third);
}
