import { addDays, type Day, daysBetween } from '../kernel/day.ts';
import type { Instant } from '../kernel/instant.ts';
import { fromMicros } from '../kernel/money.ts';
import { isUsage } from './charge-class.ts';
import type { CollectedDay, Density, Grain } from './collection.ts';
import type { CostAnswer, CostSource, Window } from './cost-source.ts';
import { type GroupLimits, type GroupPlan, planGroups } from './plan-collection.ts';
import { type ExactSeries, GROUPS, readGroups } from './read-groups.ts';
import { type DayTotal, dayTotals, differ, type GroupedCosts, reconcile } from './reconcile.ts';

/** What was read of a window: all of it, or nothing. */
export interface WindowCosts {
  readonly plan: GroupPlan;
  /** The days of which the groups were read. */
  readonly stated: ReadonlySet<Day>;
  readonly grouped: GroupedCosts;
  /** What is known of each day now; of those whose groups were not read again, that they may be out of date. */
  readonly days: readonly CollectedDay[];
  readonly density: Density | undefined;
}

export interface WindowRequest {
  readonly window: Window;
  /** The days of the window as they are stored. */
  readonly stored: readonly CollectedDay[];
  readonly density: Density | undefined;
  /** The requests are with the one that asks for the whole of each day. */
  readonly limits: GroupLimits;
  readonly asOf: Instant;
}

const NOTHING: GroupedCosts = { account: [], team: [], charge: [] };

/**
 * Reads a window of the bill: first the whole of each day, then the groups of the days that need it. Usage is what the
 * answer by record type shows to be none of the other classes.
 */
export async function readWindow(
  source: CostSource,
  { window, stored, density, limits, asOf }: WindowRequest,
  paid: () => void,
): Promise<WindowCosts> {
  const totals = dayTotals(await source.read({ window, groupBy: [] }, paid));
  const changed = totals.filter((total) => hasChanged(total, stored)).map(({ day }) => day);
  const plan = planGroups(window, changed, density, {
    ...limits,
    requests: limits.requests - 1,
  });
  if (plan.window === undefined)
    return { plan, stated: new Set(), grouped: NOTHING, days: outOfDate(totals, stored, asOf), density };
  const asked = plan.window;
  const charges = await source.read({ window: asked, groupBy: GROUPS.charge }, paid);
  const withoutRecordTypes = otherRecordTypes(charges);
  const read = (grain: 'account' | 'team') =>
    source.read({ window: asked, groupBy: GROUPS[grain], withoutRecordTypes }, paid);
  const byAccount = await read('account');
  const byTeam = await read('team');
  const grouped = {
    account: readGroups('account', byAccount),
    team: readGroups('team', byTeam),
    charge: withoutUsage(readGroups('charge', charges)),
  };
  const inside = totals.filter(({ day }) => day >= asked.from && day <= asked.to);
  const outside = totals.filter(({ day }) => day < asked.from || day > asked.to);
  return {
    plan,
    stated: new Set(inside.map(({ day }) => day)),
    grouped,
    days: [...reconcile(inside, grouped, asOf), ...outOfDate(outside, stored, asOf)],
    density: denser(density, asked, { account: byAccount, team: byTeam, charge: charges }),
  };
}

/** Whether the whole of a day is not what its stored groups add up to. */
function hasChanged({ day, currency, exact }: DayTotal, stored: readonly CollectedDay[]): boolean {
  const known = stored.find((one) => one.day === day && one.currency === currency);
  return known === undefined || differ(fromMicros(known.grouped), exact);
}

/** Days whose groups are older than what is known of the whole. Those of which no groups are stored stay missing. */
function outOfDate(
  totals: readonly DayTotal[],
  stored: readonly CollectedDay[],
  asOf: Instant,
): CollectedDay[] {
  return totals.flatMap((total) => {
    const known = stored.find(({ day, currency }) => day === total.day && currency === total.currency);
    if (known === undefined) return [];
    const [now] = reconcile([total], NOTHING, asOf);
    if (now === undefined) return [];
    const unreconciled = known.unreconciled || differ(fromMicros(known.grouped), total.exact);
    return [{ ...now, grouped: known.grouped, unreconciled }];
  });
}

function otherRecordTypes({ days }: CostAnswer): string[] {
  const types = new Set(days.flatMap(({ rows }) => rows.map(({ keys: [type = ''] }) => type)));
  return [...types].filter((type) => type !== '' && !isUsage(type)).sort();
}

function withoutUsage(series: readonly ExactSeries[]): ExactSeries[] {
  return series.filter(({ charge }) => charge !== 'usage');
}

/** What this answer shows of how much a request brings. */
function denser(
  before: Density | undefined,
  { from, to }: Window,
  answers: Readonly<Record<Grain, CostAnswer>>,
): Density {
  const days = daysBetween(from, addDays(to, 1));
  const perDay = ({ days: read }: CostAnswer) =>
    Math.ceil(read.reduce((sum, { rows }) => sum + rows.length, 0) / days);
  const { account, team, charge } = answers;
  const pages = [account.fullPage, team.fullPage, charge.fullPage].flatMap((page) => page ?? []);
  const page = pages.length === 0 ? before?.page : Math.min(...pages.filter((one) => one > 0));
  return {
    rows: { account: perDay(account), team: perDay(team), charge: perDay(charge) },
    ...(page === undefined || !Number.isFinite(page) ? {} : { page }),
  };
}
