import { dayAt } from '../kernel/day.ts';
import type { Micros } from '../kernel/money.ts';
import type { Finding } from './finding.ts';
import type { LeafSeries } from './leaf-series.ts';
import { limitsFor, type Policy } from './policy.ts';
import { median, SIGMA_PER_MAD } from './robust-spread.ts';
import { type ChargeClass, type SeriesKey, seriesId } from './series.ts';

/** A charge is the one we know when it differs by no more than this from one of the last. */
const SAME_SHARE = 0.2;
/** Taxes follow the usage they are on, whose findings are told by themselves. */
const SAME_SHARE_OF_TAX = 0.5;
/** So many days back. */
const MEMORY = 400;
/** From so many charges on, their own spread is known. */
const FEW = 5;

/** What is never told: money that comes back. */
const SILENT: readonly ChargeClass[] = ['usage', 'credit', 'refund'];

interface Charge {
  readonly day: number;
  readonly micros: Micros;
}

/**
 * Findings about charges that follow the calendar or a contract: the first of its kind is a `fee`, told once; one that
 * is unlike all that came before is a `fee-change`; all others say nothing.
 */
export function calendarCharges(
  series: readonly LeafSeries[],
  policy: Policy,
  dataAsOf: number,
): readonly Finding[] {
  const charges = new Map<string, { key: SeriesKey; series: LeafSeries[] }>();
  for (const one of series) {
    if (SILENT.includes(one.charge)) continue;
    const { service, account } = one.key;
    const key = {
      ...(service === undefined ? {} : { service }),
      ...(account === undefined ? {} : { account }),
    };
    const id = `${one.charge} ${one.currency} ${seriesId(key)}`;
    const entry = charges.get(id) ?? { key, series: [] as LeafSeries[] };
    entry.series.push(one);
    charges.set(id, entry);
  }
  return [...charges.values()].flatMap((entry) => changesOf(entry.key, entry.series, policy, dataAsOf));
}

function changesOf(
  key: SeriesKey,
  series: readonly LeafSeries[],
  policy: Policy,
  dataAsOf: number,
): Finding[] {
  const [any] = series;
  if (any === undefined) return [];
  const { floor } = limitsFor(policy, key);
  const share = any.charge === 'tax' ? SAME_SHARE_OF_TAX : SAME_SHARE;
  const known: Charge[] = [];
  const found: Finding[] = [];
  for (const charge of chargesOf(series, dataAsOf)) {
    const recent = known.filter(({ day }) => day >= charge.day - MEMORY);
    known.push(charge);
    const nearest = nearestTo(charge, recent);
    const off = Math.abs(charge.micros - nearest);
    if (off < floor || off === 0) continue;
    if (recent.length > 0 && off <= Math.max(nearest * share, 3 * spreadOf(recent))) continue;
    found.push(findingOf(key, any, charge, nearest, recent.length, dataAsOf, share));
  }
  return found;
}

/** The charges of all series together, day by day; what comes back is none. */
function chargesOf(series: readonly LeafSeries[], dataAsOf: number): Charge[] {
  const days = new Map<number, Micros>();
  for (const { from, micros } of series)
    for (const [at, amount] of micros.entries())
      if (!Number.isNaN(amount)) days.set(from + at, (days.get(from + at) ?? 0) + amount);
  return [...days]
    .map(([day, micros]) => ({ day, micros }))
    .filter(({ day, micros }) => micros > 0 && day <= dataAsOf)
    .toSorted((a, b) => a.day - b.day);
}

function nearestTo({ micros }: Charge, known: readonly Charge[]): Micros {
  let nearest = 0;
  for (const one of known)
    if (nearest === 0 || Math.abs(one.micros - micros) < Math.abs(nearest - micros)) nearest = one.micros;
  return nearest;
}

function spreadOf(known: readonly Charge[]): number {
  if (known.length < FEW) return 0;
  const middle = median(known.map(({ micros }) => micros));
  return SIGMA_PER_MAD * median(known.map(({ micros }) => Math.abs(micros - middle)));
}

function findingOf(
  series: SeriesKey,
  { currency }: LeafSeries,
  { day, micros }: Charge,
  baseline: Micros,
  sample: number,
  dataAsOf: number,
  share: number,
): Finding {
  const impact = micros - baseline;
  return {
    series,
    currency,
    kind: sample === 0 ? 'fee' : 'fee-change',
    gate: 'calendar',
    date: dayAt(day),
    firstDate: dayAt(day),
    days: [dayAt(day)],
    actual: micros,
    baseline,
    low: Math.round(baseline * (1 - share)),
    high: Math.round(baseline * (1 + share)),
    deviationPct: baseline === 0 ? null : Math.round((impact / baseline) * 10_000) / 100,
    impact,
    total: impact,
    z: null,
    sample,
    dataAsOf: dayAt(dataAsOf),
    provisional: day >= dataAsOf,
  };
}
