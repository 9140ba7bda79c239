import type { PlannedEvent } from '../../shared/cost/config.ts';
import type { LeafSeries } from '../../shared/cost/leaf-series.ts';
import type { SeriesKey } from '../../shared/cost/series.ts';
import { dayAt, dayNumber, isoWeekday } from '../../shared/kernel/day.ts';
import { type Disturbance, disturb, type LabelledEvent } from './anomalies.ts';
import { chargesOf } from './charges.ts';
import { type Chance, chanceOf } from './random.ts';

/** A bill that nobody got, with what is unusual in it. */
export interface Bill {
  readonly series: readonly LeafSeries[];
  readonly events: readonly LabelledEvent[];
  readonly planned: readonly PlannedEvent[];
  readonly teamAliases: Readonly<Record<string, string>>;
  /** Days from which on findings count: before, there is nothing to compare with. */
  readonly scoredFrom: number;
  readonly firstDay: number;
  readonly length: number;
  readonly services: number;
}

/** How a series goes when nothing is wrong. */
export interface Ordinary {
  readonly key: SeriesKey;
  /** Dollars on a working day at the start. */
  readonly base: number;
  readonly weekend: number;
  /** The standard deviation of the logarithm. */
  readonly noise: number;
  readonly starts: number;
  readonly ends: number;
  /** Dollars a day without noise. */
  readonly expected: Float64Array;
  readonly actual: Float64Array;
}

const FIRST_DAY = dayNumber('2025-09-01');
export const LENGTH = 240;
export const SCORED_FROM = 35;
const ACCOUNTS = 12;
const TEAMS = ['payments', 'search', 'data', 'web', 'platform'];

/** A bill of about 210 series for half a year and two months. @param calm without anything unusual */
export function billOf(seed: number, calm = false): Bill {
  const chance = chanceOf(seed);
  const planned = plannedOf(chance);
  const ordinary = Array.from({ length: 42 }, (_, at) =>
    serviceOf(chance, `Service ${at + 1}`, planned),
  ).flat();
  const events: LabelledEvent[] = [];
  for (const series of ordinary) {
    const found: Disturbance[] = calm ? [] : disturb(chance, series, planned);
    events.push(...found.flatMap(({ event }) => event));
    for (const { excess } of found)
      for (let day = 0; day < LENGTH; day++)
        series.actual[day] = Math.max(0, (series.actual[day] ?? 0) + (excess[day] ?? 0));
  }
  const series = ordinary.map(
    ({ key, actual }): LeafSeries => ({
      key,
      charge: 'usage',
      currency: 'USD',
      from: FIRST_DAY,
      micros: actual.map((dollars) => Math.round(dollars * 1e6)),
    }),
  );
  const split = series.flatMap((leaf) => (leaf.key.team === 'payments' ? inTwo(leaf) : [leaf]));
  return {
    series: [...split, ...chargesOf(chance, ordinary, FIRST_DAY, LENGTH)],
    events,
    planned,
    teamAliases: { pay: 'payments' },
    scoredFrom: SCORED_FROM,
    firstDay: FIRST_DAY,
    length: LENGTH,
    services: 42,
  };
}

function serviceOf(chance: Chance, service: string, planned: readonly PlannedEvent[]): Ordinary[] {
  const accounts = chance.whole(1, 9);
  const from = chance.whole(0, ACCOUNTS - 1);
  const weekend = chance.is(0.6) ? chance.between(0.35, 1) : 1;
  return Array.from({ length: accounts }, (_, at) => {
    const account = String(111_111_111_111 + ((from + at) % ACCOUNTS));
    return ordinaryOf(chance, { service, account }, weekend, planned);
  });
}

function ordinaryOf(
  chance: Chance,
  place: SeriesKey,
  weekend: number,
  planned: readonly PlannedEvent[],
): Ordinary {
  const key = { ...place, team: TEAMS[chance.whole(0, TEAMS.length - 1)] ?? '' };
  const base = chance.logBetween(5, 3000);
  const noise = chance.logBetween(0.03, 0.15);
  const echo = chance.between(0, 0.6);
  const growth = chance.between(-0.001, 0.003);
  const starts = chance.is(0.05) ? chance.whole(40, 150) : 0;
  const ends = chance.is(0.05) ? chance.whole(120, 220) : LENGTH;
  const monthly = chance.is(0.06) ? chance.between(0.5, 3) : 0;
  const expected = new Float64Array(LENGTH).fill(Number.NaN);
  const actual = new Float64Array(LENGTH).fill(Number.NaN);
  let carried = 0;
  for (let day = 0; day < LENGTH; day++) {
    carried = echo * carried + Math.sqrt(1 - echo ** 2) * chance.normal();
    if (day < starts || day >= ends) continue;
    const date = dayAt(FIRST_DAY + day);
    const rhythm = isoWeekday(date) >= 6 ? weekend : 1;
    const plan = planned.find(
      ({ match, from, to }) => match.service === key.service && from <= date && date <= to,
    );
    const usual = base * rhythm * (1 + growth) ** day * (plan?.factor ?? 1);
    const charge = date.endsWith('-01') ? monthly * base : 0;
    expected[day] = usual + charge;
    actual[day] = usual * Math.exp(noise * carried - noise ** 2 / 2) + charge;
  }
  return { key, base, weekend, noise, starts, ends, expected, actual };
}

function plannedOf(chance: Chance): PlannedEvent[] {
  return Array.from({ length: 3 }, (_, at) => {
    const from = FIRST_DAY + chance.whole(60, 220);
    return {
      id: `plan-${at}`,
      match: { service: `Service ${chance.whole(1, 42)}` },
      from: dayAt(from),
      to: dayAt(from + chance.whole(1, 5)),
      factor: chance.whole(2, 4),
    };
  });
}

/** The tag was `pay` until the middle. */
function inTwo(leaf: LeafSeries): LeafSeries[] {
  const half = LENGTH >> 1;
  return [
    { ...leaf, key: { ...leaf.key, team: 'pay' }, micros: leaf.micros.slice(0, half) },
    { ...leaf, from: leaf.from + half, micros: leaf.micros.slice(half) },
  ];
}
