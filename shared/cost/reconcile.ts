import type { Day } from '../kernel/day.ts';
import type { Instant } from '../kernel/instant.ts';
import { type Currency, exactAmount, fromMicros, type Micros, toMicros } from '../kernel/money.ts';
import type { CollectedDay } from './collection.ts';
import type { CostAnswer } from './cost-source.ts';
import { type ExactSeries, exactOf } from './read-groups.ts';

/** By how much the sum of the groups may differ from the whole: one cent. */
const TOLERANCE: Micros = 10_000;

/** What the whole bill was on one day, in one currency, in trillionths. */
export interface DayTotal {
  readonly day: Day;
  readonly currency: Currency;
  readonly exact: bigint;
  readonly estimated: boolean;
}

/**
 * The totals of an answer that was not grouped. A day of exactly nothing is one that has not been billed yet, since
 * something costs something every day: it is left out, as missing, and is no fall to 0.
 */
export function dayTotals({ days }: CostAnswer): DayTotal[] {
  const totals = new Map<string, DayTotal>();
  for (const { day, estimated, rows } of days) {
    for (const row of rows) {
      const id = `${day} ${row.currency}`;
      const before = totals.get(id);
      totals.set(id, {
        day,
        currency: row.currency,
        exact: (before?.exact ?? 0n) + exactOf(row),
        estimated: estimated || before?.estimated === true,
      });
    }
  }
  return [...totals.values()]
    .filter(({ exact }) => exact !== 0n)
    .sort((a, b) => (`${a.day}${a.currency}` < `${b.day}${b.currency}` ? -1 : 1));
}

/** The series of one window by grain, as they were read. */
export interface GroupedCosts {
  readonly account: readonly ExactSeries[];
  readonly team: readonly ExactSeries[];
  readonly charge: readonly ExactSeries[];
}

/**
 * Holds the groups against the whole, day by day. A day on which they differ by more than a cent is `unreconciled`:
 * charges that are pro-rated over an organization vanish when they are grouped by account. So is a day on which usage by
 * team and usage by account differ.
 */
export function reconcile(totals: readonly DayTotal[], grouped: GroupedCosts, asOf: Instant): CollectedDay[] {
  const usageByAccount = sums(grouped.account);
  const usageByTeam = sums(grouped.team);
  const others = sums(grouped.charge.filter(({ charge }) => charge !== 'usage'));
  return totals.map(({ day, currency, exact, estimated }) => {
    const id = `${day} ${currency}`;
    const usage = usageByAccount.get(id) ?? 0n;
    const sum = usage + (others.get(id) ?? 0n);
    return {
      day,
      currency,
      total: toMicros(exact),
      grouped: toMicros(sum),
      unreconciled: differ(sum, exact) || differ(usage, usageByTeam.get(id) ?? 0n),
      estimated,
      asOf,
    };
  });
}

/** Whether two sums, in trillionths, are more than a cent apart. */
export function differ(a: bigint, b: bigint): boolean {
  const apart = a < b ? b - a : a - b;
  return apart > fromMicros(TOLERANCE);
}

function sums(series: readonly ExactSeries[]): ReadonlyMap<string, bigint> {
  const found = new Map<string, bigint>();
  for (const { currency, days } of series) {
    for (const { day, amount } of days) {
      const id = `${day} ${currency}`;
      found.set(id, (found.get(id) ?? 0n) + (exactAmount(amount) ?? 0n));
    }
  }
  return found;
}
