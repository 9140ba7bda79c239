import type { Day, Month } from '../kernel/day.ts';
import type { Currency, Micros } from '../kernel/money.ts';
import type { FindingRecord } from './finding-record.ts';

/** Whose month it is: that of the whole bill, for finance, or of one team. */
export type ReviewOf = { readonly kind: 'all' } | { readonly kind: 'team'; readonly team: string };

/** A whole of which there is a month and the month before. */
export interface Compared {
  readonly now: Micros;
  readonly before: Micros;
}

/** What a part of the costs did from one month to the next. */
export interface Movement extends Compared {
  readonly name: string;
  readonly change: Micros;
  /** Percent; null where there was nothing before. */
  readonly changePct: number | null;
}

/** A part of the stacked bars: what it cost on each day of the month. */
export interface Stack {
  readonly name: string;
  readonly total: Micros;
  /** By the place of the day in the month. */
  readonly days: readonly Micros[];
}

/** What was used on a day of the month, beside the day of the month before with the same number. */
export interface ReviewDay {
  readonly day: Day;
  /** Absent where the bill says nothing of it. */
  readonly usage?: Micros;
  readonly before?: Micros;
}

/** A budget at the end of the month. */
export interface BudgetLine {
  readonly id: string;
  /** What it is for: `Payments`, `The whole bill`. */
  readonly scope: string;
  readonly period: string;
  readonly spent: Micros;
  readonly amount: Micros;
  /** Null where the amount is 0. */
  readonly usedPct: number | null;
}

/** A finding of the month and what became of it. */
export type MonthFinding = Pick<FindingRecord, 'finding' | 'state'>;

/** What a unit of work cost. */
export interface UnitLine {
  readonly id: string;
  /** The name of the metric: `Requests`. */
  readonly unit: string;
  readonly cost: Micros;
  /** How many units there were; undefined where nothing counted them. */
  readonly count: number | undefined;
  /** In units of the currency; null where there were none, or nobody knows how many. */
  readonly perUnit: number | null;
  readonly before: number | null;
}

/** Something that could be saved. */
export interface Saving {
  readonly what: string;
  readonly perMonth: Micros;
}

/** A month of costs as it is told, on a page and by mail. */
export interface Review {
  readonly month: Month;
  readonly of: ReviewOf;
  /** `Acme`, `Payments`. */
  readonly name: string;
  readonly currency: Currency;
  readonly total: Compared & { readonly change: Micros; readonly changePct: number | null };
  /** Usage, then every other class of charge there is. They add up to the total. */
  readonly classes: readonly Movement[];
  /** Usage alone: a fee of the first would tower over a month of days. */
  readonly days: readonly ReviewDay[];
  /** What belongs to which team, and to none; adds up to the total. Empty in the review of a team. */
  readonly teams: readonly Movement[];
  /** What the bars are divided by, and the parts, which add up to the usage; the largest first, the rest as one. */
  readonly stackedBy: 'team' | 'service';
  readonly stacks: readonly Stack[];
  /** Services that were there in both months, by the size of the change. */
  readonly movers: readonly Movement[];
  /** Services without costs the month before. */
  readonly started: readonly Movement[];
  /** Services without costs this month. */
  readonly ended: readonly Movement[];
  /** Usage that belongs to no team; undefined in the review of a team. */
  readonly untagged: { readonly micros: Micros; readonly pct: number | null } | undefined;
  readonly budgets: readonly BudgetLine[];
  readonly findings: readonly MonthFinding[];
  readonly savings: { readonly items: readonly Saving[]; readonly reason?: 'not-collected' };
  readonly units: readonly UnitLine[];
  /** What Belltower itself cost; undefined where nobody knows. */
  readonly own: Micros | undefined;
  /** Costs in other currencies, which are in no sum. */
  readonly otherCurrencies: readonly { readonly currency: Currency; readonly micros: Micros }[];
  /** Days of the month of which the bill says nothing. */
  readonly missing: readonly Day[];
  /** Days of the month before of which nothing is known: the comparison is lame by them. */
  readonly missingBefore: readonly Day[];
  /** AWS may still change some of it. */
  readonly estimated: boolean;
}
