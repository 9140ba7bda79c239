import type { LeafSeries } from '../shared/cost/leaf-series.ts';
import { type ChargeClass, type SeriesKey, seriesId } from '../shared/cost/series.ts';
import type { Currency } from '../shared/kernel/money.ts';
import { PARTS } from './bill-amount.ts';

/** The rows of one series, added up by day: millionths, and trillionths beside them so that nothing is rounded before. */
export interface DailySums {
  readonly key: SeriesKey;
  readonly charge: ChargeClass;
  readonly currency: Currency;
  /** Days since 1970-01-01. */
  from: number;
  micros: Float64Array;
  parts: Float64Array;
}

/** A series without rows. */
export function noSums(key: SeriesKey, charge: ChargeClass, currency: Currency, day: number): DailySums {
  return { key, charge, currency, from: day, micros: missing(32), parts: new Float64Array(32) };
}

/** Adds an amount to a day. */
export function addAmount(sums: DailySums, day: number, micros: number, parts: number): void {
  if (day < sums.from || day >= sums.from + sums.micros.length) makeRoom(sums, day);
  const at = day - sums.from;
  const sofar = sums.micros[at] ?? Number.NaN;
  sums.micros[at] = Number.isNaN(sofar) ? micros : sofar + micros;
  sums.parts[at] = (sums.parts[at] ?? 0) + parts;
}

/** The sums as series, in one order whatever the order of the rows was. */
export function seriesOf(all: Iterable<DailySums>): LeafSeries[] {
  return [...all]
    .map(({ key, charge, currency, from, micros, parts }) => ({
      id: `${seriesId(key)} ${charge} ${currency}`,
      leaf: { key, charge, currency, from, micros: micros.map((sum, at) => sum + whole(parts[at] ?? 0)) },
    }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ leaf }) => trimmed(leaf));
}

/** Rounded half away from zero. */
function whole(parts: number): number {
  return Math.sign(parts) * Math.floor(Math.abs(parts) / PARTS + 0.5);
}

function trimmed(leaf: LeafSeries): LeafSeries {
  let [start, end] = [0, leaf.micros.length];
  while (start < end && Number.isNaN(leaf.micros[start])) start++;
  while (end > start && Number.isNaN(leaf.micros[end - 1])) end--;
  return { ...leaf, from: leaf.from + start, micros: leaf.micros.slice(start, end) };
}

function makeRoom(sums: DailySums, day: number): void {
  const { from, micros, parts } = sums;
  const start = Math.min(from, day < from ? day - micros.length : day);
  const end = Math.max(from + micros.length, day < from ? from : day + micros.length);
  sums.from = start;
  sums.micros = missing(end - start);
  sums.micros.set(micros, from - start);
  sums.parts = new Float64Array(end - start);
  sums.parts.set(parts, from - start);
}

function missing(days: number): Float64Array {
  return new Float64Array(days).fill(Number.NaN);
}
