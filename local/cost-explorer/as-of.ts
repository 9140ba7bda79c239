import { addMonths, type Day, dayNumber, firstDay, monthOf } from '../../shared/kernel/day.ts';
import type { Instant } from '../../shared/kernel/instant.ts';
import { exactAmount } from '../../shared/kernel/money.ts';
import type { BillLine } from './bill.ts';
import { uniform } from './generate-bill.ts';

/** A bill of some days was another until a day. */
export interface Restatement {
  readonly on: Day;
  readonly from: Day;
  readonly to: Day;
  readonly account: string;
  readonly service: string;
  /** How many times what it became. */
  readonly was: number;
}

/** A line as it is on the bill at a time, in trillionths. */
export interface BilledLine extends Omit<BillLine, 'cost' | 'usage'> {
  readonly cost: bigint;
  readonly usage: bigint;
}

const HOUR_MS = 3_600_000;
const PARTS = 1_000_000;
/** How much of a day's usage is billed, by hours since its beginning: the last is all of it. */
const BILLED: readonly (readonly [hours: number, share: number])[] = [
  [0, 0],
  [6, 0.12],
  [24, 0.7],
  [30, 0.85],
  [42, 0.96],
  [54, 0.99],
  [78, 1],
];
/** The day of the next month on which a month is settled. */
const SETTLES_ON = 8;

/** What of a line is on the bill at a time. Usage comes in over three days; fees come whole. Undefined before its day. */
export function asOf(
  line: BillLine,
  at: Instant,
  restatements: readonly Restatement[],
): BilledLine | undefined {
  const hours = (Date.parse(at) - dayNumber(line.date) * 24 * HOUR_MS) / HOUR_MS;
  if (hours <= 0) return undefined;
  const follows = line.record_type === 'Usage' || line.record_type.startsWith('SavingsPlanCovered');
  const negates = line.record_type === 'SavingsPlanNegation';
  const parts = follows || negates ? Math.round(billed(hours, line) * PARTS) : PARTS;
  const was = restatements
    .filter((one) => applies(one, line) && at < `${one.on}T00:00:00.000Z`)
    .reduce((product, one) => product * one.was, 1);
  const share = BigInt(Math.round(parts * was));
  const part = (text: string) => ((exactAmount(text) ?? 0n) * share) / BigInt(PARTS);
  return { ...line, cost: part(line.cost), usage: part(line.usage) };
}

function applies({ from, to, account, service }: Restatement, line: BillLine): boolean {
  return line.date >= from && line.date <= to && line.account === account && line.service === service;
}

/** Services are not equally fast; what is covered and what negates it are. */
function billed(hours: number, { date, service, account }: BillLine): number {
  const next = BILLED.findIndex(([after]) => after > hours);
  const [begin, end] = [BILLED[next - 1], BILLED[next]];
  if (next < 0 || begin === undefined || end === undefined) return 1;
  const share = begin[1] + ((end[1] - begin[1]) * (hours - begin[0])) / (end[0] - begin[0]);
  return share * (1 - 0.1 * (1 - share) * uniform(`${date} ${service} ${account}`));
}

/** Whether AWS may still change what it says of a day: the month is not settled. */
export function isEstimated(day: Day, at: Instant): boolean {
  const settles = `${firstDay(addMonths(monthOf(day), 1)).slice(0, 8)}${String(SETTLES_ON).padStart(2, '0')}`;
  return at.slice(0, 10) < settles;
}
