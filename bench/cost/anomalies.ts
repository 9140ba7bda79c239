import type { PlannedEvent } from '../../shared/cost/config.ts';
import type { SeriesKey } from '../../shared/cost/series.ts';
import { dayNumber } from '../../shared/kernel/day.ts';
import { LENGTH, type Ordinary, SCORED_FROM } from './bill.ts';
import type { Chance } from './random.ts';

const KINDS = ['spike', 'step', 'drift', 'leak', 'drop'] as const;
export type AnomalyKind = (typeof KINDS)[number];

/** One thing that was wrong. Days count from the first of the bill. */
export interface LabelledEvent {
  readonly key: SeriesKey;
  readonly kind: AnomalyKind;
  readonly from: number;
  /** Days on which it is what the policy asks for: to be flagged. */
  readonly must: ReadonlySet<number>;
  /** Days on which it is there, smaller than that, or has become the level: flagged or not, nothing is counted. */
  readonly may: ReadonlySet<number>;
  /** Dollars of the days in `must`. */
  readonly dollars: number;
}

/** What an event adds to the cost of each day. */
export interface Disturbance {
  readonly event: readonly LabelledEvent[];
  readonly excess: Float64Array;
}

/** What the default policy asks to see, and a quarter on top: what lies nearer to a gate may be flagged or not. */
const LEAST_SHARE = 0.2 * 1.25;
const LEAST_DOLLARS = 25 * 1.25;
const LEAST_SPREADS = 3.5 * 1.25;
/** A level that has held so long is the usual. */
const HOLDS = 14;

/** Some events for a series: none in half of them, never two within five weeks. */
export function disturb(chance: Chance, series: Ordinary, planned: readonly PlannedEvent[]): Disturbance[] {
  const found: Disturbance[] = [];
  let day = Math.max(SCORED_FROM, series.starts + SCORED_FROM) + chance.whole(0, 150);
  while (day < Math.min(LENGTH, series.ends) - 2) {
    if (!isPlanned(series, day, planned)) found.push(eventOf(chance, series, day));
    day += chance.whole(60, 200);
  }
  return found;
}

function isPlanned({ key }: Ordinary, day: number, planned: readonly PlannedEvent[]): boolean {
  const first = dayNumber('2025-09-01');
  return planned.some(
    ({ match, from, to }) =>
      match.service === key.service &&
      dayNumber(from) - first - 35 <= day &&
      day <= dayNumber(to) - first + 5,
  );
}

function eventOf(chance: Chance, series: Ordinary, from: number): Disturbance {
  const kind = KINDS[chance.whole(0, KINDS.length - 1)] ?? 'spike';
  const shares = sharesOf(chance, kind);
  const excess = new Float64Array(LENGTH);
  const must = new Set<number>();
  const may = new Set<number>();
  let dollars = 0;
  const level = series.expected[from] ?? 0;
  const end = Math.min(LENGTH, series.ends);
  for (let day = from; day < end; day++) {
    const share = shares(day - from);
    if (share === 0) continue;
    const usual = series.expected[day] ?? 0;
    // A leak costs the same on every day; the others go with the rhythm of the week.
    const off = kind === 'leak' ? share * level : share * (series.actual[day] ?? 0);
    excess[day] = off;
    const size = Math.abs(off);
    const asked =
      size > LEAST_SHARE * usual && size >= LEAST_DOLLARS && size >= LEAST_SPREADS * series.noise * usual;
    if (asked && day - from < HOLDS + (kind === 'drift' || kind === 'leak' ? 30 : 0)) {
      must.add(day);
      dollars += size;
    } else may.add(day);
  }
  return { event: [{ key: series.key, kind, from, must, may, dollars }], excess };
}

/** By how much of its cost a series is off, so many days into the event. */
function sharesOf(chance: Chance, kind: AnomalyKind): (day: number) => number {
  switch (kind) {
    case 'spike': {
      const [size, days] = [chance.logBetween(0.25, 9), chance.whole(1, 3)];
      return (day) => (day < days ? size : 0);
    }
    case 'step': {
      const [size, days] = [chance.logBetween(0.25, 2), chance.is(0.5) ? chance.whole(5, 13) : LENGTH];
      return (day) => (day < days ? size : 0);
    }
    case 'drift': {
      const [rate, days] = [chance.between(0.015, 0.05), chance.whole(14, 28)];
      return (day) => (day < days ? (1 + rate) ** (day + 1) - 1 : 0);
    }
    case 'leak': {
      const [rate, days] = [chance.between(0.02, 0.1), chance.whole(10, 28)];
      return (day) => (day < days ? rate * (day + 1) : 0);
    }
    case 'drop': {
      const [size, days] = [chance.between(0.3, 1), chance.whole(1, 7)];
      return (day) => (day < days ? -size : 0);
    }
  }
}
