import { allDone } from '../kernel/all-done.ts';
import { addDays, addMonths, type Day, dayOf, firstDay, monthOf } from '../kernel/day.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import { wrote } from '../kernel/wrote.ts';
import type { Occasion } from '../platform/audit-store.ts';
import type { Email } from '../platform/email.ts';
import { financeReader, ownerOf, ownersReaders } from './budget-audience.ts';
import { type BudgetRecord, planNotice, withSent } from './budget-notice.ts';
import { type BudgetPeriod, periodOf } from './budget-period.ts';
import { costsIn, grainsOf, resolvedScope, type StoredSeries, unstored } from './budget-scope.ts';
import type { BudgetStore } from './budget-store.ts';
import type { Grain } from './collection.ts';
import type { Budget, CostConfig } from './config.ts';
import type { CostRunInput } from './cost-run.ts';
import { type BudgetWords, describeBudget } from './describe-budget.ts';
import { judgeBudget } from './judge-budget.ts';
import type { CostSeries } from './series.ts';
import type { makeTellReaders } from './tell-readers.ts';

/** Reads daily costs as they were collected. */
export interface DailyCosts {
  series(grain: Grain, from: Day, to: Day): Promise<CostSeries[]>;
  /** How far they have come in: `through` is the last day that was over when it was read. */
  collection(): Promise<{ readonly through?: Day | undefined } | undefined>;
}

export interface WatchBudgetsDeps {
  readonly costs: DailyCosts;
  readonly store: Pick<BudgetStore, 'read' | 'write'>;
  readonly tell: ReturnType<typeof makeTellReaders>;
  readonly compose: (words: BudgetWords) => Email;
  readonly telemetry: Telemetry;
  readonly config: CostConfig;
  readonly now: () => Instant;
}

/** How many months before a period its forecast looks at. */
const FORECAST_MONTHS = 2;
/** For so many days a period that is over is looked at again: its last days come in late, and are restated. */
const LATE_DAYS = 10;

/** Compares every budget with what was collected, and tells whoever pays what is new. Doing it again tells nothing again. */
export function makeWatchBudgets(deps: WatchBudgetsDeps) {
  const { config, telemetry } = deps;
  return async ({ at }: CostRunInput): Promise<{ readonly told: number }> => {
    const today = dayOf(at);
    const budgets = config.cost.budgets.filter(({ id, scope }) => {
      const reason = unstored(scope);
      if (reason !== undefined) telemetry.warn('budget-not-countable', { budget: id, reason });
      return reason === undefined;
    });
    const [stored, collection] = await Promise.all([
      load(deps.costs, budgets, today),
      deps.costs.collection(),
    ]);
    const yesterday = addDays(today, -1);
    const last = [yesterday, collection?.through ?? yesterday].sort()[0] ?? yesterday;
    let told = 0;
    await allDone(
      budgets.flatMap((budget) =>
        periodsOf(budget, today).map(async (period) => {
          if (await watchOne(deps, budget, { period, stored, last }, at)) told++;
        }),
      ),
    );
    return { told };
  };
}

function periodsOf({ period }: Budget, today: Day): BudgetPeriod[] {
  const [now, late] = [periodOf(period, today), periodOf(period, addDays(today, -LATE_DAYS))];
  return late.from === now.from ? [now] : [late, now];
}

async function load(costs: DailyCosts, budgets: readonly Budget[], today: Day): Promise<StoredSeries> {
  const froms = budgets.flatMap((budget) => periodsOf(budget, today).map(({ from }) => from)).sort();
  const [first = today] = froms;
  const from = firstDay(addMonths(monthOf(first), -FORECAST_MONTHS));
  const grains = [...new Set(budgets.flatMap(({ scope }) => grainsOf(scope)))];
  const read = await Promise.all(
    grains.map(async (grain) => [grain, await costs.series(grain, from, today)] as const),
  );
  return Object.fromEntries(read);
}

/** Whether a message went out. */
async function watchOne(
  deps: WatchBudgetsDeps,
  budget: Budget,
  { period, stored, last }: { period: BudgetPeriod; stored: StoredSeries; last: Day },
  at: Instant,
): Promise<boolean> {
  const { store, telemetry, config } = deps;
  const scope = resolvedScope(budget.scope, config.organization);
  const costs = costsIn(scope, stored, 'USD');
  const before = await store.read(budget.id, period.from);
  const judgement = judgeBudget(budget, period, costs.days, before, last);
  const plan = planNotice({ budget: budget.id, period: period.from }, before, judgement, deps.now());
  const { code } = judgement.reason;
  telemetry.info('budget-judged', { budget: budget.id, period: period.from, code, plan: plan.reason });
  if (!plan.send) return false;
  const occasion: Occasion = {
    at: deps.now(),
    actor: 'system:watch-budgets',
    correlationId: `watch-budgets/${at}`,
  };
  if (!(await wrote(store.write(before, plan.record, 'claim', occasion)))) return false; // another run has it
  const { thresholds = [], forecast = false } = plan.record.notice ?? {};
  const owner = ownerOf(budget.scope, config.organization);
  const words = describeBudget({
    budget,
    period,
    judgement,
    thresholds,
    forecast,
    costs,
    owner: nameOf(owner, config),
    organization: config.organization,
    asOf: last < period.to ? last : period.to,
  });
  return deliver(deps, budget, plan.record, deps.compose(words), owner, occasion);
}

async function deliver(
  { store, tell, telemetry, config }: WatchBudgetsDeps,
  budget: Budget,
  claim: BudgetRecord,
  email: Email,
  owner: string | undefined,
  occasion: Occasion,
): Promise<boolean> {
  const { notice } = claim;
  const grave = notice?.forecast === true || notice?.thresholds.some((percent) => percent >= 100) === true;
  const finance = financeReader(config);
  const { sent, done } = await tell(
    `the budget ${budget.id}`,
    { firstOf: ownersReaders(owner, config), also: grave ? [finance] : [] },
    email,
    notice?.sent,
  );
  await store.write(claim, withSent(claim, sent, done), 'settle', occasion);
  telemetry.info('budget-told', { budget: budget.id, period: claim.period, readers: sent, done });
  return done;
}

function nameOf(owner: string | undefined, config: CostConfig): string {
  return (
    config.organization.teams.find(({ id }) => id === owner)?.name ??
    `nobody's by tag or account, so it is told to ${ownersReaders(undefined, config)[0]?.name ?? 'nobody'}`
  );
}
