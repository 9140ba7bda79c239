import * as z from 'zod';
import { Day } from '../kernel/day.ts';
import { Currency, Micros } from '../kernel/money.ts';
import { SeriesKey } from './series.ts';

/**
 * What was seen: a rise of one or a few days, a slow rise, a fall, spend that is new, a charge by the calendar or a
 * contract that changed, or a charge of that kind seen for the first time (told, never an anomaly).
 */
export const FindingKind = z.enum(['spike', 'drift', 'drop', 'new', 'fee-change', 'fee']);
export type FindingKind = z.infer<typeof FindingKind>;

/** Which rule spoke. */
export const Gate = z.enum(['point', 'persistence', 'new-spend', 'calendar', 'overrun']);
export type Gate = z.infer<typeof Gate>;

/**
 * Something unusual in a series, with all it takes to see why. Money is in millionths of the currency's unit. The same
 * days and policy give the same finding.
 */
export const Finding = z.strictObject({
  series: SeriesKey,
  currency: Currency,
  kind: FindingKind,
  gate: Gate,
  /** The day on which it could be known first: the last day the rule needed. */
  date: Day,
  /** The day it began; with the series and the kind, what it is known by. */
  firstDate: Day,
  /** Every day that is part of it, ascending. */
  days: z.array(Day).min(1),
  /** Of the day it is worst. */
  actual: Micros,
  baseline: Micros,
  low: Micros,
  high: Micros,
  /** Percent above or below the baseline; null where that is 0. */
  deviationPct: z.number().nullable(),
  /** Above (or, negative, below) the baseline, per day, on the worst day. */
  impact: Micros,
  /** Above the baseline over all of its days. */
  total: Micros,
  /** How many of the usual spreads it is away; null where nothing could be measured. */
  z: z.number().nullable(),
  /** How many days the baseline is made of. */
  sample: z.int().min(0),
  /** The last day whose cost was known. */
  dataAsOf: Day,
  /** That day may still be restated by AWS. */
  provisional: z.boolean(),
  /** Whose it is; absent where nobody is known. */
  owner: z.string().optional(),
  /** Where many small rises of one day are told as one: what they are in, most dollars first. */
  members: z.array(z.strictObject({ series: SeriesKey, impact: Micros })).optional(),
});
export type Finding = z.infer<typeof Finding>;
