import { addDays, addMonths, type Day, daysBetween, firstDay, type Month } from '../kernel/day.ts';
import type { Micros } from '../kernel/money.ts';
import type { Budget } from './config.ts';

/** The time a budget is for, by the calendar: a month, a quarter or a year. */
export interface BudgetPeriod {
  /** Its first day; with the budget's id, what it is known by. */
  readonly from: Day;
  /** Its last day. */
  readonly to: Day;
  /** How many days it has: 28 to 31, 90 to 92, 365 or 366. */
  readonly days: number;
  /** As people call it: `November 2026`, `the fourth quarter of 2026`, `2026`. */
  readonly name: string;
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;
const QUARTERS = ['first', 'second', 'third', 'fourth'] as const;

const LENGTH: Readonly<Record<Budget['period'], number>> = { month: 1, quarter: 3, year: 12 };

/** The period of this kind in which a day lies. */
export function periodOf(kind: Budget['period'], day: Day): BudgetPeriod {
  const year = day.slice(0, 4);
  const place = Math.floor((Number(day.slice(5, 7)) - 1) / LENGTH[kind]); // of the period in its year
  const first = addMonths(`${year}-01`, place * LENGTH[kind]);
  const from = firstDay(first);
  const after = firstDay(addMonths(first, LENGTH[kind]));
  const name = {
    month: spokenMonth(first),
    quarter: `the ${QUARTERS[place]} quarter of ${year}`,
    year,
  }[kind];
  return { from, to: addDays(after, -1), days: daysBetween(from, after), name };
}

/** How many days of a period are over once this day is; 0 before it, all of them after it. */
export function daysGone(period: BudgetPeriod, day: Day): number {
  return Math.min(Math.max(daysBetween(period.from, day) + 1, 0), period.days);
}

/** The part of an amount for a whole period that falls to its days up to this one, by the number of days. */
export function proRated(amount: Micros, period: BudgetPeriod, day: Day): Micros {
  return Number((BigInt(amount) * BigInt(daysGone(period, day))) / BigInt(period.days));
}

/** A month as people write it: `November 2026`. */
export function spokenMonth(month: Month): string {
  return `${MONTHS[Number(month.slice(5)) - 1]} ${month.slice(0, 4)}`;
}
