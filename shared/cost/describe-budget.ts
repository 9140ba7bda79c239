import type { Day } from '../kernel/day.ts';
import { type Currency, type Micros, spokenMoney } from '../kernel/money.ts';
import type { Organization } from '../platform/schema.ts';
import { type BudgetPeriod, daysGone } from './budget-period.ts';
import { resolvedScope, type ScopedCosts } from './budget-scope.ts';
import type { Budget, CostScope } from './config.ts';
import { type BudgetJudgement, percentOf } from './judge-budget.ts';
import { briefDay } from './spoken-day.ts';

/** What is said of a budget, for whoever pays: ready to be put into a mail. */
export interface BudgetWords {
  readonly subject: string;
  /** The one sentence that matters. */
  readonly headline: string;
  /** The numbers that matter most. */
  readonly figures: readonly { readonly value: string; readonly label: string }[];
  /** What it rests on, a sentence each. */
  readonly sentences: readonly string[];
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  /** Where the money went, most first. */
  readonly services: readonly SpentOn[];
  /** Whether the amount is used up. */
  readonly over: boolean;
  /** What the messages of one budget and period have in common. */
  readonly thread: string;
}

/** A part of what was spent. */
export interface SpentOn {
  readonly name: string;
  readonly amount: string;
  readonly percent: string;
}

export interface BudgetToTell {
  readonly budget: Budget;
  readonly period: BudgetPeriod;
  readonly judgement: BudgetJudgement;
  /** What the message is about: percents that were crossed, or the forecast. */
  readonly thresholds: readonly number[];
  readonly forecast: boolean;
  readonly costs: ScopedCosts;
  /** Whose budget it is. */
  readonly owner: string;
  readonly organization: Organization;
  /** The last complete day. */
  readonly asOf: Day;
}

const CURRENCY: Currency = 'USD'; // budgets are stated in it
const MOST_SERVICES = 5;

/** A budget in words: what was spent of what, since when, where it is going, on what, and whose it is. */
export function describeBudget(told: BudgetToTell): BudgetWords {
  const { budget, period, judgement, costs, organization } = told;
  const { spent, amount, usedPct, forecast } = judgement;
  const whose = spokenScope(budget.scope, organization);
  const money = (micros: Micros) => spokenMoney(micros, CURRENCY);
  const used = usedPct === null ? undefined : spokenPercent(usedPct);
  const onlyForecast = told.thresholds.length === 0;
  const foreseen =
    forecast === undefined
      ? undefined
      : `about ${money(forecast.total)}${ofBudget(forecast.total, amount)} (four times of five between ${money(forecast.low)} and ${money(forecast.high)})`;
  const headline = onlyForecast
    ? `${whose} is heading for ${money(forecast?.total ?? spent)} in ${period.name}. The budget is ${money(amount)}.`
    : used === undefined
      ? `${whose} has cost ${money(spent)} in ${period.name}. The budget is ${money(0)}: any cost exceeds it.`
      : `${whose} has used ${used} of its budget for ${period.name}: ${money(spent)} of ${money(amount)}.`;
  const gone = daysGone(period, told.asOf);
  return {
    subject: onlyForecast
      ? `Budget ${budget.id}: ${period.name} is heading for ${money(forecast?.total ?? spent)} of ${money(amount)}`
      : `Budget ${budget.id}: ${used ?? money(spent)} used in ${period.name}${used === undefined ? '' : ` (${money(spent)} of ${money(amount)})`}`,
    headline,
    sentences: [
      ...crossings(told),
      ...(gone === 0 || gone === period.days
        ? []
        : [
            `${gone} of ${period.days} days are over. Spent evenly, the budget would be at ${money(judgement.share)} by now.`,
          ]),
      ...(foreseen === undefined ? [] : [`At the present rate the period ends at ${foreseen}.`]),
      ...(judgement.missing.length === 0
        ? []
        : [`The bill says nothing yet of ${listedDays(judgement.missing)}.`]),
      ...(costs.otherCurrencies.length === 0
        ? []
        : [`Costs in ${costs.otherCurrencies.join(' and ')} are not counted.`]),
    ],
    figures: [
      {
        value: money(spent),
        label: used === undefined ? 'spent so far' : `spent so far, ${used} of the budget`,
      },
      { value: money(amount), label: `is the budget for ${period.name}` },
      ...(forecast === undefined
        ? []
        : [{ value: money(forecast.total), label: `expected by ${briefDay(period.to)}` }]),
    ],
    facts: [
      {
        name: 'Left',
        value: amount >= spent ? money(amount - spent) : `nothing: ${money(spent - amount)} over`,
      },
      { name: 'What counts', value: counted(budget.scope, whose) },
      { name: 'Whose it is', value: told.owner },
      { name: 'Costs known up to', value: briefDay(told.asOf) },
    ],
    services: spentOn(costs, period),
    over: spent >= amount && spent > 0,
    thread: `budget-${budget.id}-${period.from}`,
  };
}

