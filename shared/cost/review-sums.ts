import { type Day, daysBetween, daysIn, firstDay, type Month, monthOf } from '../kernel/day.ts';
import type { Currency, Micros } from '../kernel/money.ts';
import type { Compared, Movement, Stack } from './review.ts';
import type { CostSeries } from './series.ts';

/** What series cost in a month. */
export function sumIn(month: Month, series: readonly CostSeries[]): Micros {
  return series.reduce((sum, one) => sum + inMonth(month, one), 0);
}

/** What a month and the one before cost, by the name that each series is given. */
export function comparedBy(
  month: Month,
  before: Month,
  series: readonly CostSeries[],
  nameOf: (series: CostSeries) => string,
): ReadonlyMap<string, Compared> {
  const sums = new Map<string, Compared>();
  for (const one of series) {
    const name = nameOf(one);
    const sum = sums.get(name) ?? { now: 0, before: 0 };
    sums.set(name, { now: sum.now + inMonth(month, one), before: sum.before + inMonth(before, one) });
  }
  return sums;
}

/** A comparison with its difference. */
export function movement(name: string, { now, before }: Compared): Movement {
  return { name, now, before, ...difference(now, before) };
}

/** The change from one amount to another, and its percent of what was before: null where that is no measure. */
export function difference(now: Micros, before: Micros): { change: Micros; changePct: number | null } {
  const change = now - before;
  return { change, changePct: before > 0 ? (change / before) * 100 : null };
}

/**
 * The costs of a month by name and day, for bars that are stacked: the largest by themselves, the others as one. They add
 * up to all there is.
 */
export function stacksOf(
  month: Month,
  series: readonly CostSeries[],
  nameOf: (series: CostSeries) => string,
  most: number,
): Stack[] {
  const byName = new Map<string, Micros[]>();
  for (const one of series) {
    const name = nameOf(one);
    const days = byName.get(name) ?? Array<Micros>(daysIn(month)).fill(0);
    for (const { day, micros } of one.days)
      if (monthOf(day) === month) days[placeOf(day, month)] = (days[placeOf(day, month)] ?? 0) + micros;
    byName.set(name, days);
  }
  const all = [...byName]
    .map(([name, days]) => ({ name, days, total: days.reduce((sum, micros) => sum + micros, 0) }))
    .filter(({ days }) => days.some((micros) => micros !== 0))
    .sort((a, b) => b.total - a.total || (a.name < b.name ? -1 : 1));
  if (all.length <= most + 1) return all;
  const rest = all.slice(most);
  const days = rest.reduce<Micros[]>(
    (sum, stack) => sum.map((micros, place) => micros + (stack.days[place] ?? 0)),
    Array<Micros>(daysIn(month)).fill(0),
  );
  const total = rest.reduce((sum, stack) => sum + stack.total, 0);
  return [...all.slice(0, most), { name: `${rest.length} others`, days, total }];
}

/** The currency to speak of: dollars where there are any, as budgets are stated in them. */
export function mainCurrency(series: readonly CostSeries[]): Currency {
  const there = [...new Set(series.map(({ currency }) => currency))].sort();
  return there.includes('USD') ? 'USD' : (there[0] ?? 'USD');
}

/** What a series is called in lists: its service, and what kind of charge it is where it is no usage. */
export function serviceName({ key, charge }: CostSeries): string {
  const service = key.service ?? charge;
  return charge === 'usage' || service.toLowerCase().includes(charge) ? service : `${service} (${charge})`;
}

function placeOf(day: Day, month: Month): number {
  return daysBetween(firstDay(month), day);
}

function inMonth(month: Month, { days }: CostSeries): Micros {
  return days.reduce((sum, { day, micros }) => (monthOf(day) === month ? sum + micros : sum), 0);
}
