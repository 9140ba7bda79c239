import { allDone } from '../kernel/all-done.ts';
import { addMonths, type Day, dayOf, daysIn, firstDay, type Month, monthOf } from '../kernel/day.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import { wrote } from '../kernel/wrote.ts';
import type { Occasion } from '../platform/audit-store.ts';
import type { Email } from '../platform/email.ts';
import { financeReader, ownersReaders, teamReader } from './budget-audience.ts';
import { periodOf } from './budget-period.ts';
import type { StoredSeries } from './budget-scope.ts';
import { composeReview, seriesOf } from './compose-review.ts';
import type { CostConfig } from './config.ts';
import type { CostRunInput } from './cost-run.ts';
import type { FindingStore } from './finding-store.ts';
import type { OwnCost } from './own-cost-client.ts';
import { planReview, type ReviewPlan, type ReviewRecord, withReviewSent } from './plan-review.ts';
import { digestOf, type Restatement } from './restated-review.ts';
import type { Review, ReviewOf } from './review.ts';
import type { ReviewStore } from './review-store.ts';
import { mainCurrency } from './review-sums.ts';
import { reviewName } from './review-token.ts';
import type { makeTellReaders } from './tell-readers.ts';
import type { CountUnits } from './unit-metric-client.ts';
import type { DailyCosts } from './watch-budgets.ts';

/** A review as it goes out: its page is kept, and its mail points there. */
export type PublishReview = (
  review: Review,
  restatement: Restatement | undefined,
  today: Day,
) => Promise<Email>;

export interface ReviewCostsDeps {
  readonly costs: DailyCosts;
  readonly findings: Pick<FindingStore, 'open' | 'closed'>;
  readonly countUnits: CountUnits;
  readonly ownCost: OwnCost;
  readonly store: Pick<ReviewStore, 'read' | 'write'>;
  readonly publish: PublishReview;
  readonly tell: ReturnType<typeof makeTellReaders>;
  readonly telemetry: Telemetry;
  readonly config: CostConfig;
  readonly now: () => Instant;
}

type Sending = Extract<ReviewPlan, { do: 'send' }>;

/**
 * Tells every team and finance what the last month cost, once, and again when AWS has changed it by more than a percent.
 * It runs every day: what a day could not do, the next does. It decides by the time it was scheduled for.
 */
export function makeReviewCosts(deps: ReviewCostsDeps) {
  const { config } = deps;
  return async ({ at }: CostRunInput): Promise<void> => {
    const today = dayOf(at);
    const now = deps.now();
    const month = addMonths(monthOf(today), -1);
    const occasion: Occasion = { at: now, actor: 'system:review-costs', correlationId: `review-costs/${at}` };
    const stored = await load(deps, month);
    const planned = await Promise.all(
      reviewsOf(config).map(async (of) => ({
        of,
        ...(await decide(deps, of, stored, { month, today, now })),
      })),
    );
    for (const { before, plan } of planned) {
      if (plan.do === 'settle')
        await wrote(
          deps.store.write(before, plan.record, { action: 'settle', reason: plan.reason }, occasion),
        );
    }
    const toSend = planned.flatMap(({ of, before, plan }) =>
      plan.do === 'send' ? [{ of, before, plan }] : [],
    );
    if (toSend.length === 0) return;
    const [open, closed, counts, own] = await Promise.all([
      deps.findings.open(),
      deps.findings.closed(firstDay(month)),
      deps.countUnits(config.cost.units, month),
      deps.ownCost(month),
    ]);
    const findings = [...open, ...closed];
    const known = { month, stored, findings, counts, own, savings: undefined, config };
    // One after another: charts take the processor, and each is on its own whatever becomes of the others.
    const done: Promise<void>[] = [];
    for (const { of, before, plan } of toSend) {
      const sent = send(deps, composeReview({ ...known, of }), { before, plan, today }, occasion);
      done.push(sent);
      await sent.catch(() => {});
    }
    await allDone(done);
  };
}

/** Finance, then every team that can be mailed. */
function reviewsOf({ organization }: CostConfig): ReviewOf[] {
  const teams = organization.teams.filter(({ email }) => email !== undefined);
  return [{ kind: 'all' }, ...teams.map(({ id }) => ({ kind: 'team' as const, team: id }))];
}

async function load({ costs, config }: ReviewCostsDeps, month: Month): Promise<StoredSeries> {
  const last = `${month}-${daysIn(month)}`;
  const froms = config.cost.budgets.map(({ period }) => periodOf(period, last).from);
  const from = [firstDay(addMonths(month, -1)), ...froms].sort()[0] ?? firstDay(month);
  const [account, team, charge] = await Promise.all(
    (['account', 'team', 'charge'] as const).map((grain) => costs.series(grain, from, last)),
  );
  return { account: account ?? [], team: team ?? [], charge: charge ?? [] };
}

async function decide(
  { store, telemetry }: ReviewCostsDeps,
  of: ReviewOf,
  stored: StoredSeries,
  { month, today, now }: { month: Month; today: Day; now: Instant },
) {
  const name = reviewName(of);
  const before = await store.read(month, name);
  const series = seriesOf(of, stored);
  const days = series.flatMap((one) => one.days.filter(({ day }) => monthOf(day) === month));
  const count = new Set(days.map(({ day }) => day)).size;
  const plan = planReview(
    {
      month,
      of: name,
      today,
      now,
      digest: digestOf(month, mainCurrency(series), series),
      known: count === 0 ? 'none' : count < daysIn(month) ? 'some' : 'all',
      estimated: days.some(({ estimated }) => estimated),
    },
    before,
  );
  telemetry.info('review-planned', { month, of: name, plan: plan.do, reason: plan.reason });
  return { before, plan };
}

async function send(
  { store, publish, tell, telemetry, config }: ReviewCostsDeps,
  review: Review,
  { before, plan, today }: { before: ReviewRecord | undefined; plan: Sending; today: Day },
  occasion: Occasion,
): Promise<void> {
  const { record, reason, restatement } = plan;
  if (!(await wrote(store.write(before, record, { action: 'claim', reason }, occasion)))) return;
  const email = await publish(review, restatement, today);
  const firstOf =
    review.of.kind === 'all'
      ? [financeReader(config), ...ownersReaders(undefined, config)]
      : [teamReader(review.of.team, config.organization)];
  const about = `the review ${record.of} of ${record.month}`;
  const { sent, done } = await tell(about, { firstOf, also: [] }, email, record.sent);
  await store.write(record, withReviewSent(record, sent, done), { action: 'record', reason }, occasion);
  telemetry.info('review-told', {
    month: record.month,
    of: record.of,
    issue: record.issue,
    readers: sent,
    done,
  });
}