/** A scope as people call it: `Payments`, `Amazon Simple Storage Service in storefront-prod`, `The whole bill`. */
export function spokenScope(scope: CostScope, organization: Organization): string {
  const resolved = resolvedScope(scope, organization);
  if (resolved === 'all') return 'The whole bill';
  const { service, account, team } = resolved;
  const place =
    team === undefined
      ? (organization.accounts.find(({ id }) => id === account)?.name ?? account)
      : (organization.teams.find(({ id }) => id === team)?.name ?? team);
  return [service, place].filter((part) => part !== undefined).join(' in ');
}

/** Percent as people read it, never rounded up to what was not reached. */
export function spokenPercent(percent: number): string {
  const size = Math.abs(percent);
  const cut = size >= 10 ? Math.trunc(percent) : Math.trunc(percent * 10) / 10;
  return `${cut === 0 ? 0 : cut}%`;
}

function ofBudget(total: Micros, amount: Micros): string {
  const percent = percentOf(total, amount);
  return percent === null ? '' : `, ${spokenPercent(percent)} of the budget`;
}

function crossings({ judgement, thresholds }: BudgetToTell): string[] {
  const told = judgement.crossed.filter(({ percent }) => thresholds.includes(percent));
  if (told.length === 0 || judgement.amount === 0) return [];
  const days = [...new Set(told.map(({ on }) => on))];
  const passed = days.map(
    (on) =>
      `${listed(told.filter((one) => one.on === on).map(({ percent }) => `${percent}%`))} on ${briefDay(on)}`,
  );
  return [`It reached ${listed(passed)}.`];
}

function counted(scope: CostScope, whose: string): string {
  if (scope === 'all') return 'everything on the bill, with tax, support, commitments and credits';
  if (scope.team !== undefined)
    return `usage tagged ${whose}; tax, support and commitments belong to no team`;
  return scope.account === undefined
    ? 'usage and fees of the service'
    : 'usage of the account; tax, support and commitments are not divided among accounts';
}

function spentOn({ series }: ScopedCosts, { from, to }: BudgetPeriod): SpentOn[] {
  const sums = new Map<string, Micros>();
  for (const { key, charge, days } of series) {
    const name = key.service ?? charge;
    const spent = days.reduce((sum, { day, micros }) => (day >= from && day <= to ? sum + micros : sum), 0);
    sums.set(name, (sums.get(name) ?? 0) + spent);
  }
  const all = [...sums].filter(([, micros]) => micros !== 0).sort(([, a], [, b]) => b - a);
  const total = all.reduce((sum, [, micros]) => sum + micros, 0);
  const row = (name: string, micros: Micros): SpentOn => ({
    name,
    amount: spokenMoney(micros, CURRENCY),
    percent: total <= 0 ? '' : spokenPercent((micros / total) * 100),
  });
  const rest = all.slice(MOST_SERVICES);
  const left = rest.reduce((sum, [, micros]) => sum + micros, 0);
  return [
    ...all.slice(0, MOST_SERVICES).map(([name, micros]) => row(name, micros)),
    ...(rest.length === 0 ? [] : [row(`${rest.length} more`, left)]),
  ];
}

function listedDays(days: readonly Day[]): string {
  const most = 3;
  const named = days.slice(0, most).map(briefDay);
  return days.length > most ? `${named.join(', ')} and ${days.length - most} more days` : listed(named);
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
