import * as z from 'zod';
import { addMonths, Day, type Month, monthOf } from '../kernel/day.ts';
import { Instant } from '../kernel/instant.ts';
import { AmountText, amountText, Currency, fromMicros, microsOf } from '../kernel/money.ts';
import { decode } from '../runtime/dynamo.ts';
import { type CollectedDay, Collection, type Grain, readWhenOver } from './collection.ts';
import { seriesPlace } from './merge-costs.ts';
import type { ExactSeries } from './read-groups.ts';
import { ChargeClass, SeriesKey } from './series.ts';

/** One month of one series. What costs nothing on a day has no entry for it; `days` goes by the day of the month. */
const SeriesMonth = z.object({
  v: z.literal(1),
  version: z.int().min(1),
  key: SeriesKey,
  charge: ChargeClass,
  currency: Currency,
  days: z.record(z.string(), z.object({ amount: AmountText, estimated: z.boolean().optional() })),
  asOf: Instant,
});

/** A month of a series as it was read, with what a write over it must find unchanged. */
export interface StoredMonth extends ExactSeries {
  readonly version: number;
  readonly asOf: Instant;
}

/** The partition of all series of a grain in a month: one query reads them. */
export function monthPartition(grain: Grain, month: Month): string {
  return `USAGE#${grain}#${month}`;
}

/** @throws AppError `bug` where the item is not as it should be */
export function readMonth(month: Month, item: unknown): StoredMonth {
  const { days, v: _, ...stored } = decode(SeriesMonth, item, 'month of costs');
  return {
    ...stored,
    days: Object.entries(days)
      .map(([day, { amount, estimated = false }]) => ({ day: `${month}-${day}`, amount, estimated }))
      .sort((a, b) => (a.day < b.day ? -1 : 1)),
  };
}

export function monthItem(grain: Grain, month: Month, { days, ...stored }: StoredMonth) {
  return {
    pk: monthPartition(grain, month),
    sk: seriesPlace(stored),
    v: 1,
    ...stored,
    days: Object.fromEntries(
      days.map(({ day, amount, estimated }) => [
        day.slice(8),
        { amount, ...(estimated ? { estimated } : {}) },
      ]),
    ),
  };
}

/** The days whose bill is known. */
export const DAYS_PARTITION = 'DAYS';

const KnownDay = z.object({
  v: z.literal(1),
  version: z.int().min(1),
  day: Day,
  currency: Currency,
  total: AmountText,
  grouped: AmountText,
  unreconciled: z.boolean(),
  estimated: z.boolean(),
  asOf: Instant,
});

/** A day as it was read. */
export interface StoredDay extends CollectedDay {
  readonly version: number;
}

/** The sort key of a day; that of a day alone is before all of its currencies. */
export function daySk(day: Day, currency = ''): string {
  return `${day}#${currency}`;
}

/** @throws AppError `bug` where the item is not as it should be */
export function readDay(item: unknown): StoredDay {
  const { v: _, total, grouped, ...stored } = decode(KnownDay, item, 'day of costs');
  return { ...stored, total: microsOf(total), grouped: microsOf(grouped) };
}

export function dayItem({ total, grouped, ...stored }: StoredDay) {
  return {
    pk: DAYS_PARTITION,
    sk: daySk(stored.day, stored.currency),
    v: 1,
    ...stored,
    total: amountText(fromMicros(total)),
    grouped: amountText(fromMicros(grouped)),
  };
}

/** Where the state of the collection is kept. */
export const COLLECTION_KEY = { pk: 'COLLECTION', sk: 'STATE' };

const StoredCollectionItem = z.object({ ...Collection.shape, version: z.int().min(1) });
export type StoredCollection = z.infer<typeof StoredCollectionItem>;

/** @throws AppError `bug` where the item is not as it should be */
export function readCollection(item: unknown): StoredCollection {
  return decode(StoredCollectionItem, item, 'state of the collection');
}

/** Whether a day as it is read now says no more than before. */
export function sameDay(a: CollectedDay | undefined, b: CollectedDay): boolean {
  return (
    a?.total === b.total &&
    (readWhenOver(a) || !readWhenOver(b)) &&
    a.grouped === b.grouped &&
    a.unreconciled === b.unreconciled &&
    a.estimated === b.estimated
  );
}

/** The months from that of one day to that of another. */
export function monthsFrom(from: Day, to: Day): Month[] {
  const months: Month[] = [];
  for (let month = monthOf(from); month <= monthOf(to); month = addMonths(month, 1)) months.push(month);
  return months;
}
