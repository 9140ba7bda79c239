import {
  addDays,
  addMonths,
  type Day,
  daysBetween,
  isoWeekday,
  type Month,
  monthOf,
} from '../../shared/kernel/day.ts';
import type { BillLine } from './bill.ts';
import type { BillIncident, BillParameters, UsageLine } from './bill-parameters.ts';

/** Days of a month on average, for growth by month. */
const MONTH_DAYS = 30.4;

/**
 * The bill that parameters and incidents make, day by day. The same ones make the same bill, and a line added or taken
 * away changes no other.
 * @param accounts ids of accounts by their names
 */
export function generateBill(
  parameters: BillParameters,
  incidents: readonly BillIncident[],
  accounts: ReadonlyMap<string, string>,
): BillLine[] {
  const account = (name: string): string => {
    const id = accounts.get(name);
    if (id === undefined) throw new Error(`the bill names an account that nobody has: ${name}`);
    return id;
  };
  const bill: BillLine[] = [];
  const months = new Map<Month, number>();
  for (let day = parameters.from; day <= parameters.to; day = addDays(day, 1)) {
    const used = usageOf(day, parameters, incidents);
    const sum = used.reduce((total, { usd }) => total + usd, 0);
    months.set(monthOf(day), (months.get(monthOf(day)) ?? 0) + sum);
    bill.push(
      ...used.map(({ line, usd, usage }) => ({
        date: day,
        account: account(line.account),
        service: line.service,
        region: line.region,
        usage_type: line.usageType,
        record_type: line.recordType,
        team: tagOf(line.team, day, parameters),
        cost: usd.toFixed(10),
        usage: usage.toFixed(6),
      })),
      ...feesOf(day, parameters, months.get(addMonths(monthOf(day), -1)) ?? 0).map((fee) => ({
        date: day,
        account: account(fee.account),
        service: fee.service,
        region: 'global',
        usage_type: fee.recordType,
        record_type: fee.recordType,
        team: '',
        cost: fee.usd.toFixed(2),
        usage: '1',
      })),
    );
  }
  return bill;
}

interface Used {
  readonly line: UsageLine;
  readonly usd: number;
  readonly usage: number;
}

function usageOf(
  day: Day,
  { seed, from, lines }: BillParameters,
  incidents: readonly BillIncident[],
): Used[] {
  const present = incidents.filter((one) => one.from <= day && day <= (one.to ?? '9999-12-31'));
  const used = lines
    .filter((line) => (line.from ?? from) <= day)
    .map((line) => {
      const affecting = present.filter(({ match }) => affects(match, line));
      const usual = usualUsd(day, line, seed, from);
      const usd = affecting.reduce((sum, incident) => withIncident(sum, incident, day), usual);
      return { line, usd, usage: line.price === 0 ? 0 : usd / line.price };
    });
  const unheard = present.filter(({ match }) => !lines.some((line) => affects(match, line)));
  return [...used, ...unheard.map((incident) => newLine(incident, day, seed))];
}

function affects(match: BillIncident['match'], line: UsageLine): boolean {
  return (
    match.account === line.account &&
    match.service === line.service &&
    line.recordType === 'Usage' &&
    (match.usageType ?? line.usageType) === line.usageType
  );
}

function usualUsd(day: Day, line: UsageLine, seed: number, from: Day): number {
  const months = daysBetween(from, day) / MONTH_DAYS;
  const growth = (1 + line.growthPct / 100) ** months;
  const rhythm = isoWeekday(day) > 5 ? line.weekend : 1;
  const key = `${seed} ${line.account} ${line.service} ${line.region} ${line.usageType} ${line.recordType} ${day}`;
  return line.usd * growth * rhythm * (1 + (line.noisePct / 100) * normal(key));
}

function withIncident(usd: number, { shape, from }: BillIncident, day: Day): number {
  const age = daysBetween(from, day) + 1;
  if ('addUsd' in shape) return usd + shape.addUsd;
  if ('addUsdADay' in shape) return usd + shape.addUsdADay * age;
  if ('times' in shape) return usd * shape.times;
  return usd * (1 + shape.growPctADay / 100) ** age;
}

/** What an incident brings that was never on the bill before. */
function newLine(incident: BillIncident, day: Day, seed: number): Used {
  const { account, service, usageType = service, team } = incident.match;
  const noise = 1 + 0.04 * normal(`${seed} ${incident.id} ${day}`);
  const usd = withIncident(0, incident, day) * noise;
  const price = 0.000003;
  const rest = { weekend: 1, noisePct: 0, growthPct: 0, region: 'eu-west-1', recordType: 'Usage' };
  return { line: { account, service, usageType, team, usd, price, ...rest }, usd, usage: usd / price };
}

interface DueFee {
  readonly account: string;
  readonly service: string;
  readonly recordType: string;
  readonly usd: number;
}

function feesOf(day: Day, { monthly, daily, once }: BillParameters, lastMonth: number): DueFee[] {
  const dayOfMonth = Number(day.slice(8));
  return [
    ...monthly
      .filter((fee) => fee.day === dayOfMonth && (fee.from ?? day) <= day)
      .map((fee) => ({ ...fee, usd: 'usd' in fee ? fee.usd : (lastMonth * fee.pctOfLastMonth) / 100 })),
    ...daily.filter(({ from }) => from <= day),
    ...once.filter(({ on }) => on === day),
  ].filter(({ usd }) => usd !== 0);
}

function tagOf(team: string | undefined, day: Day, { renamedTag }: BillParameters): string {
  return team === renamedTag.is && day < renamedTag.on ? renamedTag.was : (team ?? '');
}

/** A number near 0, seldom beyond 3, that follows from a text. */
function normal(text: string): number {
  const [a, b] = [uniform(`${text} a`), uniform(`${text} b`)];
  const size = Math.sqrt(-2 * Math.log(Math.max(a, 1e-9)));
  return Math.max(-3, Math.min(3, size * Math.cos(2 * Math.PI * b)));
}

/** A number between 0 and 1 that follows from a text: FNV-1a, with its bits stirred. */
export function uniform(text: string): number {
  let hash = 0x811c9dc5;
  for (let place = 0; place < text.length; place++)
    hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296;
}
