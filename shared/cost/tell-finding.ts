import type * as z from 'zod';
import { afresh } from '../kernel/afresh.ts';
import { AppError } from '../kernel/errors.ts';
import { type Instant, shift } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import { wrote } from '../kernel/wrote.ts';
import type { Occasion } from '../platform/audit-store.ts';
import { CostRunInput } from './cost-run.ts';
import type { Explanation } from './explanation.ts';
import type { Finding } from './finding.ts';
import { FindingId } from './finding-id.ts';
import type { Due, FindingRecord, Told } from './finding-record.ts';
import type { FindingStore } from './finding-store.ts';

/** What the function is started with, once for each finding that a run names. */
export const TellFindingInput = CostRunInput.extend({ findingId: FindingId });
export type TellFindingInput = z.infer<typeof TellFindingInput>;

/** Somebody who began to tell and did not end is given up after this long, and it is told by the next. */
export const CLAIM_MS = 5 * 60_000;

/** What came of sending: the messages that went out, and whether it is to be tried again. */
export interface Sent {
  readonly told: readonly Told[];
  /** Absent where all who are to be told have been. */
  readonly failed?: { readonly reason: string; readonly retryable: boolean } | undefined;
}

export interface TellFindingDeps {
  readonly store: Pick<FindingStore, 'read' | 'write'>;
  readonly explain: (id: FindingId, finding: Finding) => Promise<Explanation | undefined>;
  /** Sends what is due to whoever has to hear of it. */
  readonly send: (record: FindingRecord, due: Due) => Promise<Sent>;
  readonly telemetry: Telemetry;
  readonly now: () => Instant;
}

export interface TellOutcome {
  readonly told: boolean;
  readonly reason: string;
}

/**
 * Tells what is due of a finding: claims it, so that two who are started at once tell it once; explains it; sends it; and
 * keeps that it was told. Started again it finds nothing due. Killed between sending and keeping, it tells it twice
 * rather than not at all.
 * @throws AppError `unavailable` where nobody could be told now, and somebody may be later
 */
export function makeTellFinding({ store, explain, send, telemetry, now }: TellFindingDeps) {
  return async (id: FindingId, correlationId: string): Promise<TellOutcome> => {
    const occasion = (): Occasion => ({ at: now(), actor: 'system:tell-finding', correlationId });
    const claimed = await claim(store, id, occasion());
    if (claimed === undefined) return { told: false, reason: 'nothing-due' };
    const { due } = claimed;
    const explained = isExplained(claimed, due) ? undefined : await explain(id, claimed.finding);
    const record = explained === undefined ? claimed : { ...claimed, explanation: explained };
    const { told, failed, thrown } = await attempt(() => send(record, due));
    await afresh(async () => {
      const before = await store.read(id);
      if (before === undefined) return;
      const after = afterTelling(before, due, told, explained, failed !== undefined, now());
      await store.write(
        before,
        after,
        { action: 'finding.tell', reason: failed?.reason ?? due.reason },
        occasion(),
      );
    });
    telemetry.info('finding-told', {
      finding: id,
      what: due.what,
      reason: due.reason,
      to: told.map(({ to }) => to),
    });
    if (failed === undefined) return { told: told.length > 0, reason: due.reason };
    telemetry.count('FindingsUntold', 1);
    if (thrown !== undefined) throw thrown;
    if (failed.retryable)
      throw new AppError('nobody could be told of a finding', {
        code: 'finding-untold',
        kind: 'unavailable',
      });
    return { told: false, reason: failed.reason };
  };
}

/** What was thrown is thrown on when the claim has been given back. */
async function attempt(send: () => Promise<Sent>): Promise<Sent & { readonly thrown?: unknown }> {
  try {
    return await send();
  } catch (thrown) {
    const reason = thrown instanceof AppError ? thrown.code : 'bug';
    return { told: [], failed: { reason, retryable: true }, thrown };
  }
}

type Claimed = FindingRecord & { readonly due: Due };

/** The record with what is due, as this run's own; undefined where there is nothing, or somebody else is at it. */
async function claim(
  store: TellFindingDeps['store'],
  id: FindingId,
  occasion: Occasion,
): Promise<Claimed | undefined> {
  const before = await store.read(id);
  if (before === undefined)
    throw new AppError('there is no such finding', { code: 'finding-not-found', kind: 'not-found' });
  const { due } = before;
  if (due === undefined || (due.claimedUntil ?? '') > occasion.at) return undefined;
  const own = { ...due, attempts: due.attempts + 1, claimedUntil: shift(occasion.at, CLAIM_MS) };
  const after = { ...before, version: before.version + 1, updatedAt: occasion.at, due: own };
  const claim = store.write(before, after, { action: 'finding.claim', reason: due.reason }, occasion);
  return (await wrote(claim)) ? after : undefined;
}

/** Asking costs money: what was asked stands, and of what is over nobody asks why. */
function isExplained({ explanation }: FindingRecord, { what }: Due): boolean {
  return explanation?.state === 'found' || what === 'closed';
}

/** Somebody may have answered, or a run have gone on with the record, in between: what they wrote stays. */
function afterTelling(
  before: FindingRecord,
  done: Due,
  told: readonly Told[],
  explanation: Explanation | undefined,
  failed: boolean,
  at: Instant,
): FindingRecord {
  const { due, ...rest } = before;
  const own = due?.what === done.what && due.since === done.since;
  const { claimedUntil: _, ...released } = done;
  const next = own ? (failed ? released : undefined) : due;
  return {
    ...rest,
    version: before.version + 1,
    updatedAt: at,
    told: [...before.told, ...told],
    ...(explanation === undefined ? {} : { explanation }),
    ...(next === undefined ? {} : { due: next }),
  };
}
