import type {
  CostAnswer,
  CostGroup,
  CostQuestion,
  CostRow,
  CostSource,
} from '../../shared/cost/cost-source.ts';
import { addDays, type Day } from '../../shared/kernel/day.ts';
import type { AppError } from '../../shared/kernel/errors.ts';
import { amountText, exactAmount } from '../../shared/kernel/money.ts';

/** One line of a bill. */
export interface BillLine {
  readonly day: Day;
  readonly service: string;
  readonly amount: string;
  readonly account?: string;
  readonly team?: string;
  readonly recordType?: string;
  readonly currency?: string;
}

/** A bill in memory, asked as Cost Explorer is, with pages of a size. */
export class ScriptedBill implements CostSource {
  #lines: ReadonlyMap<Day, readonly BillLine[]> = new Map();
  /** Groups on a page. */
  page = 5000;
  /** Days up to which AWS has said its last word. */
  settledThrough: Day = '0000-01-01';
  /** What the next requests end with instead of an answer. */
  readonly refusals: AppError[] = [];
  /** Charges of these record types vanish when the bill is grouped by account. */
  vanishing: readonly string[] = [];
  readonly asked: CostQuestion[] = [];
  requests = 0;

  constructor(lines: readonly BillLine[]) {
    this.lines = lines;
  }

  /** The whole bill, over what it was before. */
  set lines(lines: readonly BillLine[]) {
    this.#lines = Map.groupBy(lines, ({ day }) => day);
  }

  async read(question: CostQuestion, paid: () => void): Promise<CostAnswer> {
    this.asked.push(question);
    const { window, groupBy, withoutRecordTypes = [] } = question;
    const days = [];
    let rowsRead = 0;
    for (let day = window.from; day <= window.to; day = addDays(day, 1)) {
      const rows = this.#rows(day, groupBy, withoutRecordTypes);
      rowsRead += rows.length;
      if (rows.length > 0) days.push({ day, estimated: day > this.settledThrough, rows });
    }
    const pages = Math.max(1, Math.ceil(rowsRead / this.page));
    for (let page = 0; page < pages; page++) {
      const refusal = this.refusals.shift();
      if (refusal !== undefined) throw refusal;
      this.requests++;
      paid();
    }
    return { days, fullPage: pages > 1 ? this.page : undefined };
  }

  #rows(day: Day, groupBy: readonly CostGroup[], without: readonly string[]): CostRow[] {
    const sums = new Map<string, { keys: string[]; exact: bigint; currency: string }>();
    for (const line of this.#lines.get(day) ?? []) {
      const recordType = line.recordType ?? 'Usage';
      if (without.includes(recordType)) continue;
      if (groupBy.includes('account') && this.vanishing.includes(recordType)) continue;
      const currency = line.currency ?? 'USD';
      const values = {
        service: line.service,
        account: line.account ?? '111111111111',
        team: line.team ?? '',
        recordType,
        region: '',
        usageType: '',
      };
      const keys = groupBy.map((group) => values[group]);
      const id = JSON.stringify([keys, currency]);
      const sum = sums.get(id) ?? { keys, exact: 0n, currency };
      sums.set(id, { ...sum, exact: sum.exact + (exactAmount(line.amount) ?? 0n) });
    }
    return [...sums.values()].map(({ keys, exact, currency }) => ({
      keys,
      amount: amountText(exact),
      currency,
    }));
  }
}
