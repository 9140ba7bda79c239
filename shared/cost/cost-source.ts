import type { Day } from '../kernel/day.ts';
import type { AmountText, Currency } from '../kernel/money.ts';

/** Days from the first to the last, both included. */
export interface Window {
  readonly from: Day;
  readonly to: Day;
}

/** What a bill can be grouped by, at most two at a time. `team` is the value of the team tag, empty where there is none. */
export type CostGroup = 'service' | 'account' | 'region' | 'usageType' | 'recordType' | 'team';

/** What costs are asked for: by day, in the groups named. */
export interface CostQuestion {
  readonly window: Window;
  readonly groupBy: readonly CostGroup[];
  /** Nothing of these record types. */
  readonly withoutRecordTypes?: readonly string[];
  /** Only what has one of these values; as a team, the empty value is what has no tag. */
  readonly only?: Partial<Readonly<Record<CostGroup, readonly string[]>>>;
  /** Also how much was used, which means something within one usage type. */
  readonly withUsage?: boolean;
  /** Pages after so many are left unread; without it all are read. */
  readonly mostPages?: number;
}

/** What one group cost on one day. Keys in the order they were asked for. */
export interface CostRow {
  readonly keys: readonly string[];
  /** As the bill states it, which may have an exponent. */
  readonly amount: string;
  readonly currency: Currency;
  /** How much was used, in the units of the usage type; where it was asked for. */
  readonly usage?: string;
}

/** One day of an answer. A day that the answer leaves out is not known. */
export interface AnsweredDay {
  readonly day: Day;
  readonly estimated: boolean;
  readonly rows: readonly CostRow[];
}

/** All pages of an answer that were asked for. The same day may come more than once, with other groups. */
export interface CostAnswer {
  readonly days: readonly AnsweredDay[];
  /** What accounts are called, by their ids; of those that are in groups. */
  readonly accountNames?: ReadonlyMap<string, string>;
  /** Groups on a page that was full; undefined where one page held it all. */
  readonly fullPage: number | undefined;
}

/**
 * Where the bill is read. Cost Explorer is one; an export of the bill to S3, for bills that would take too many requests,
 * can be another: what is made of the answers stays the same.
 */
export interface CostSource {
  /**
   * Reads all that is asked for or none.
   * @param paid is told of each request that costs money, also where a later page fails
   * @throws AppError always: by `refusal.ts`, or what it means anywhere
   */
  read(question: CostQuestion, paid: () => void): Promise<CostAnswer>;
}

/** A cost as it is kept: exact. */
export interface ExactDay {
  readonly day: Day;
  readonly amount: AmountText;
  readonly estimated: boolean;
}
