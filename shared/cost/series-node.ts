import type { SeriesKey } from './series.ts';

/**
 * One series of usage in one currency, or the sum of some: a service, an account of it, and so on. Days are counted
 * from the first day of the bill; amounts are millionths, NaN where a day is missing.
 */
export interface SeriesNode {
  /** Of the finest level that has the same amounts: a service of one account is that account's. */
  readonly key: SeriesKey;
  /** Whether it is, at its coarsest, a service, an account or a region; or finer or beside those. */
  readonly guarded: boolean;
  readonly parent: SeriesNode | undefined;
  readonly children: SeriesNode[];
  readonly micros: Float64Array;
  /** How deep it lies: 0 is the whole bill. */
  readonly depth: number;
  /** Its place among all nodes of the bill. */
  readonly place: number;
}
