import * as z from 'zod';
import { SystemId } from './config.ts';
import { Digest } from './digest.ts';
import { KeyId } from './key-id.ts';

const CaseId = z.string().regex(/^[\w-]{1,80}$/);
const SubjectRef = z.string().regex(/^[\w=-]{16,128}$/);

/** What a system is told: it learns who is meant from the reference, by a channel of its own. */
export const SystemCommand = z.strictObject({
  kind: z.enum(['erase', 'verify']),
  caseId: CaseId,
  system: SystemId,
  subjectRef: SubjectRef,
  classes: z.array(SystemId).min(1),
  /** The same for the same work, however often it is sent. */
  idempotencyKey: Digest,
  attempt: z.int().min(1),
  /** To read again: the classes of which the system says that something could not be erased. For connectors of ours only. */
  kept: z.array(SystemId).optional(),
});
export type SystemCommand = z.infer<typeof SystemCommand>;

/** Something a case wants done. */
export const Command = z.discriminatedUnion('kind', [
  SystemCommand.extend({ kind: z.literal('erase') }),
  SystemCommand.extend({ kind: z.literal('verify') }),
  /** Find all the person is known by, and answer with where. */
  z.strictObject({ kind: z.literal('resolve'), caseId: CaseId, subjectRef: SubjectRef }),
  /** Give the keys of these classes to deletion, and try to decrypt with them. */
  z.strictObject({
    kind: z.literal('shred'),
    caseId: CaseId,
    subjectRef: SubjectRef,
    classes: z.array(SystemId).min(1),
    idempotencyKey: Digest,
    attempt: z.int().min(1),
  }),
  /** Ask whether these keys are deleted by now. */
  z.strictObject({ kind: z.literal('poll-keys'), caseId: CaseId, keyIds: z.array(KeyId).min(1) }),
]);
export type Command = z.infer<typeof Command>;
