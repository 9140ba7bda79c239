import * as z from 'zod';
import { type Day, type Month, Month as MonthSchema } from '../kernel/day.ts';
import { elapsed, Instant } from '../kernel/instant.ts';
import { type Restatement, ReviewDigest, restatedReview } from './restated-review.ts';

/** What was told of a month to one reader, and what is being told. */
export const ReviewRecord = z.object({
  v: z.literal(1),
  month: MonthSchema,
  /** Whose review: `all`, `team-payments`. */
  of: z.string().min(1),
  /** 1 is the first; each correction is one more. */
  issue: z.int().min(1),
  version: z.int().min(1),
  digest: ReviewDigest,
  /** What this issue corrects; absent in the first. */
  corrects: ReviewDigest.optional(),
  /** Being sent since then; absent once it has reached its readers. */
  claimedAt: Instant.optional(),
  sent: z.array(z.string()),
  /** The month changes no more, as far as we look. */
  settled: z.boolean(),
});
export type ReviewRecord = z.infer<typeof ReviewRecord>;

/** The day of the next month on which a month is told. */
const REVIEW_DAY = 3;
/** Until this day a month is waited for of which a day is missing. */
const INCOMPLETE_DAY = 6;
/** From this day on a month without estimated days is settled. */
const SETTLED_DAY = 10;
/** On this day it is settled whatever the bill says. */
const LAST_DAY = 25;
/** Longer than the function that sends may run. */
const CLAIM_MS = 150_000;

/** What to do about a month's review now. */
export type ReviewPlan =
  | {
      readonly do: 'nothing';
      readonly reason: 'too-early' | 'nothing-known' | 'incomplete' | 'being-sent' | 'settled' | 'unchanged';
    }
  | { readonly do: 'settle'; readonly reason: 'no-longer-estimated' | 'late'; readonly record: ReviewRecord }
  | {
      readonly do: 'send';
      readonly reason: 'first' | 'left-behind' | 'restated';
      readonly record: ReviewRecord;
      readonly restatement: Restatement | undefined;
    };

export interface MonthSeen {
  readonly month: Month;
  readonly of: string;
  readonly today: Day;
  readonly now: Instant;
  readonly digest: ReviewDigest;
  /** How much of the month the bill says anything of. */
  readonly known: 'all' | 'some' | 'none';
  /** Whether AWS says that some of it may change. */
  readonly estimated: boolean;
}

/** The next step of a month's review: told on the 3rd, told again when it is restated, and at last settled. */
export function planReview(seen: MonthSeen, before: ReviewRecord | undefined): ReviewPlan {
  const { month, of, now, digest } = seen;
  const day = Number(seen.today.slice(8));
  if (day < REVIEW_DAY) return nothing('too-early');
  if (before === undefined) {
    if (seen.known === 'none') return nothing('nothing-known');
    if (seen.known === 'some' && day < INCOMPLETE_DAY) return nothing('incomplete');
    const record = {
      v: 1,
      month,
      of,
      issue: 1,
      version: 1,
      digest,
      claimedAt: now,
      sent: [],
      settled: false,
    } as const;
    return { do: 'send', reason: 'first', record: { ...record, sent: [] }, restatement: undefined };
  }
  if (before.claimedAt !== undefined) {
    if (elapsed(before.claimedAt, now) < CLAIM_MS) return nothing('being-sent');
    const record = { ...before, version: before.version + 1, digest, claimedAt: now };
    const restatement = before.corrects === undefined ? undefined : restatedReview(before.corrects, digest);
    return { do: 'send', reason: 'left-behind', record, restatement };
  }
  if (before.settled) return nothing('settled');
  const restatement = restatedReview(before.digest, digest);
  if (restatement !== undefined && seen.known !== 'none') {
    const record = {
      ...before,
      issue: before.issue + 1,
      version: before.version + 1,
      digest,
      corrects: before.digest,
      claimedAt: now,
      sent: [],
    };
    return { do: 'send', reason: 'restated', record, restatement };
  }
  const reason = day >= LAST_DAY ? 'late' : 'no-longer-estimated';
  if (day < LAST_DAY && (seen.estimated || day < SETTLED_DAY)) return nothing('unchanged');
  return { do: 'settle', reason, record: { ...before, version: before.version + 1, settled: true } };
}

/** The record once the review has reached these readers: free again, where that is all of them. */
export function withReviewSent(record: ReviewRecord, sent: readonly string[], done: boolean): ReviewRecord {
  const { claimedAt, ...rest } = record;
  const after = { ...rest, version: record.version + 1, sent: [...sent] };
  return done || claimedAt === undefined ? after : { ...after, claimedAt };
}

function nothing(reason: Extract<ReviewPlan, { do: 'nothing' }>['reason']): ReviewPlan {
  return { do: 'nothing', reason };
}
