import * as z from 'zod';
import { Day, dayOf } from '../kernel/day.ts';
import { Instant } from '../kernel/instant.ts';
import { Currency, Micros } from '../kernel/money.ts';

/**
 * By what costs are kept: usage by service and account, usage by service and team, and whatever follows the calendar or a
 * contract by its class and service.
 */
export const Grain = z.enum(['account', 'team', 'charge']);
export type Grain = z.infer<typeof Grain>;

/**
 * Whether costs come in: they do; the role may not ask; Cost Explorer is not enabled, or has no data yet; it refuses
 * because of too many requests; the last run failed in some other way. In all but the first what is stored stays as it is.
 */
export const CollectionState = z.enum(['ok', 'denied', 'not-enabled', 'throttled', 'failed']);
export type CollectionState = z.infer<typeof CollectionState>;

/** How much of a bill one request brings, as the last ones have shown. */
export const Density = z.strictObject({
  /** Groups a day, by grain. */
  rows: z.strictObject({ account: z.number(), team: z.number(), charge: z.number() }),
  /** Groups on a full page; absent where no answer had more than one page. */
  page: z.int().positive().optional(),
});
export type Density = z.infer<typeof Density>;

/** How the collection of costs stands. */
export const Collection = z.strictObject({
  v: z.literal(1),
  state: CollectionState,
  stateSince: Instant,
  /** The scheduled time of the run that was noted last, whatever became of it. */
  lastRunAt: Instant,
  /** The latest time that was collected for. */
  lastOkAt: Instant.optional(),
  /** Paid requests of the day of the last run. */
  requests: z.strictObject({ day: Day, count: z.int().min(0) }),
  /** The first day that was asked for. */
  from: Day.optional(),
  /**
   * The last day of which more is known than what it had come to while it went on. A later day may be stored, and is to
   * be judged by nobody.
   */
  through: Day.optional(),
  density: Density.optional(),
});
export type Collection = z.infer<typeof Collection>;

/** Whether a day was over when it was read last: before, it is no more than what it had come to so far. */
export function readWhenOver({ day, asOf }: Pick<CollectedDay, 'day' | 'asOf'>): boolean {
  return dayOf(asOf) > day;
}

/** What is known of one day of the bill, in one currency. */
export const CollectedDay = z.strictObject({
  day: Day,
  currency: Currency,
  /** The whole bill, and the sum of the series that are kept of it. */
  total: Micros,
  grouped: Micros,
  /** They differ by more than a cent: the series do not tell all of this day. */
  unreconciled: z.boolean(),
  /** AWS may still change it. */
  estimated: z.boolean(),
  /** The scheduled time of the run that brought it, or found it unchanged when it was over. */
  asOf: Instant,
});
export type CollectedDay = z.infer<typeof CollectedDay>;
