import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import { Day } from '../../shared/kernel/day.ts';
import { exactAmount } from '../../shared/kernel/money.ts';

/** One line of a bill: what something cost on a day, in the end. Amounts are decimal texts. */
export interface BillLine {
  readonly date: Day;
  readonly account: string;
  readonly service: string;
  readonly region: string;
  readonly usage_type: string;
  readonly record_type: string;
  /** The value of the team tag; empty where there is none. */
  readonly team: string;
  readonly cost: string;
  readonly usage: string;
}

const COLUMNS = [
  'date',
  'account',
  'service',
  'region',
  'usage_type',
  'record_type',
  'team',
  'cost',
  'usage',
] as const satisfies readonly (keyof BillLine)[];

const Amount = z.string().refine((text) => exactAmount(text) !== undefined, 'an amount such as 12.34');
const Row = z.object({
  date: Day,
  account: z.string().min(1),
  service: z.string().min(1),
  region: z.string(),
  usage_type: z.string(),
  record_type: z.string().min(1),
  team: z.string(),
  cost: Amount,
  usage: Amount,
});

/** A bill as CSV with a header. */
export function billToCsv(lines: readonly BillLine[]): string {
  const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [COLUMNS.join(','), ...lines.map((line) => COLUMNS.map((name) => quoted(line[name])).join(','))]
    .join('\n')
    .concat('\n');
}

/** @throws ZodError or the parser's error for a file that is none */
export function billFromCsv(text: string): BillLine[] {
  return z.array(Row).parse(parse(text, { columns: true }));
}
