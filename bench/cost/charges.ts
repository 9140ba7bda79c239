import type { LeafSeries } from '../../shared/cost/leaf-series.ts';
import type { ChargeClass } from '../../shared/cost/series.ts';
import { dayAt } from '../../shared/kernel/day.ts';
import type { Ordinary } from './bill.ts';
import type { Chance } from './random.ts';

/** What follows the calendar or a contract: support, tax, marketplace, a commitment, credits, refunds. None is unusual. */
export function chargesOf(
  chance: Chance,
  ordinary: readonly Ordinary[],
  firstDay: number,
  length: number,
): LeafSeries[] {
  const account = '111111111111';
  const series = (service: string, charge: ChargeClass, dollars: (day: number) => number): LeafSeries => ({
    key: { service, account },
    charge,
    currency: 'USD',
    from: firstDay,
    micros: Float64Array.from({ length }, (_, day) => {
      const amount = dollars(day);
      return amount === 0 ? Number.NaN : Math.round(amount * 1e6);
    }),
  });
  const isFirst = (day: number) => dayAt(firstDay + day).endsWith('-01');
  const lastMonth = (day: number) => {
    let sum = 0;
    for (const { actual } of ordinary)
      for (let at = Math.max(0, day - 30); at < day; at++)
        sum += Number.isNaN(actual[at]) ? 0 : (actual[at] ?? 0);
    return sum;
  };
  const upfront = chance.whole(50, 200);
  const credits = new Map(
    Array.from({ length: 6 }, () => [chance.whole(20, length - 1), chance.logBetween(50, 5000)]),
  );
  const refunds = new Map(
    Array.from({ length: 3 }, () => [chance.whole(20, length - 1), chance.logBetween(50, 5000)]),
  );
  return [
    series('AWS Support (Business)', 'support', (day) =>
      isFirst(day) && day > 0 ? Math.max(100, lastMonth(day) * 0.03) : 0,
    ),
    series('Tax', 'tax', (day) => (isFirst(day) && day > 0 ? lastMonth(day) * 0.1 : 0)),
    series('AWS Marketplace: Observability', 'marketplace', (day) => (isFirst(day) ? 1800 : 0)),
    series('Savings Plans', 'commitment', (day) => (day === upfront ? 12_000 : 48)),
    series('Service 1', 'credit', (day) => -(credits.get(day) ?? 0)),
    series('Service 2', 'refund', (day) => -(refunds.get(day) ?? 0)),
  ];
}
