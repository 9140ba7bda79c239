import { millis } from '../kernel/duration.ts';
import { AppError } from '../kernel/errors.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { Occasion } from '../platform/audit-store.ts';
import type { LogsConfig } from './config.ts';
import { type GroupMemory, type GroupRecord, historyOf } from './group-memory.ts';
import type { LogGroup } from './log-group.ts';
import type { LogGroupStore } from './log-group-store.ts';
import { NO_SAVINGS, planRetention, type RetentionPlan } from './plan-retention.ts';
import { isBeingSet, isToWrite, withBirth, withClaim, withPlan, withSeen, withWritten } from './remember.ts';
import type { FoundGroup, RetentionPlace } from './retention-client.ts';
import type { Savings } from './savings.ts';

export interface TreatGroupDeps {
  readonly store: Pick<LogGroupStore, 'write'>;
  readonly telemetry: Telemetry;
  readonly config: LogsConfig;
  readonly now: () => Instant;
}

/** How a group is treated. */
export interface Treatment {
  readonly place: Pick<RetentionPlace, 'tags' | 'set'>;
  /** Because it was created just now. */
  readonly born: boolean;
  /** For how many milliseconds a write is tried again that another one is in the way of. */
  readonly patience: number;
  readonly occasion: Occasion;
}

/** What has become of a group. */
export interface Treated {
  readonly outcome: 'as-planned' | 'written' | 'gone' | 'blocked' | 'left' | 'busy';
  /** Undefined where it was not looked at. */
  readonly plan: RetentionPlan | undefined;
  /** What it saves to do what is planned, or was written just now; nothing where nothing is. */
  readonly savings: Savings;
}

/**
 * Treats one group as it was found: plans, remembers what there is to remember, and writes what is to be written, if
 * plans are applied at all. Claim, write, record: what dies in between is seen by the next look, which settles it. One
 * that is as it should be, and of which nothing is remembered, costs no call.
 * @param record what is remembered of it, as it was read
 * @throws AppError `conflict` where the record was changed by somebody else meanwhile
 */
export function makeTreatGroup(deps: TreatGroupDeps) {
  const { store, telemetry, config, now } = deps;
  const { apply } = config.logs;
  const ownWithin = millis(config.logs.ownWithin);
  return async (
    found: FoundGroup,
    record: GroupRecord | undefined,
    { place, born, patience, occasion }: Treatment,
  ): Promise<Treated> => {
    const { group } = found;
    const key = keyOf(group);
    const by = occasion.correlationId;
    if (record !== undefined && isBeingSet(record, group, { now: now(), by }))
      return { outcome: 'busy', plan: undefined, savings: NO_SAVINGS };
    const seen = withSeen(record ?? {}, group, { now: now(), born, ownWithin });
    let plan = planRetention({ ...group, history: historyOf(seen) }, config, now());
    if (isOpen(plan)) {
      // Only now: most groups are right, and tags are a call for each.
      const tags = await place.tags(found);
      if (tags === undefined) return forget(record);
      plan = planRetention({ ...group, tags, history: historyOf(seen) }, config, now());
    }
    const planned = withBirth(withPlan(seen, plan, { now: now(), apply }), group);
    if (!apply || !isToWrite(planned, plan, now())) {
      await write(record, planned, 'plan', plan.code);
      return { outcome: 'as-planned', plan, savings: savingsOf(planned) };
    }
    const claim = await write(record, withClaim(planned, plan, { now: now(), by }), 'claim', plan.code);
    const written = await place.set(group.name, plan.targetDays, patience);
    const settled = withWritten(claim ?? {}, written, now());
    await write(claim, settled, 'settle', `${plan.code} ${written}`);
    if (written === 'blocked') telemetry.count('LogWritesBlocked', 1);
    telemetry.info('retention-written', { ...key, code: plan.code, written, days: plan.targetDays ?? 0 });
    return { outcome: written === 'done' ? 'written' : written, plan, savings: plan.savings };

    function write(
      before: GroupRecord | undefined,
      memory: GroupMemory,
      action: 'plan' | 'claim' | 'settle',
      reason: string,
    ) {
      return store.write(key, before, memory, { action, reason }, occasion);
    }
    async function forget(before: GroupRecord | undefined): Promise<Treated> {
      if (before !== undefined)
        await store.write(
          key,
          before,
          { gone: before.gone ?? now() },
          { action: 'forget', reason: 'GONE' },
          occasion,
        );
      return { outcome: 'gone', plan: undefined, savings: NO_SAVINGS };
    }
  };
}

/** What a plan that stands would save. One that is not to happen saves nothing. */
function savingsOf({ plan }: GroupMemory): Savings {
  if (plan === undefined || plan.action === 'keep') return NO_SAVINGS;
  const { monthly, atOnce, extra } = plan;
  return { monthly, atOnce, extra };
}

/** Whether tags may change a plan: they name a level, and a veto. */
function isOpen({ action, code }: RetentionPlan): boolean {
  if (action === 'skip' || code === 'CONTESTED') return false;
  return code !== 'ALREADY_RIGHT' && code !== 'FLOOR_KEEPS_NEVER' && code !== 'OWN_VALUE';
}

function keyOf({ account, region, name }: LogGroup) {
  if (account === undefined || region === undefined)
    throw new AppError('a log group without its account or region', { code: 'group-nowhere', kind: 'bug' });
  return { account, region, name };
}
