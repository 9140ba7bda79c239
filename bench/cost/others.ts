import type { LeafSeries } from '../../shared/cost/leaf-series.ts';
import type { SeriesKey } from '../../shared/cost/series.ts';
import type { Bill } from './bill.ts';
import type { Rule } from './rules.ts';
import type { Alert } from './score.ts';

/** The usage of each service and account, day by day: what the plain rules look at. They are spared all other charges. */
export function usageOf({
  series,
  firstDay,
  length,
}: Bill): readonly { key: SeriesKey; costs: Float64Array }[] {
  const leaves = Map.groupBy(
    series.filter(({ charge }) => charge === 'usage'),
    ({ key }) => `${key.service} ${key.account}`,
  );
  return [...leaves.values()].map((parts) => ({
    key: keyOf(parts),
    costs: Float64Array.from({ length }, (_, day) => costOn(parts, firstDay + day)),
  }));
}

/** The alerts of a rule; flagged days in a row are one. */
export function alertsBy(rule: Rule, usage: ReturnType<typeof usageOf>): Alert[] {
  return usage.flatMap(({ key, costs }) => {
    const alerts: { about: SeriesKey[]; flagged: number; days: number[] }[] = [];
    for (const [day, isFlagged] of rule(costs).entries()) {
      if (!isFlagged) continue;
      const last = alerts.at(-1);
      if (last?.days.at(-1) === day - 1) last.days.push(day);
      else alerts.push({ about: [key], flagged: day, days: [day] });
    }
    return alerts;
  });
}

function keyOf([first]: readonly LeafSeries[]): SeriesKey {
  const { service = '', account = '' } = first?.key ?? {};
  return { service, account };
}

function costOn(parts: readonly LeafSeries[], day: number): number {
  for (const { from, micros } of parts) {
    const amount = micros[day - from] ?? Number.NaN;
    if (!Number.isNaN(amount)) return amount / 1e6;
  }
  return Number.NaN;
}
