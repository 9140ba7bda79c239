import * as z from 'zod';
import { Instant } from '../kernel/instant.ts';
import { SystemId } from './config.ts';
import { Digest } from './digest.ts';
import { KeyId } from './key-id.ts';
import { Progress, Step } from './progress.ts';
import { Outcome, ReasonCode, RequestType } from './request.ts';
import { Kept, SystemResult } from './result.ts';

/** A key that was given to deletion, and what became of it. */
export const ShreddedKey = z.strictObject({
  keyId: KeyId,
  class: SystemId,
  scheduledAt: Instant,
  deletesAt: Instant,
  deleted: z.boolean(),
  /** The name of the error that an attempt to decrypt met. */
  evidence: ReasonCode.optional(),
});
export type ShreddedKey = z.infer<typeof ShreddedKey>;

const Grace = z.strictObject({ state: z.literal('grace'), until: Instant });
/** What is done so far. */
const DONE = {
  steps: z.array(Step),
  keys: z.array(ShreddedKey),
  /** Of which classes the keys are given to deletion, and were tried in vain. */
  shredded: z.array(SystemId),
};
const Resolving = z.strictObject({
  state: z.literal('resolving'),
  progress: Progress,
  /** Where the data map has changed since the work began. */
  done: z.strictObject(DONE).optional(),
});
const Erasing = z.strictObject({ state: z.literal('erasing'), ...DONE });
const Shredding = z.strictObject({ state: z.literal('shredding'), ...DONE, progress: Progress });
const VerifyingErasure = z.strictObject({ state: z.literal('verifying_erasure'), ...DONE });

/** What a case does between its verification and its end; each can be interrupted by a hold. */
export const Work = z.discriminatedUnion('state', [Grace, Resolving, Erasing, Shredding, VerifyingErasure]);
export type Work = z.infer<typeof Work>;

/** Where a case is. A state that cannot be is one that cannot be written. */
export const Stage = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('received') }),
  /** Asking who asks; the clock stands still from `since` on. */
  z.strictObject({ state: z.literal('verifying'), since: Instant, failures: z.int().min(0).max(2) }),
  Grace,
  Resolving,
  Erasing,
  Shredding,
  VerifyingErasure,
  /** Whoever releases the hold has the work go on where it was. */
  z.strictObject({ state: z.literal('on_hold'), since: Instant, work: Work }),
  z.strictObject({
    state: z.literal('certified'),
    outcome: Outcome,
    reason: ReasonCode,
    closed: Instant,
    /** As they are certified. */
    results: z.array(SystemResult),
    kept: z.array(Kept),
    steps: z.array(Step),
    keys: z.array(ShreddedKey),
    /** When it was last asked whether they are deleted. */
    polled: Instant.optional(),
    /** Classes that a hold kept. */
    held: z.array(z.strictObject({ system: SystemId, class: SystemId, hold: z.string() })),
    /** How many of the sweeps for what came back are over. */
    sweeps: z.int().min(0).max(3),
  }),
]);
export type Stage = z.infer<typeof Stage>;

/** One request of one person, as it is stored. Ids, dates and codes: who it is, only the keyed tag says. */
export const Case = z.strictObject({
  v: z.literal(1),
  id: z.string().regex(/^[\w-]{1,80}$/),
  type: RequestType,
  /** KMS HMAC of the normalised identity. */
  subject: z.string().regex(/^[\w=-]{16,128}$/),
  received: Instant,
  pauses: z.array(z.strictObject({ from: Instant, to: Instant })),
  extended: z.boolean(),
  dataMap: Digest,
  /** How often it was certified, and begun again since, from 1 on. */
  issue: z.int().min(1),
  stage: Stage,
});
export type Case = z.infer<typeof Case>;

/** The steps of a case, held or not; none before they are known. */
export function stepsOf({ stage }: Pick<Case, 'stage'>): readonly Step[] {
  const work = stage.state === 'on_hold' ? stage.work : stage;
  if (work.state === 'resolving') return work.done?.steps ?? [];
  return 'steps' in work ? work.steps : [];
}

/** The same case with other steps. */
export function withSteps(of: Case, steps: readonly Step[]): Case {
  const { stage } = of;
  if (stage.state === 'on_hold')
    return { ...of, stage: { ...stage, work: Work.parse(stageWith(stage.work, steps)) } };
  return { ...of, stage: stageWith(stage, steps) };
}

function stageWith(stage: Exclude<Stage, { state: 'on_hold' }>, steps: readonly Step[]): Stage {
  if (stage.state === 'resolving')
    return stage.done === undefined ? stage : { ...stage, done: { ...stage.done, steps: [...steps] } };
  return 'steps' in stage ? { ...stage, steps: [...steps] } : stage;
}
