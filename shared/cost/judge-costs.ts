import { addDays, type Day } from '../kernel/day.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { CollectedDay } from './collection.ts';
import type { CostConfig } from './config.ts';
import type { CostRunInput } from './cost-run.ts';
import type { CostStore } from './cost-store.ts';
import type { FindingId } from './finding-id.ts';
import type { FindingStore } from './finding-store.ts';
import { policyOf } from './policy.ts';
import type { makeRecordFindings } from './record-findings.ts';
import { scan } from './scan.ts';
import type { CostSeries } from './series.ts';
import { usualDays } from './usual-days.ts';

export interface JudgeCostsDeps {
  readonly costs: Pick<CostStore, 'series' | 'days' | 'collection'>;
  readonly findings: Pick<FindingStore, 'verdicts'>;
  readonly record: ReturnType<typeof makeRecordFindings>;
  readonly telemetry: Telemetry;
  readonly config: CostConfig;
}

/** What a run has to tell. */
export interface Judged {
  readonly at: Instant;
  /** The last day that was judged; absent before anything was collected. */
  readonly through?: Day | undefined;
  /** What `tell-finding` is to be started with, each by itself. */
  readonly findings: readonly FindingId[];
}

/** How far back it looks: ten weeks for a spread, after the first days that have no baseline, and what events take out. */
const HISTORY_DAYS = 120;
/** Yesterday and the two days before are scored again each time, since AWS restates them. */
const SCORED_DAYS = 3;

/**
 * Compares the last days of the bill with what was usual, keeps what it finds, and says what of it is to be told. The
 * same costs judged again find the same and tell nothing twice.
 */
export function makeJudgeCosts({ costs, findings, record, telemetry, config }: JudgeCostsDeps) {
  const policy = policyOf(config.cost, config.organization.accounts);
  return async ({ at }: CostRunInput): Promise<Judged> => {
    const { through } = (await costs.collection()) ?? {};
    if (through === undefined) {
      telemetry.warn('costs-not-judged', { at, reason: 'nothing-collected' });
      return { at, findings: [] };
    }
    const from = addDays(through, -HISTORY_DAYS);
    const [account, team, charge, days, verdicts] = await Promise.all([
      costs.series('account', from, through),
      costs.series('team', from, through),
      costs.series('charge', from, through),
      costs.days(from, through),
      findings.verdicts(from, through),
    ]);
    const partial = partialDays(days);
    for (const one of partial) telemetry.warn('day-not-judged', { at, day: one, reason: 'unreconciled' });
    const whole = (list: readonly CostSeries[]) =>
      list.map((series) => ({ ...series, days: series.days.filter(({ day }) => !partial.has(day)) }));
    const stored = { account: whole(account), team: whole(team), charge: whole(charge) };
    const seen = scan({
      series: [...stored.account, ...stored.charge],
      byTeam: stored.team,
      policy,
      asOf: addDays(through, 1),
      verdicts,
    });
    const toTell = await record(
      {
        findings: seen.findings,
        scored: { from: addDays(through, 1 - SCORED_DAYS), to: through },
        chartOf: (finding) => usualDays(finding, stored, policy),
        at,
      },
      `judge-${at}`,
    );
    telemetry.info('costs-judged', {
      at,
      through,
      series: account.length + charge.length,
      findings: seen.findings.length,
      settled: seen.settled.length,
      muted: seen.muted.length,
      learning: seen.learning.length,
      toTell: toTell.length,
    });
    return { at, through, findings: toTell };
  };
}

/** More than this share of the bill missing from its parts makes a day look cheaper than it was. */
const MOST_MISSING_PCT = 1;

/** Days of which the parts do not add up to the bill: to be judged by nobody, rather than called a drop. */
function partialDays(days: readonly CollectedDay[]): ReadonlySet<Day> {
  const partial = days.filter(
    ({ total, grouped }) => Math.abs(total - grouped) * 100 > Math.abs(total) * MOST_MISSING_PCT,
  );
  return new Set(partial.map(({ day }) => day));
}
