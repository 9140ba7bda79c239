import type { Loose } from '../kernel/config-check.ts';
import type { Day } from '../kernel/day.ts';
import type { Currency, Micros } from '../kernel/money.ts';
import type { Organization } from '../platform/schema.ts';
import type { Grain } from './collection.ts';
import type { CostScope } from './config.ts';
import { fits, matchById } from './cost-match.ts';
import type { CostSeries } from './series.ts';

/** The stored series of each grain that were asked for. */
export type StoredSeries = Readonly<Partial<Record<Grain, readonly CostSeries[]>>>;

/** Why no stored series can say what a scope costs. */
export const UNSTORED = {
  region: 'costs are not stored by region; wanted: some of team, service, account',
  'team-and-account':
    'costs are not stored by team and account together; wanted: team with service, or account with service',
} as const;

/** What makes a scope one that cannot be counted; undefined where it can. */
export function unstored(scope: Loose<CostScope>): keyof typeof UNSTORED | undefined {
  if (scope === 'all') return undefined;
  if (scope.region !== undefined) return 'region';
  return scope.team !== undefined && scope.account !== undefined ? 'team-and-account' : undefined;
}

/**
 * The grains that a scope is added up from; no dollar is in two of them. A budget is about the bill, so everything that
 * is known to belong to the scope counts, credits and refunds too. Tax, support and commitments are stated by service
 * and not by team or account: they count where the scope is all of the bill or a service.
 */
export function grainsOf(scope: CostScope): readonly Grain[] {
  if (scope === 'all') return ['account', 'charge'];
  if (scope.team !== undefined) return ['team'];
  return scope.account === undefined ? ['account', 'charge'] : ['account'];
}

/** A scope with its account by id, where `organization.yaml` knows it by that name. */
export function resolvedScope(scope: CostScope, organization: Pick<Organization, 'accounts'>): CostScope {
  return scope === 'all' ? scope : matchById(scope, organization.accounts);
}

/** What a scope costs a day: what is used, and what comes by the calendar or a contract. */
export interface ScopedDay {
  readonly day: Day;
  readonly usage: Micros;
  readonly other: Micros;
}

/** What a scope costs, in one currency. */
export interface ScopedCosts {
  /** Every day of which the bill says anything, ascending: one without costs in the scope is there with 0. */
  readonly days: readonly ScopedDay[];
  /** The series it is made of. */
  readonly series: readonly CostSeries[];
  /** The currencies in which there are further costs in the scope, which are never added to these. */
  readonly otherCurrencies: readonly Currency[];
}

/** The costs of a scope whose account, if any, is given by id. */
export function costsIn(scope: CostScope, stored: StoredSeries, currency: Currency): ScopedCosts {
  const grains = grainsOf(scope);
  const within = grains
    .flatMap((grain) => stored[grain] ?? [])
    .filter(({ key }) => scope === 'all' || fits(scope, key));
  const sums = new Map<Day, { usage: Micros; other: Micros }>();
  // A day on which the bill says something of somebody is a day on which a scope it says nothing of cost nothing.
  for (const series of stored[grains[0] ?? 'account'] ?? [])
    for (const { day } of series.days) sums.set(day, { usage: 0, other: 0 });
  const series = within.filter((one) => one.currency === currency);
  for (const { charge, days } of series)
    for (const { day, micros } of days) {
      const sum = sums.get(day) ?? { usage: 0, other: 0 };
      sum[charge === 'usage' ? 'usage' : 'other'] += micros;
      sums.set(day, sum);
    }
  return {
    days: [...sums].map(([day, sum]) => ({ day, ...sum })).sort((a, b) => (a.day < b.day ? -1 : 1)),
    series,
    otherCurrencies: [...new Set(within.filter(hasCosts).map((one) => one.currency))]
      .filter((other) => other !== currency)
      .sort(),
  };
}

function hasCosts({ days }: CostSeries): boolean {
  return days.some(({ micros }) => micros !== 0);
}
