import * as z from 'zod';
import { Day } from '../kernel/day.ts';
import { Currency, Micros } from '../kernel/money.ts';

const Name = z.string().min(1).max(256);

/** What a series of daily costs is the cost of. What is absent is summed over. */
export const SeriesKey = z.strictObject({
  service: Name.optional(),
  account: Name.optional(),
  region: Name.optional(),
  team: Name.optional(),
  usageType: Name.optional(),
});
export type SeriesKey = z.infer<typeof SeriesKey>;

/** Stands for the team of costs that have no team tag; no team can be called so. */
export const UNTAGGED = '(untagged)';

/** The parts of a key in their order, from the coarsest to the finest. */
export const DIMENSIONS = ['team', 'service', 'account', 'region', 'usageType'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** A key as one text: equal for equal keys, and only for those. */
export function seriesId(key: SeriesKey): string {
  return DIMENSIONS.map((dimension) => encodeURIComponent(key[dimension] ?? '')).join('|');
}

/**
 * What a charge is. Only `usage` follows what is run and enters a baseline; the others follow the calendar or a
 * contract.
 */
export const ChargeClass = z.enum([
  'usage',
  'tax',
  'support',
  'marketplace',
  'commitment',
  'refund',
  'credit',
]);
export type ChargeClass = z.infer<typeof ChargeClass>;

/** One day of a series. A day that was not stated at all is missing: it is not one of 0. */
export const CostDay = z.strictObject({
  day: Day,
  micros: Micros,
  /** AWS may still change it. */
  estimated: z.boolean().default(false),
});
export type CostDay = z.infer<typeof CostDay>;

/** The days of one key, charge class and currency, ascending, each once. */
export const CostSeries = z.strictObject({
  key: SeriesKey,
  charge: ChargeClass,
  currency: Currency,
  days: z.array(CostDay),
});
export type CostSeries = z.infer<typeof CostSeries>;
