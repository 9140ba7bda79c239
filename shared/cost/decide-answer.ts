import * as z from 'zod';
import { addDays, Day, dayOf } from '../kernel/day.ts';
import type { Instant } from '../kernel/instant.ts';
import { commonOf, type FindingRecord, isActive, isPaged } from './finding-record.ts';
import { dueOf } from './findings-run.ts';

/** The longest that a finding can be muted for. */
export const MOST_MUTE_DAYS = 90;

/** What somebody who owns a cost says of a finding. */
export const AnswerWish = z.discriminatedUnion('action', [
  z.object({ action: z.literal('expected') }),
  z.object({ action: z.literal('investigating') }),
  z.object({ action: z.literal('muted'), until: Day }),
]);
export type AnswerWish = z.infer<typeof AnswerWish>;

export type AnswerDecision =
  | { readonly ok: true; readonly after: FindingRecord; readonly reason: string }
  | { readonly ok: false; readonly code: 'already-so' | 'closed-by-itself' | 'bad-until' };

/**
 * What a finding becomes when it is answered. What closed by itself takes no answer; what was answered may be answered
 * otherwise. Whoever was paged is told when there is nothing to do any more.
 */
export function decideAnswer(
  record: FindingRecord,
  wish: AnswerWish,
  by: string,
  now: Instant,
): AnswerDecision {
  if (!isActive(record) && record.state !== 'expected' && record.state !== 'muted')
    return { ok: false, code: 'closed-by-itself' };
  const muteUntil = wish.action === 'muted' ? wish.until : undefined;
  const knownUntil = record.state === 'muted' ? record.until : undefined;
  if (record.state === wish.action && muteUntil === knownUntil) return { ok: false, code: 'already-so' };
  const common = {
    ...commonOf(record),
    version: record.version + 1,
    updatedAt: now,
    answer: { at: now, by },
  };
  const decided = (after: FindingRecord): AnswerDecision => ({ ok: true, after, reason: wish.action });
  const closing = isPaged(record) ? { due: dueOf('closed', wish.action, now) } : {};
  switch (wish.action) {
    case 'expected':
      return decided({ ...common, ...closing, state: 'expected', closedAt: now });
    case 'muted': {
      const today = dayOf(now);
      if (wish.until < today || wish.until > addDays(today, MOST_MUTE_DAYS))
        return { ok: false, code: 'bad-until' };
      return decided({ ...common, ...closing, state: 'muted', until: wish.until, closedAt: now });
    }
    case 'investigating':
      return decided({ ...common, state: 'investigating' });
  }
}
