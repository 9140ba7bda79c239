import { addDays, addMonths, type Day, daysIn, firstDay, type Month, monthOf } from '../kernel/day.ts';
import type { Micros } from '../kernel/money.ts';
import { ownerOf } from './budget-audience.ts';
import { periodOf } from './budget-period.ts';
import { costsIn, resolvedScope, type StoredSeries, unstored } from './budget-scope.ts';
import type { CostConfig, CostScope } from './config.ts';
import { spokenScope } from './describe-budget.ts';
import { budgetAmount, percentOf } from './judge-budget.ts';
import type {
  BudgetLine,
  Compared,
  MonthFinding,
  Movement,
  Review,
  ReviewDay,
  ReviewOf,
  Saving,
} from './review.ts';
import {
  comparedBy,
  difference,
  mainCurrency,
  movement,
  serviceName,
  stacksOf,
  sumIn,
} from './review-sums.ts';
import { type ChargeClass, type CostSeries, UNTAGGED } from './series.ts';
import { type UnitCounts, unitLines } from './unit-cost.ts';

export interface MonthToReview {
  readonly month: Month;
  readonly of: ReviewOf;
  /** All three grains, from the first day of the month before on, or of the longest budget. */
  readonly stored: StoredSeries;
  readonly findings: readonly MonthFinding[];
  /** By the id of the unit. */
  readonly counts: UnitCounts;
  /** Undefined where savings are not looked for. */
  readonly savings: readonly Saving[] | undefined;
  /** Undefined where nobody knows. */
  readonly own: Micros | undefined;
  readonly config: CostConfig;
}

const MOST_STACKS = 6;
const MOST_MOVERS = 8;
/** What changes by less is no news. */
const LEAST_CHANGE: Micros = 1_000_000;

const CLASSES: readonly ChargeClass[] = [
  'usage',
  'tax',
  'support',
  'marketplace',
  'commitment',
  'refund',
  'credit',
];

/** A month of costs beside the one before: pure, from what was collected. */
export function composeReview(given: MonthToReview): Review {
  const { month, of, stored, config } = given;
  const before = addMonths(month, -1);
  const everything = seriesOf(of, stored);
  const currency = mainCurrency(everything);
  const series = everything.filter((one) => one.currency === currency);
  const total = { now: sumIn(month, series), before: sumIn(before, series) };
  const services = [...comparedBy(month, before, series, serviceName)].map(([name, sums]) =>
    movement(name, sums),
  );
  const classes = comparedBy(month, before, series, ({ charge }) => charge);
  const known = (of.kind === 'all' ? stored.account : stored.team) ?? [];
  const knownDays = new Set(known.flatMap(({ days }) => days.map(({ day }) => day)));
  const byTeam = (stored.team ?? []).filter((one) => one.currency === currency);
  const nameOf = ({ key: { team = UNTAGGED } }: CostSeries) =>
    team === UNTAGGED ? 'Untagged' : spokenScope({ team }, config.organization);
  const scope: CostScope = of.kind === 'all' ? 'all' : { team: of.team };
  return {
    month,
    of,
    name: of.kind === 'all' ? config.organization.name : spokenScope(scope, config.organization),
    currency,
    total: { ...total, ...difference(total.now, total.before) },
    classes: CLASSES.flatMap((name) => {
      const sums = classes.get(name);
      return sums === undefined || (sums.now === 0 && sums.before === 0) ? [] : [movement(name, sums)];
    }),
    days: dayByDay(month, series, knownDays),
    teams: of.kind === 'all' ? teamMovements(month, total, byTeam, nameOf) : [],
    stackedBy: of.kind === 'all' ? 'team' : 'service',
    stacks: stacksOf(
      month,
      of.kind === 'all' ? byTeam : series,
      of.kind === 'all' ? nameOf : serviceName,
      MOST_STACKS,
    ),
    movers: bySize(services.filter((one) => one.now !== 0 && one.before !== 0)).slice(0, MOST_MOVERS),
    started: bySize(services.filter((one) => one.before === 0)),
    ended: bySize(services.filter((one) => one.now === 0)),
    untagged: of.kind === 'all' ? untaggedIn(month, stored, currency) : undefined,
    budgets: budgetLines(given),
    findings: findingsOf(given),
    savings: given.savings === undefined ? { items: [], reason: 'not-collected' } : { items: given.savings },
    units: unitLines(given),
    own: of.kind === 'all' ? given.own : undefined,
    otherCurrencies: [...new Set(everything.map((one) => one.currency))]
      .filter((other) => other !== currency)
      .sort()
      .map((other) => ({
        currency: other,
        micros: sumIn(
          month,
          everything.filter((one) => one.currency === other),
        ),
      }))
      .filter(({ micros }) => micros !== 0),
    missing: missingOf(month, knownDays),
    missingBefore: missingOf(before, knownDays),
    estimated: series.some(({ days }) => days.some((one) => one.estimated && monthOf(one.day) === month)),
  };
}

