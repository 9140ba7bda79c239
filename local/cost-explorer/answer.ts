import { createHash } from 'node:crypto';
import * as z from 'zod';
import {
  addDays,
  addMonths,
  type Day,
  Day as DaySchema,
  firstDay,
  monthOf,
} from '../../shared/kernel/day.ts';
import type { Instant } from '../../shared/kernel/instant.ts';
import { asOf, type BilledLine, isEstimated, type Restatement } from './as-of.ts';
import type { BillLine } from './bill.ts';
import { columnOf, compileFilter, Expression } from './filter.ts';
import { ServiceFault } from './service-fault.ts';

const GroupBy = z.strictObject({ Type: z.enum(['DIMENSION', 'TAG']), Key: z.string() });
type GroupBy = z.infer<typeof GroupBy>;

/** What is asked of GetCostAndUsage. */
const Request = z.strictObject({
  TimePeriod: z.strictObject({ Start: DaySchema, End: DaySchema }),
  Granularity: z.enum(['DAILY', 'MONTHLY']),
  Metrics: z.array(z.string()).min(1),
  GroupBy: z.array(GroupBy).max(2).optional(),
  Filter: Expression.optional(),
  NextPageToken: z.string().optional(),
});
type Request = z.infer<typeof Request>;

/** A bill, and the time at which it is looked at. */
export interface BillAt {
  readonly lines: readonly BillLine[];
  readonly restatements: readonly Restatement[];
  readonly accountNames: ReadonlyMap<string, string>;
  readonly at: Instant;
  /** Groups on one page. */
  readonly page: number;
  /** The only tag that is activated for cost allocation. */
  readonly tag: string;
}

const COSTS = ['UnblendedCost', 'NetUnblendedCost', 'AmortizedCost', 'NetAmortizedCost', 'BlendedCost'];
const USAGE = 'UsageQuantity';
/** How far back days are known, in months before the current one. */
const MONTHS_KNOWN = 13;

interface Period {
  readonly Start: Day;
  readonly End: Day;
}

interface Group {
  readonly period: Period;
  readonly keys: readonly string[];
  cost: bigint;
  usage: bigint;
}

/** Answers GetCostAndUsage as the service does. @throws ServiceFault by the name of the service's own errors */
export function getCostAndUsage(input: unknown, bill: BillAt): object {
  const request = checked(input, bill);
  const { GroupBy: groupBy = [], Metrics, NextPageToken, Filter } = request;
  const fits = Filter === undefined ? () => true : compileFilter(Filter, bill.tag);
  const readers = groupBy.map((group) => readerOf(group, bill));
  const periods = periodsOf(request);
  const lines = bill.lines
    .filter(
      (line) => line.date >= request.TimePeriod.Start && line.date < request.TimePeriod.End && fits(line),
    )
    .flatMap((line) => asOf(line, bill.at, bill.restatements) ?? []);
  const groups = groupsOf(lines, periods, (line) => readers.map((read) => read(line)));
  const begin = placeIn(NextPageToken, request);
  const end = groupBy.length === 0 ? groups.length : begin + bill.page;
  const page = groups.slice(begin, end);
  const more = end < groups.length;
  const first = begin === 0 ? undefined : page[0]?.period.Start;
  const last = more ? page.at(-1)?.period.Start : undefined;
  const shown = periods.filter(({ Start }) => (first ?? Start) <= Start && Start <= (last ?? Start));
  return {
    ...(more ? { NextPageToken: tokenFor(end, request) } : {}),
    ...(groupBy.length === 0 ? {} : { GroupDefinitions: groupBy }),
    ResultsByTime: shown.map((period) => {
      const own = page.filter((group) => group.period === period);
      return {
        TimePeriod: period,
        Total: groupBy.length === 0 ? metricsOf(Metrics, own[0]) : {},
        Groups:
          groupBy.length === 0
            ? []
            : own.map((group) => ({ Keys: group.keys, Metrics: metricsOf(Metrics, group) })),
        Estimated: isEstimated(addDays(period.End, -1), bill.at),
      };
    }),
    DimensionValueAttributes: attributesOf(groupBy, page, bill),
  };
}

