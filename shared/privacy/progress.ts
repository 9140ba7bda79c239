import * as z from 'zod';
import { Instant } from '../kernel/instant.ts';
import { SystemId } from './config.ts';
import { Digest } from './digest.ts';
import { ReasonCode } from './request.ts';

const Count = z.int().min(0);

/** Why a system did not do what it was told. The first three pass by themselves; the others need a person. */
export const Failure = z.enum(['throttled', 'unavailable', 'no-answer', 'forbidden', 'misconfigured', 'bug']);
export type Failure = z.infer<typeof Failure>;

/** What went wrong, in words that are ours: a system's own may have an address or an account number in them. */
export const FailureCode = z.enum([
  'rate-limited',
  'down',
  'timed-out',
  'no-read-right',
  'no-write-right',
  'target-missing',
  'key-missing',
  'rejected',
  'answer-unreadable',
  'unexpected',
]);
export type FailureCode = z.infer<typeof FailureCode>;

/** Why a system could not erase something. */
const KeptReason = z.enum(['object-lock', 'legal-duty', 'legal-claim', 'not-supported']);

const Failed = z.strictObject({
  answer: z.literal('failed'),
  failure: Failure,
  code: FailureCode,
  /** What the system asks to be waited for, as by Retry-After. */
  retryAfterMs: z.int().min(0).optional(),
});

/** What a system says to a command to erase. */
export const EraseAnswer = z.discriminatedUnion('answer', [
  z.strictObject({ answer: z.literal('done'), count: Count }),
  /** It holds nothing of this person. */
  z.strictObject({ answer: z.literal('none') }),
  /** What was to be erased is not there, as a 404 says. */
  z.strictObject({ answer: z.literal('absent') }),
  /** It could not erase all, as under an object lock. */
  z.strictObject({
    answer: z.literal('partial'),
    count: Count,
    kept: z.array(z.strictObject({ class: SystemId, reason: KeptReason, until: Instant.optional() })).min(1),
  }),
  /** It will do so; reading it again says when it has. */
  z.strictObject({ answer: z.literal('instructed') }),
  Failed,
]);
export type EraseAnswer = z.infer<typeof EraseAnswer>;

/** What a system says when it is read again. */
export const VerifyAnswer = z.discriminatedUnion('answer', [
  z.strictObject({ answer: z.literal('empty') }),
  z.strictObject({ answer: z.literal('residue'), count: Count.min(1) }),
  Failed,
]);
export type VerifyAnswer = z.infer<typeof VerifyAnswer>;

/** Where a task is. What it brought is kept elsewhere. */
export const Progress = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('idle') }),
  z.strictObject({
    status: z.literal('sent'),
    attempt: z.int().min(1),
    at: Instant,
    answerBy: Instant,
    /** Of the command that was sent last. */
    key: Digest.optional(),
  }),
  /** To be tried again; `parked` after many times, when only the clock and not the case waits for it. */
  z.strictObject({
    status: z.literal('waiting'),
    attempt: z.int().min(1),
    retryAt: Instant,
    code: ReasonCode,
    parked: z.boolean(),
  }),
  /** A person must see to it. */
  z.strictObject({ status: z.literal('failed'), attempt: z.int().min(1), at: Instant, code: FailureCode }),
]);
export type Progress = z.infer<typeof Progress>;

/** A command that went out, so that its answer is known when it comes. */
export const CommandRecord = z.strictObject({
  /** The idempotency key. */
  key: Digest,
  kind: z.enum(['erase', 'verify']),
  round: z.int().min(1),
  /** Which reading a `verify` is. */
  reading: z.string().optional(),
  classes: z.array(SystemId),
  /** Digest of the nonce that a callback must bring. */
  nonce: Digest.optional(),
  answered: z.boolean(),
});
export type CommandRecord = z.infer<typeof CommandRecord>;

const AnswerRecord = z.strictObject({
  round: z.int().min(1),
  classes: z.array(SystemId),
  at: Instant,
  answer: EraseAnswer,
});

/** What is to be done at one system, and how far it has come. */
export const Step = z.strictObject({
  system: SystemId,
  /** The classes to be erased; those that the law keeps are not among them. */
  classes: z.array(SystemId),
  /** Whether the person is known there; see `subjectAt`. */
  subject: z.enum(['known', 'unknown', 'unresolved']),
  /** One more each time it was found not empty; from 1 on. */
  round: z.int().min(1),
  /** The round in which it was begun, or begun again when data had come back. */
  firstRound: z.int().min(1),
  erase: Progress,
  verify: Progress,
  answers: z.array(AnswerRecord),
  /** What the last reading found. */
  read: z
    .strictObject({
      reading: z.string(),
      classes: z.array(SystemId),
      at: Instant,
      found: z.enum(['empty', 'residue']),
      readings: Count,
    })
    .optional(),
  commands: z.array(CommandRecord),
});
export type Step = z.infer<typeof Step>;
