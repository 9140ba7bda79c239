import { chargeOf } from '../shared/cost/charge-of.ts';
import type { LeafSeries } from '../shared/cost/leaf-series.ts';
import { type SeriesKey, seriesId } from '../shared/cost/series.ts';
import { Currency } from '../shared/kernel/money.ts';
import { amount, readAmount } from './bill-amount.ts';
import { type BillColumns, billColumns } from './bill-columns.ts';
import { billDay, teamIn } from './bill-fields.ts';
import { addAmount, type DailySums, noSums, seriesOf } from './bill-sums.ts';
import { UsageFault } from './usage-fault.ts';

const MOST_DAYS = 3660;

/** The rows of a bill, one after the other. */
export class BillRows {
  readonly #where: string;
  readonly #teamTag: string;
  readonly #series = new Map<string, DailySums>();
  /** The same, by what the rows say, which may be said in several ways. */
  readonly #sums = new Map<string, DailySums>();
  readonly #days = new Map<string, number>();
  #columns: BillColumns | undefined;
  #row = 0;
  #filled = 0;
  #firstDay: number | undefined;

  constructor(where: string, teamTag: string) {
    this.#where = where;
    this.#teamTag = teamTag;
  }

  /** Adds the next row, the header first. @throws UsageFault for a row that is none of a bill's */
  add(row: readonly string[]): void {
    this.#row++;
    if (row.length === 1 && row[0]?.trim() === '') return;
    if (this.#columns === undefined) {
      this.#columns = billColumns(row, this.#where);
      return;
    }
    const { count } = this.#columns;
    if (row.length !== count) this.#fail(`${row.length} fields; wanted: ${count}, as in the header`);
    this.#filled++;
    this.#count(row, this.#columns);
  }

  /** What all rows come to. @throws UsageFault where there were none */
  series(): LeafSeries[] {
    if (this.#columns === undefined)
      throw new UsageFault(
        `${this.#where}: row 1: the file is empty; wanted: a header with date, service, cost`,
      );
    if (this.#filled === 0)
      throw new UsageFault(
        `${this.#where}: row ${this.#row + 1}: no rows after the header; wanted: at least one day of cost`,
      );
    const series = seriesOf(this.#series.values());
    const large = series.find(({ micros }) =>
      micros.some((sum) => !Number.isNaN(sum) && !Number.isSafeInteger(sum)),
    );
    if (large !== undefined)
      throw new UsageFault(`${this.#where}: a day of ${large.key.service} adds up to more than nine billion`);
    return series;
  }

  #count(row: readonly string[], columns: BillColumns): void {
    const day = this.#dayOf(row[columns.date] ?? '');
    const cost = row[columns.cost] ?? '';
    if (!readAmount(cost)) this.#fail(`cost ${quoted(cost)} is no amount; wanted: a number such as 12.34`);
    const { micros, parts } = amount;
    const recordType = row[columns.recordType] ?? '';
    const isNegative = micros < 0 || parts < 0;
    const id = `${row[columns.service]}\n${row[columns.account]}\n${row[columns.region]}\n${row[columns.usageType]}\n${row[columns.team]}\n${row[columns.tags]}\n${recordType}\n${row[columns.currency]}\n${isNegative}`;
    let sums = this.#sums.get(id);
    if (sums === undefined) {
      sums = this.#begin(row, columns, recordType, isNegative, day);
      this.#sums.set(id, sums);
    }
    addAmount(sums, day, micros, parts);
  }

  #dayOf(text: string): number {
    const known = this.#days.get(text);
    if (known !== undefined) return known;
    const day = billDay(text.trim());
    if (day === undefined) this.#fail(`date ${quoted(text)} is no day; wanted: one such as 2026-11-21`);
    this.#firstDay ??= day;
    if (Math.abs(day - this.#firstDay) > MOST_DAYS)
      this.#fail(`date ${quoted(text)} is more than ten years from the first row's`);
    this.#days.set(text, day);
    return day;
  }

  #begin(
    row: readonly string[],
    columns: BillColumns,
    recordType: string,
    isNegative: boolean,
    day: number,
  ): DailySums {
    const at = (place: number) => row[place]?.trim() ?? '';
    const service = at(columns.service);
    if (service === '') this.#fail('service is empty; wanted: its name');
    const currency = at(columns.currency) || 'USD';
    if (!Currency.safeParse(currency).success)
      this.#fail(`currency ${quoted(currency)} is none; wanted: a code such as USD`);
    const key: SeriesKey = {
      ...part('team', at(columns.team) || teamIn(at(columns.tags), this.#teamTag)),
      service,
      ...part('account', at(columns.account)),
      ...part('region', at(columns.region)),
      ...part('usageType', at(columns.usageType)),
    };
    const charge = chargeOf(recordType, service, isNegative);
    const id = `${seriesId(key)} ${charge} ${currency}`;
    const sums = this.#series.get(id) ?? noSums(key, charge, currency, day);
    this.#series.set(id, sums);
    return sums;
  }

  #fail(what: string): never {
    throw new UsageFault(`${this.#where}: row ${this.#row}: ${what}`);
  }
}

function part<K extends keyof SeriesKey>(name: K, value: string): { [key in K]?: string } {
  return value === '' ? {} : ({ [name]: value } as { [key in K]?: string }); // a computed key has no narrower type
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
