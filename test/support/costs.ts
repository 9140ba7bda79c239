import type { ScopedDay } from '../../shared/cost/budget-scope.ts';
import { CostConfig } from '../../shared/cost/config.ts';
import {
  type ChargeClass,
  type CostSeries,
  CostSeries as Series,
  type SeriesKey,
} from '../../shared/cost/series.ts';
import { addDays, type Day } from '../../shared/kernel/day.ts';
import { UNIT } from '../../shared/kernel/money.ts';

/** Days from one on, ascending. */
export function runOfDays(from: Day, count: number): Day[] {
  return Array.from({ length: count }, (_, place) => addDays(from, place));
}

/** What a scope costs, day by day from one on, in dollars; undefined is a day of which the bill says nothing. */
export function scoped(from: Day, dollars: readonly (number | undefined)[]): ScopedDay[] {
  return dollars.flatMap((usd, place) =>
    usd === undefined ? [] : [{ day: addDays(from, place), usage: Math.round(usd * UNIT), other: 0 }],
  );
}

/** A series of daily costs from a day on, in dollars. */
export function aSeries(
  key: SeriesKey,
  from: Day,
  dollars: readonly (number | undefined)[],
  of: { readonly charge?: ChargeClass; readonly currency?: string; readonly estimated?: boolean } = {},
): CostSeries {
  const { charge = 'usage', currency = 'USD', estimated = false } = of;
  return Series.parse({
    key,
    charge,
    currency,
    days: dollars.flatMap((usd, place) =>
      usd === undefined ? [] : [{ day: addDays(from, place), micros: Math.round(usd * UNIT), estimated }],
    ),
  });
}

/** The organization of the tests on costs: two teams with addresses, and one without. */
export function costConfig(cost: object = {}): CostConfig {
  return CostConfig.parse({
    organization: {
      name: 'acme',
      home: { region: 'eu-west-1' },
      accounts: [
        { id: '111111111111', name: 'payments-prod', owner: 'payments' },
        { id: '222222222222', name: 'sandbox' },
      ],
      teams: [
        { id: 'payments', name: 'Payments', email: 'payments@acme.example' },
        { id: 'platform', name: 'Platform', email: 'platform@acme.example' },
        { id: 'directors', name: 'Directors' },
      ],
      sender: 'belltower@acme.example',
    },
    cost: { defaultOwner: 'platform', finance: 'finance@acme.example', ...cost },
  });
}