/** The series that a review adds up, no dollar twice. */
export function seriesOf(of: ReviewOf, stored: StoredSeries): readonly CostSeries[] {
  if (of.kind === 'all') return [...(stored.account ?? []), ...(stored.charge ?? [])];
  return (stored.team ?? []).filter(({ key }) => key.team === of.team);
}

function bySize(movements: readonly Movement[]): Movement[] {
  return movements
    .filter(({ change }) => Math.abs(change) >= LEAST_CHANGE)
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change) || (a.name < b.name ? -1 : 1));
}

function daysOf(month: Month): Day[] {
  return Array.from({ length: daysIn(month) }, (_, place) => addDays(firstDay(month), place));
}

function dayByDay(month: Month, series: readonly CostSeries[], known: ReadonlySet<Day>): ReviewDay[] {
  const sums = new Map<Day, Micros>();
  for (const { charge, days } of series)
    for (const { day, micros } of charge === 'usage' ? days : [])
      sums.set(day, (sums.get(day) ?? 0) + micros);
  const before = addMonths(month, -1);
  return daysOf(month).map((day) => {
    const beside = `${before}${day.slice(7)}`;
    return {
      day,
      ...(known.has(day) ? { usage: sums.get(day) ?? 0 } : {}),
      ...(known.has(beside) ? { before: sums.get(beside) ?? 0 } : {}),
    };
  });
}

function missingOf(month: Month, known: ReadonlySet<Day>): Day[] {
  return daysOf(month).filter((day) => !known.has(day));
}

/** Usage by team, most first, then what belongs to none: other charges, and what grouping by team does not show. */
function teamMovements(
  month: Month,
  total: Compared,
  byTeam: readonly CostSeries[],
  nameOf: (series: CostSeries) => string,
): Movement[] {
  const sums = comparedBy(month, addMonths(month, -1), byTeam, nameOf);
  const teams = [...sums]
    .filter(([, { now, before }]) => now !== 0 || before !== 0)
    .sort(([, a], [, b]) => b.now - a.now);
  const rest = teams.reduce(
    (left, [, { now, before }]) => ({ now: left.now - now, before: left.before - before }),
    total,
  );
  return [...teams, ['Fees, tax, credits', rest] as const].map(([name, one]) => movement(name, one));
}

function untaggedIn(month: Month, { team = [] }: StoredSeries, currency: string): Review['untagged'] {
  const usage = team.filter((one) => one.currency === currency);
  const micros = sumIn(
    month,
    usage.filter(({ key }) => (key.team ?? UNTAGGED) === UNTAGGED),
  );
  const all = sumIn(month, usage);
  return { micros, pct: all > 0 ? (micros / all) * 100 : null };
}

function budgetLines({ month, of, stored, config }: MonthToReview): BudgetLine[] {
  const last = addDays(firstDay(addMonths(month, 1)), -1);
  return config.cost.budgets
    .filter(({ scope }) => unstored(scope) === undefined)
    .filter(({ scope }) => of.kind === 'all' || ownerOf(scope, config.organization) === of.team)
    .map((budget) => {
      const period = periodOf(budget.period, last);
      const { days } = costsIn(resolvedScope(budget.scope, config.organization), stored, 'USD');
      const spent = days
        .filter(({ day }) => day >= period.from && day <= last)
        .reduce((sum, { usage, other }) => sum + usage + other, 0);
      const amount = budgetAmount(budget);
      const scope = spokenScope(budget.scope, config.organization);
      return { id: budget.id, scope, period: period.name, spent, amount, usedPct: percentOf(spent, amount) };
    });
}

function findingsOf({ month, of, findings }: MonthToReview): MonthFinding[] {
  return findings
    .filter(({ finding }) => finding.kind !== 'fee' && finding.days.some((day) => monthOf(day) === month))
    .filter(({ finding }) => of.kind === 'all' || (finding.owner ?? finding.series.team) === of.team)
    .sort((a, b) => Math.abs(b.finding.total) - Math.abs(a.finding.total));
}
