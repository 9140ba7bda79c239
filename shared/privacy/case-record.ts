import * as z from 'zod';
import { Instant } from '../kernel/instant.ts';
import { Case } from './case.ts';
import { SubjectTag } from './subject-keys.ts';
import { Told } from './watch-cases.ts';

/** A case as it is stored, with what its clock and its watch need. Ids, dates and codes only. */
export const CaseRecord = z.object({
  /** One more with each write. */
  version: z.int().min(1),
  /** Which execution acts for it; an older one ends. One more for whoever changes the case and starts another. */
  run: z.int().min(1),
  /** When it last changed; the clock's own notes are no change. */
  movedAt: Instant,
  /** When it is to be looked at next, whatever happens before; undefined where somebody must do something first. */
  wakeAt: Instant.optional(),
  /** The keyed tags of all the person is known by; that of the case comes first. */
  subjects: z.array(SubjectTag).min(1),
  /** A pointer to the evidence of who asks, such as the id of a ticket. */
  evidence: z
    .string()
    .regex(/^[\w:/.-]{1,200}$/)
    .optional(),
  /** What people were told of it. */
  told: Told,
  /** Nothing is left to do, for good. */
  closed: z.boolean(),
  case: Case,
});
export type CaseRecord = z.infer<typeof CaseRecord>;

/** Of whom nobody was told anything. */
export const NOTHING_TOLD: Told = { open: [], reminders: [] };

/** What a new case begins with. */
export type NewCase = Pick<CaseRecord, 'case' | 'subjects' | 'evidence'>;

/** Whether the person who asks is known to be who they say, as far as the state tells. */
export function isVerified({ stage }: Pick<Case, 'stage'>): boolean {
  return stage.state !== 'received' && stage.state !== 'verifying';
}

/**
 * The record with its case changed, by an execution that goes on with it, or for one that is to be started (`restart`),
 * which the watch starts where nobody does.
 */
export function changedRecord(
  record: CaseRecord,
  to: Case,
  now: Instant,
  { restart }: { readonly restart: boolean },
): CaseRecord {
  const { wakeAt: _, ...rest } = record;
  const wakeAt = restart ? { wakeAt: now } : record.wakeAt === undefined ? {} : { wakeAt: record.wakeAt };
  return { ...rest, ...wakeAt, case: to, movedAt: now, closed: false, run: record.run + (restart ? 1 : 0) };
}
