import { dayNumber } from '../kernel/day.ts';
import type { Currency } from '../kernel/money.ts';
import type { ChargeClass, CostSeries, SeriesKey } from './series.ts';

/** A series as detection reads it: one amount in millionths for each day from `from` on, NaN where a day is missing. */
export interface LeafSeries {
  readonly key: SeriesKey;
  readonly charge: ChargeClass;
  readonly currency: Currency;
  /** Days since 1970-01-01. */
  readonly from: number;
  readonly micros: Float64Array;
}

/** A stored series up to a day (exclusive), all of it without one. */
export function leafOf({ key, charge, currency, days }: CostSeries, before?: number): LeafSeries {
  const numbers = days.map(({ day }) => dayNumber(day));
  const from = numbers.reduce((least, day) => Math.min(least, day), before ?? numbers[0] ?? 0);
  const last = numbers.reduce((most, day) => Math.max(most, day), from - 1);
  const end = before === undefined ? last + 1 : Math.max(from, Math.min(before, last + 1));
  const micros = new Float64Array(end - from).fill(Number.NaN);
  for (const [place, { micros: amount }] of days.entries()) {
    const at = (numbers[place] ?? 0) - from;
    if (at < micros.length) micros[at] = amount;
  }
  return { key, charge, currency, from, micros };
}
