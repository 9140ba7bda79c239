import { afresh } from '../kernel/afresh.ts';
import { addDays } from '../kernel/day.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { CostConfig } from './config.ts';
import { MOST_MUTE_DAYS } from './decide-answer.ts';
import { type FindingId, findingId } from './finding-id.ts';
import type { FindingStore } from './finding-store.ts';
import type { FindingsRun } from './findings-run.ts';
import { planFindings, toBeTold } from './plan-findings.ts';
import { policyOf } from './policy.ts';

export interface RecordFindingsDeps {
  readonly store: Pick<FindingStore, 'readForRun' | 'write'>;
  readonly telemetry: Telemetry;
  readonly config: CostConfig;
}

/**
 * Keeps what a run of detection found, and returns the findings that have something to be told: their ids are what
 * `tell-finding` is started with. A run that is repeated, or made twice at once, keeps and tells it once.
 */
export function makeRecordFindings({ store, telemetry, config }: RecordFindingsDeps) {
  return async (
    { findings, scored, chartOf, at }: Pick<FindingsRun, 'findings' | 'scored' | 'chartOf' | 'at'>,
    correlationId: string,
  ): Promise<FindingId[]> =>
    afresh(async () => {
      const since = addDays(scored.from, -(MOST_MUTE_DAYS + 7));
      const records = await store.readForRun([...new Set(findings.map(findingId))], since);
      const planned = planFindings({
        findings,
        scored,
        chartOf,
        records,
        policy: policyOf(config.cost, config.organization.accounts),
        at,
      });
      for (const { before, after, reason } of planned) {
        const occasion = { at, actor: 'system:record-findings', correlationId };
        await store.write(before, after, { action: 'finding.record', reason }, occasion);
        telemetry.info('finding-recorded', { finding: after.id, state: after.state, reason });
      }
      return toBeTold(planned, records);
    });
}
