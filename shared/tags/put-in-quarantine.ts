import { AppError } from '../kernel/errors.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { DueStep } from './due-step.ts';
import { isStopped, type Quarantine } from './quarantine-client.ts';
import type { PutInQuarantine } from './quarantine-due.ts';
import type { PlanDigest, PlannedQuarantine, QuarantineRecord, StateBefore } from './quarantine-record.ts';
import type { QuarantineStore } from './quarantine-store.ts';
import { rememberStep } from './remember-step.ts';
import type { ResourceStore } from './resource-store.ts';

export interface PutInQuarantineDeps {
  readonly store: Pick<QuarantineStore, 'read' | 'write'>;
  readonly resources: Pick<ResourceStore, 'read' | 'write'>;
  readonly quarantine: Quarantine;
  readonly telemetry: Telemetry;
}

/**
 * Puts one resource in quarantine: keeps what it is now, stops it, keeps that it was stopped, and then the step of its
 * escalation. Killed in between and done again, it keeps what was there before the first time. Only after two notices.
 */
export function makePutInQuarantine(deps: PutInQuarantineDeps): PutInQuarantine {
  const { store, resources, quarantine, telemetry } = deps;
  return async (planned, step, plan, occasion) => {
    if (!wasTold(step)) return 'NOT_TOLD';
    const known = await store.read(planned.arn);
    if (known !== undefined && isDoneFor(known, step)) {
      await rememberStep(resources, step, 'resource.quarantine', occasion);
      return undefined;
    }
    const begun = known?.state === 'claimed' ? known : undefined;
    const before = begun?.before ?? (await quarantine.look(planned));
    if ('fault' in before) return failed(before.code);
    const claim = begun ?? claimOf(planned, before, plan, known, occasion.at);
    if (begun === undefined && !(await claimed(deps, known, claim, occasion))) return 'CLAIMED_BY_OTHERS';
    if (!isStopped(before)) {
      const fault = await quarantine.stop(planned);
      if (fault !== undefined) {
        await store.write(
          claim,
          { ...claim, version: claim.version + 1, state: 'failed', code: fault.code },
          occasion,
        );
        return failed(fault.code);
      }
    }
    await store.write(claim, { ...claim, version: claim.version + 1, state: 'done' }, occasion);
    await rememberStep(resources, step, 'resource.quarantine', occasion);
    return undefined;

    function failed(code: string): string {
      telemetry.warn('quarantine-failed', { way: planned.way, account: planned.account ?? '', code });
      return code;
    }
  };
}

/** Both notices stand in the record: whatever else may go wrong, nothing is stopped without them. */
function wasTold({ record }: DueStep): boolean {
  const taken = record.escalation?.taken;
  return taken?.remind !== undefined && taken.warn !== undefined;
}

/** Whether it was put in quarantine after these very notices, and only the step is still to be kept. */
function isDoneFor({ state, at }: QuarantineRecord, { record }: DueStep): boolean {
  return state === 'done' && at > (record.escalation?.taken.warn ?? at);
}

function claimOf(
  { arn, account, region, team }: PlannedQuarantine,
  before: StateBefore,
  plan: PlanDigest,
  known: QuarantineRecord | undefined,
  at: Instant,
): QuarantineRecord {
  return {
    v: 1,
    version: (known?.version ?? 0) + 1,
    arn,
    account,
    region,
    team,
    state: 'claimed',
    at,
    before,
    plan,
  };
}

async function claimed(
  { store }: PutInQuarantineDeps,
  known: QuarantineRecord | undefined,
  claim: QuarantineRecord,
  occasion: Parameters<QuarantineStore['write']>[2],
): Promise<boolean> {
  try {
    await store.write(known, claim, occasion);
    return true;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.kind === 'conflict') return false;
    throw thrown;
  }
}
