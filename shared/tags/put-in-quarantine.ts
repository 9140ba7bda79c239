import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import { wrote } from '../kernel/wrote.ts';
import type { DueStep } from './due-step.ts';
import { isStopped, keptBefore } from './kept-before.ts';
import type { Quarantine } from './quarantine-client.ts';
import type { PutInQuarantine } from './quarantine-due.ts';
import type { PlanDigest, PlannedQuarantine, QuarantineRecord } from './quarantine-record.ts';
import type { QuarantineStore } from './quarantine-store.ts';
import { rememberStep } from './remember-step.ts';
import type { ResourceStore } from './resource-store.ts';
import type { QuarantineFault } from './ways/stopper.ts';
import { type StateBefore, WAYS } from './ways/table.ts';

export interface PutInQuarantineDeps {
  readonly store: Pick<QuarantineStore, 'read' | 'write'>;
  readonly resources: Pick<ResourceStore, 'read' | 'write'>;
  readonly quarantine: Quarantine;
  readonly telemetry: Telemetry;
}

/**
 * Puts one resource in quarantine: keeps what it is now, stops it, keeps that it was stopped, and then the step of its
 * escalation. Done again after it was killed or has failed, it looks again: what is stopped by then keeps what was there
 * before the first time. Only after two notices. What its service refuses for good is not tried again.
 */
export function makePutInQuarantine(deps: PutInQuarantineDeps): PutInQuarantine {
  const { store, resources, quarantine, telemetry } = deps;
  return async (planned, step, plan, occasion) => {
    if (!wasTold(step)) return { result: 'failed', code: 'NOT_TOLD' };
    const known = await store.read(planned.arn);
    const remember = () => rememberStep(resources, step, 'resource.quarantine', occasion);
    if (known !== undefined && isDoneFor(known, step)) {
      await remember();
      return { result: 'done' };
    }
    const now = await ready(quarantine, planned);
    if ('fault' in now) return failed(now, now.fault === 'refused' ? 'refused' : 'failed');
    const before = keptBefore(known, now);
    const begun = known?.state === 'claimed' && known.before === before ? known : undefined;
    const claim = begun ?? claimOf(planned, before, plan, known, occasion.at);
    if (begun === undefined && !(await wrote(store.write(known, claim, occasion))))
      return { result: 'failed', code: 'CLAIMED_BY_OTHERS' };
    const fault = isStopped(now) ? undefined : await stop(quarantine, planned, before);
    if (fault !== undefined) {
      const { code } = fault;
      await store.write(claim, { ...claim, version: claim.version + 1, state: 'failed', code }, occasion);
      if (fault.fault === 'refused') await remember();
      return failed(fault, 'failed');
    }
    await store.write(claim, { ...claim, version: claim.version + 1, state: 'done' }, occasion);
    await remember();
    return { result: 'done' };

    function failed({ code }: QuarantineFault, result: 'failed' | 'refused') {
      telemetry.warn('quarantine-failed', { way: planned.way, account: planned.account ?? '', code });
      return { result, code };
    }
  };
}

/** Stops it. What a service answers with an error may have been done all the same: so it is looked at once more then. */
async function stop(
  quarantine: Quarantine,
  planned: PlannedQuarantine,
  before: StateBefore,
): Promise<QuarantineFault | undefined> {
  const fault = await quarantine.stop(planned, before);
  if (fault === undefined) return undefined;
  const now = await quarantine.look(planned);
  return !('fault' in now) && isStopped(now) ? undefined : fault;
}

/** What it is now, where it can be stopped as it is. */
async function ready(
  quarantine: Quarantine,
  planned: PlannedQuarantine,
): Promise<StateBefore | QuarantineFault> {
  const now = await quarantine.look(planned);
  if ('fault' in now || isStopped(now)) return now;
  const code = WAYS[now.way].unready(now);
  return code === undefined ? now : { fault: 'failed', code };
}

/** Both notices stand in the record: whatever else may go wrong, nothing is stopped without them. */
function wasTold({ record }: DueStep): boolean {
  const taken = record.escalation?.taken;
  return taken?.remind !== undefined && taken.warn !== undefined;
}

const DONE: ReadonlySet<QuarantineRecord['state']> = new Set([
  'done',
  'release-asked',
  'releasing',
  'released',
]);

/** Whether it was put in quarantine after these very notices, and only the step is still to be kept. */
function isDoneFor({ state, at }: QuarantineRecord, { record }: DueStep): boolean {
  return DONE.has(state) && at > (record.escalation?.taken.warn ?? at);
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
