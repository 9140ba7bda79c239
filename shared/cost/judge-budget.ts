import { addDays, type Day } from '../kernel/day.ts';
import { exactAmount, type Micros, toMicros } from '../kernel/money.ts';
import { type BudgetPeriod, daysGone, proRated } from './budget-period.ts';
import type { ScopedDay } from './budget-scope.ts';
import type { Budget } from './config.ts';
import { type Forecast, forecastPeriod } from './forecast-period.ts';

/** What has been told of a budget in a period. */
export interface ToldOfBudget {
  /** The amount it was told of: of another amount nothing has been told yet. */
  readonly amount: Micros;
  /** Percents of the amount that were told. */
  readonly thresholds: readonly number[];
  /** Whether it was told that the period is going to end above the amount. */
  readonly forecast: boolean;
}

/** A threshold that is newly crossed, and the day on which the costs reached it. */
export interface Crossing {
  readonly percent: number;
  readonly on: Day;
}

/** How a budget stands, and what is to be told of it. */
export interface BudgetJudgement {
  readonly amount: Micros;
  readonly spent: Micros;
  /** Percent of the amount; null where that is 0. */
  readonly usedPct: number | null;
  /** What the days that are over may have cost of the amount. */
  readonly share: Micros;
  readonly forecast: Forecast | undefined;
  /** Thresholds to tell, ascending; empty where there is nothing new. */
  readonly crossed: readonly Crossing[];
  /** Whether to tell that the period is going to end above the amount. */
  readonly overrun: boolean;
  /** Days of the period, up to the last complete one, of which the bill says nothing. */
  readonly missing: readonly Day[];
  readonly reason: {
    readonly code:
      | 'nothing-known'
      | 'nothing-crossed'
      | 'told-already'
      | 'threshold-crossed'
      | 'forecast-over';
    readonly spent: Micros;
    readonly amount: Micros;
    readonly told: readonly number[];
  };
}

/** The amount of a budget as it is counted with. */
export function budgetAmount({ amountUsd }: Pick<Budget, 'amountUsd'>): Micros {
  return toMicros(exactAmount(String(amountUsd)) ?? 0n);
}

/** Percent of an amount, for people; null where the amount is 0, which nothing is a part of. */
export function percentOf(spent: Micros, amount: Micros): number | null {
  return amount === 0 ? null : (spent / amount) * 100;
}

/**
 * Which thresholds of a budget its costs have reached, and whether they are going to exceed it; each is told once a
 * period. Reaching a threshold is enough. Of an amount of 0 any cost reaches all of them.
 * @param days of its scope, ascending; those before the period only serve the forecast.
 * @param told of this period, undefined where nothing was.
 * @param last the last day that is complete: what later ones have cost so far counts as well.
 */
export function judgeBudget(
  budget: Budget,
  period: BudgetPeriod,
  days: readonly ScopedDay[],
  told: ToldOfBudget | undefined,
  last: Day,
): BudgetJudgement {
  const amount = budgetAmount(budget);
  const before: Pick<ToldOfBudget, 'thresholds' | 'forecast'> =
    told?.amount === amount ? told : { thresholds: [], forecast: false };
  const within = days.filter(({ day }) => day >= period.from && day <= period.to);
  const complete = last < period.to ? last : period.to;
  const spent = within.reduce((sum, { usage, other }) => sum + usage + other, 0);
  const forecast = complete < period.to ? forecastPeriod(days, period, complete) : undefined;
  const reached = [...new Set(budget.alerts)]
    .filter((percent) => reaches(spent, amount, percent))
    .sort((a, b) => a - b);
  const crossed = reached
    .filter((percent) => !before.thresholds.includes(percent))
    .map((percent) => ({ percent, on: reachedOn(within, amount, percent) ?? complete }));
  const over = forecast !== undefined && forecast.total > amount;
  const isOver = reached.some((percent) => percent >= 100); // which says more than that it will be
  const overrun = budget.forecast && over && !before.forecast && !isOver;
  return {
    amount,
    spent,
    usedPct: percentOf(spent, amount),
    share: proRated(amount, period, complete),
    forecast,
    crossed,
    overrun,
    missing: missingDays(within, period, complete),
    reason: { code: reasonOf(), spent, amount, told: before.thresholds },
  };

  function reasonOf(): BudgetJudgement['reason']['code'] {
    if (crossed.length > 0) return 'threshold-crossed';
    if (overrun) return 'forecast-over';
    if (within.length === 0) return 'nothing-known';
    return reached.length > 0 ? 'told-already' : 'nothing-crossed';
  }
}

/** Exactly, since millionths times percents leave the numbers that are exact. */
function reaches(spent: Micros, amount: Micros, percent: number): boolean {
  return spent > 0 && BigInt(spent) * 100n >= BigInt(amount) * BigInt(percent);
}

/** The day since which the costs have been at the threshold. */
function reachedOn(within: readonly ScopedDay[], amount: Micros, percent: number): Day | undefined {
  let spent = 0;
  let since: Day | undefined;
  for (const { day, usage, other } of within) {
    spent += usage + other;
    if (!reaches(spent, amount, percent)) since = undefined;
    else since ??= day;
  }
  return since;
}

function missingDays(within: readonly ScopedDay[], period: BudgetPeriod, complete: Day): Day[] {
  const known = new Set(within.map(({ day }) => day));
  return Array.from({ length: daysGone(period, complete) }, (_, place) => addDays(period.from, place)).filter(
    (day) => !known.has(day),
  );
}
