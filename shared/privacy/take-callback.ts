import * as z from 'zod';
import type { Instant } from '../kernel/instant.ts';
import type { Case } from './case.ts';
import type { SystemId } from './config.ts';
import { Digest, digestOf } from './digest.ts';
import { type RecordAnswer, recordAnswer } from './record-answer.ts';

/** What a system calls back with. */
export const Callback = z.strictObject({
  /** Of the command it answers. */
  idempotencyKey: Digest,
  /** The secret that came with the command; it is good once. */
  nonce: z.string().regex(/^[\w-]{16,128}$/, 'the nonce that came with the command'),
  /** What it did, or what is still there: an EraseAnswer or a VerifyAnswer, and read as that later. */
  answer: z.record(z.string(), z.unknown()),
});
export type Callback = z.infer<typeof Callback>;

/** What becomes of a callback. */
export type CallbackDecision = RecordAnswer | { readonly kind: 'refused'; readonly reason: 'unknown-case' };

/**
 * Takes the answer that a system calls back with where it brings the nonce of an open command of that case and system. Only
 * the nonce's digest is stored, so that whoever reads a case cannot answer for a system.
 * @param of undefined where there is no such case
 */
export function takeCallback(
  of: Case | undefined,
  system: SystemId,
  { idempotencyKey, nonce, answer }: Callback,
  now: Instant,
): CallbackDecision {
  if (of === undefined) return { kind: 'refused', reason: 'unknown-case' };
  return recordAnswer(of, { system, idempotencyKey, answer, nonce: digestOf(nonce) }, now);
}