function checked(input: unknown, { at }: BillAt): Request {
  const parsed = Request.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`);
  }
  const request = parsed.data;
  const { Start, End } = request.TimePeriod;
  const today = at.slice(0, 10);
  if (Start >= End) throw invalid('Start date (and hour) should be before end date (and hour)');
  if (Start > today) throw invalid('Start date must not be in the future');
  if (End > firstDay(addMonths(monthOf(today), 1)))
    throw invalid('end date past the beginning of next month');
  if (Start < firstDay(addMonths(monthOf(today), -MONTHS_KNOWN)))
    throw invalid('start date is too old. Historical data past 14 months must be enabled');
  const unknown = request.Metrics.find((metric) => !COSTS.includes(metric) && metric !== USAGE);
  if (unknown !== undefined) throw invalid(`metric ${unknown} is not one of ${[...COSTS, USAGE].join(', ')}`);
  return request;
}

/** The key of a line in a group: a tag's value stands behind its name. A tag that is not activated is on nothing. */
function readerOf({ Type, Key }: GroupBy, { tag }: BillAt): (line: BilledLine) => string {
  if (Type === 'TAG') return ({ team }) => `${Key}$${Key === tag ? team : ''}`;
  const column = columnOf(Key);
  return (line) => line[column];
}

function periodsOf({ Granularity, TimePeriod: { Start, End } }: Request): Period[] {
  const periods: Period[] = [];
  for (let day = Start; day < End; ) {
    const next = Granularity === 'DAILY' ? addDays(day, 1) : firstDay(addMonths(monthOf(day), 1));
    periods.push({ Start: day, End: next < End ? next : End });
    day = next;
  }
  return periods;
}

/** In the order of time, then by their keys. */
function groupsOf(
  lines: readonly BilledLine[],
  periods: readonly Period[],
  keysOf: (line: BilledLine) => string[],
): Group[] {
  const found = new Map<string, Group>();
  const byDay = new Map<Day, Period>();
  for (const period of periods)
    for (let day = period.Start; day < period.End; day = addDays(day, 1)) byDay.set(day, period);
  for (const line of lines) {
    const period = byDay.get(line.date);
    if (period === undefined) continue;
    const keys = keysOf(line);
    const id = JSON.stringify([period.Start, ...keys]);
    const group = found.get(id) ?? { period, keys, cost: 0n, usage: 0n };
    group.cost += line.cost;
    group.usage += line.usage;
    found.set(id, group);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

function metricsOf(metrics: readonly string[], group: Group | undefined): object {
  const { cost = 0n, usage = 0n } = group ?? {};
  return Object.fromEntries(
    metrics.map((metric) => [
      metric,
      metric === USAGE
        ? { Amount: tenDecimals(usage), Unit: 'N/A' }
        : { Amount: tenDecimals(cost), Unit: 'USD' },
    ]),
  );
}

/** Trillionths with ten decimals, as the service writes amounts; nothing is `0`. */
function tenDecimals(exact: bigint): string {
  if (exact === 0n) return '0';
  const size = ((exact < 0n ? -exact : exact) + 50n) / 100n;
  const text = size.toString().padStart(11, '0');
  return `${exact < 0n ? '-' : ''}${text.slice(0, -10)}.${text.slice(-10)}`;
}

function attributesOf(
  groupBy: readonly { readonly Key: string }[],
  page: readonly Group[],
  { accountNames }: BillAt,
): object[] {
  const place = groupBy.findIndex(({ Key }) => Key === 'LINKED_ACCOUNT');
  if (place < 0) return [];
  return [...new Set(page.map(({ keys }) => keys[place] ?? ''))]
    .sort()
    .map((Value) => ({ Value, Attributes: { description: accountNames.get(Value) ?? Value } }));
}

/** A token goes with its request: with another one it is refused. */
function tokenFor(place: number, request: Request): string {
  return Buffer.from(JSON.stringify([place, fingerprint(request)])).toString('base64url');
}

function placeIn(token: string | undefined, request: Request): number {
  if (token === undefined) return 0;
  const parsed = z.tuple([z.int().positive(), z.string()]).safeParse(jsonIn(token));
  if (!parsed.success) throw new ServiceFault('InvalidNextTokenException', 'The pagination token is invalid');
  const [place, made] = parsed.data;
  if (made !== fingerprint(request))
    throw new ServiceFault('RequestChangedException', 'The request changed between two pages');
  return place;
}

function jsonIn(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

function fingerprint(request: Request): string {
  const asked = { ...request, NextPageToken: undefined };
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex').slice(0, 16);
}

function invalid(message: string): ServiceFault {
  return new ServiceFault('ValidationException', message);
}
