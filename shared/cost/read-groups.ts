import type { Day } from '../kernel/day.ts';
import { AppError } from '../kernel/errors.ts';
import { amountText, Currency, exactAmount } from '../kernel/money.ts';
import { chargeClass } from './charge-class.ts';
import type { Grain } from './collection.ts';
import type { CostAnswer, CostGroup, CostRow, ExactDay } from './cost-source.ts';
import { type ChargeClass, type SeriesKey, seriesId, UNTAGGED } from './series.ts';

/** By what each grain is asked for. */
export const GROUPS: Readonly<Record<Grain, readonly [CostGroup, CostGroup]>> = {
  account: ['service', 'account'],
  team: ['team', 'service'],
  charge: ['recordType', 'service'],
};

/** A series as the bill states it, exact. Days ascending, without those that cost nothing. */
export interface ExactSeries {
  readonly key: SeriesKey;
  readonly charge: ChargeClass;
  readonly currency: Currency;
  readonly days: readonly ExactDay[];
}

interface Open extends Omit<ExactSeries, 'days'> {
  readonly days: Map<Day, { exact: bigint; estimated: boolean }>;
}

/**
 * The answers to one question as series: all pages summed, to the trillionth, and never over two currencies.
 * @throws AppError `bug` for an amount that is no number
 */
export function readGroups(grain: Grain, { days }: CostAnswer): ExactSeries[] {
  const found = new Map<string, Open>();
  for (const { day, estimated, rows } of days) {
    for (const row of rows) {
      const series = seriesOf(grain, row);
      const id = `${seriesId(series.key)}|${series.charge}|${series.currency}`;
      const open = found.get(id) ?? { ...series, days: new Map() };
      found.set(id, open);
      const before = open.days.get(day);
      open.days.set(day, {
        exact: (before?.exact ?? 0n) + exactOf(row),
        estimated: estimated || before?.estimated === true,
      });
    }
  }
  return [...found.values()].map(({ days: open, ...series }) => ({
    ...series,
    days: [...open]
      .filter(([, { exact }]) => exact !== 0n)
      .map(([day, { exact, estimated }]) => ({ day, amount: amountText(exact), estimated }))
      .sort((a, b) => (a.day < b.day ? -1 : 1)),
  }));
}

/** What an amount of an answer states, in trillionths. @throws AppError `bug` where it is no number of a currency */
export function exactOf({ amount, currency }: CostRow): bigint {
  const exact = exactAmount(amount);
  if (exact === undefined || !Currency.safeParse(currency).success)
    throw new AppError('the bill states an amount that is no number of a currency', {
      code: 'amount-invalid',
      kind: 'bug',
    });
  return exact;
}

function seriesOf(grain: Grain, { keys: [first = '', second = ''], currency }: CostRow): Omit<Open, 'days'> {
  switch (grain) {
    case 'account':
      return { key: { service: named(first), account: named(second) }, charge: 'usage', currency };
    case 'team':
      return {
        key: { team: first === '' ? UNTAGGED : named(first), service: named(second) },
        charge: 'usage',
        currency,
      };
    case 'charge':
      return { key: { service: named(second) }, charge: chargeClass(first, second), currency };
  }
}

/** Cost Explorer leaves a name empty, or says so in words, where a charge has none. */
function named(text: string): string {
  return text.trim() === '' ? '(none)' : text.trim().slice(0, 256);
}
