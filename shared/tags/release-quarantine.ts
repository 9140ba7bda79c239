import { afresh } from '../kernel/afresh.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { Occasion } from '../platform/audit-store.ts';
import { afterFault, afterPutBack, decideRelease, type NotPutBack } from './decide-release.ts';
import type { TagPolicy } from './policy.ts';
import type { Quarantine } from './quarantine-client.ts';
import type { QuarantineRecord } from './quarantine-record.ts';
import type { QuarantineStore } from './quarantine-store.ts';
import type { ResourceStore } from './resource-store.ts';

export interface ReleaseDeps {
  readonly store: Pick<QuarantineStore, 'read' | 'write'>;
  readonly resources: Pick<ResourceStore, 'read' | 'write'>;
  readonly quarantine: Quarantine;
  readonly policy: TagPolicy;
  readonly telemetry: Telemetry;
}

/** What came of it. `nothing`: nobody asks for it, or nothing is written by configuration. */
export type Released = { readonly kind: 'nothing' } | NotPutBack;

/**
 * Puts back what somebody has asked for: looks at it, keeps that it is being put back, puts it back, begins its grace
 * afresh, and keeps that it is over. Killed in between and done again, it ends the same.
 */
export function makeRelease(deps: ReleaseDeps) {
  const { store, quarantine, policy, telemetry } = deps;
  return async (arn: string, occasion: Occasion): Promise<Released> => {
    const asked = await store.read(arn);
    if (asked === undefined || !isAskedFor(asked) || !mayRelease(policy)) return { kind: 'nothing' };
    const target = { ...asked, way: asked.before.way };
    const wanted = decideRelease(asked, await quarantine.look(target));
    let [current, end]: [QuarantineRecord, Released] = [asked, { kind: 'nothing' }];
    if (wanted.kind === 'put-back') {
      if (asked.state !== 'releasing') {
        current = { ...asked, state: 'releasing', version: asked.version + 1 };
        await store.write(asked, current, occasion);
      }
      const fault = await quarantine.putBack(target, asked.before);
      end = fault ? afterFault(fault) : await afterPutBack(asked, () => quarantine.look(target));
    } else end = wanted;
    const after = afterwards(current, end, occasion.at);
    if (after?.state === 'released') await beginAfresh(deps, current, occasion);
    if (after !== undefined) await store.write(current, after, occasion);
    telemetry.info('quarantine-release', { way: target.way, account: asked.account ?? '', ...end });
    return end;
  };
}

/** What is kept of how it ended; undefined where that is nothing new. */
function afterwards(
  { code: known, ...record }: QuarantineRecord,
  end: Released,
  at: Instant,
): QuarantineRecord | undefined {
  const version = record.version + 1;
  if (end.kind === 'over')
    return { ...record, version, state: 'released', outcome: end.outcome, releasedAt: at };
  if (end.kind === 'nothing' || end.soon || end.code === known) return undefined;
  return { ...record, version, code: end.code };
}

/** Whether somebody wants it back, and it is not over. */
export function isAskedFor({ state }: QuarantineRecord): boolean {
  return state === 'release-asked' || state === 'releasing';
}

/** Whether anything may be put back: whoever writes nothing puts nothing back either. */
export function mayRelease({ config: { tags } }: Pick<TagPolicy, 'config'>): boolean {
  return tags.apply && tags.enforce.mode === 'quarantine';
}

/** What is wrong still is told anew, and put in quarantine no sooner than all of its grace after somebody asked. */
async function beginAfresh(
  { resources }: ReleaseDeps,
  { arn, askedAt }: QuarantineRecord,
  occasion: Occasion,
): Promise<void> {
  await afresh(async () => {
    const record = (await resources.read([arn])).get(arn);
    const { escalation } = record ?? {};
    const since = askedAt ?? occasion.at;
    if (record === undefined || escalation === undefined || escalation.since >= since) return;
    const after = { ...record, version: record.version + 1, escalation: { since, taken: {} } };
    await resources.write(record, after, { action: 'resource.escalate', reason: 'RELEASED' }, occasion);
  });
}
