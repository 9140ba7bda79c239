import * as z from 'zod';
import { AppError } from '../kernel/errors.ts';
import { type Instant, ScheduledInstant } from '../kernel/instant.ts';
import type { Occasion } from '../platform/audit-store.ts';
import { ConcludeInput } from '../platform/sweep.ts';
import type { makeCarryOutPlan } from './carry-out-plan.ts';
import { PlanDigest } from './quarantine-record.ts';
import type { makeRelease } from './release-quarantine.ts';

/** What somebody has decided and is done at once. What it is about is in the table of tags. */
export const TagAct = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('plan'), digest: PlanDigest }),
  z.strictObject({ kind: z.literal('release'), arn: z.string().min(1) }),
]);
export type TagAct = z.infer<typeof TagAct>;

/** An act with the time somebody has decided on it. */
const ActInput = z.strictObject({ at: ScheduledInstant, act: TagAct });
type ActInput = z.infer<typeof ActInput>;

/**
 * What the last step of the workflow is given: a sweep that is at its end, or an act without any sweep. Strict, since an act
 * that is not understood would be a sweep otherwise.
 */
export const ConcludeTagSweepInput = z.union([ActInput, z.strictObject(ConcludeInput.shape)]);
export type ConcludeTagSweepInput = z.infer<typeof ConcludeTagSweepInput>;

export interface TagActDeps {
  readonly carryOut: ReturnType<typeof makeCarryOutPlan>;
  readonly release: ReturnType<typeof makeRelease>;
  readonly now: () => Instant;
}

/** Does what somebody has decided. @throws AppError `unavailable` where it may go well within the hour */
export function makeTagAct({ carryOut, release, now }: TagActDeps) {
  return async ({ at, act }: ActInput): Promise<object> => {
    const occasion: Occasion = {
      at: now(),
      actor: 'system:conclude-tag-sweep',
      correlationId: `tag-act/${at}`,
    };
    if (act.kind === 'plan') return carryOut(act.digest, occasion);
    const released = await release(act.arn, occasion);
    if (released.kind === 'wait' && released.soon)
      throw new AppError('the resource cannot be put back yet', {
        code: 'release-waits',
        kind: 'unavailable',
      });
    return released;
  };
}
