import * as z from 'zod';
import { Day } from '../kernel/day.ts';
import { Slug } from '../kernel/ids.ts';
import { elapsed, Instant } from '../kernel/instant.ts';
import { Micros } from '../kernel/money.ts';
import type { BudgetJudgement } from './judge-budget.ts';

/** A message about a budget on its way. */
const Notice = z.strictObject({
  thresholds: z.array(z.int()),
  forecast: z.boolean(),
  /** Who sends it holds it from here on. */
  claimedAt: Instant,
  /** Whom it has reached: ids of readers, never addresses. */
  sent: z.array(z.string()),
});
export type Notice = z.infer<typeof Notice>;

/** What was told of a budget in one period, and what is being told. */
export const BudgetRecord = z.object({
  v: z.literal(1),
  budget: Slug,
  /** The first day of the period. */
  period: Day,
  amount: Micros,
  thresholds: z.array(z.int()),
  forecast: z.boolean(),
  version: z.int().min(1),
  /** What has not reached everybody yet. */
  notice: Notice.optional(),
});
export type BudgetRecord = z.infer<typeof BudgetRecord>;

/** Longer than the function that sends may run: a claim that is older was left behind. */
const CLAIM_MS = 120_000;

/** What to do about a budget now. */
export type NoticePlan =
  | { readonly send: false; readonly reason: 'nothing-new' | 'being-sent' }
  | { readonly send: true; readonly reason: 'new' | 'left-behind'; readonly record: BudgetRecord };

/**
 * The record to claim before a message goes out, and the message: what is newly crossed, with what an earlier run could
 * not bring to everybody. One that somebody is sending is left to them.
 */
export function planNotice(
  key: Pick<BudgetRecord, 'budget' | 'period'>,
  before: BudgetRecord | undefined,
  { amount, crossed, overrun }: Pick<BudgetJudgement, 'amount' | 'crossed' | 'overrun'>,
  now: Instant,
): NoticePlan {
  const held = before?.notice;
  if (held !== undefined && elapsed(held.claimedAt, now) < CLAIM_MS)
    return { send: false, reason: 'being-sent' };
  const fresh = crossed.length > 0 || overrun;
  if (held === undefined && !fresh) return { send: false, reason: 'nothing-new' };
  const same = before?.amount === amount ? before : undefined;
  const news = crossed.map(({ percent }) => percent);
  return {
    send: true,
    reason: fresh ? 'new' : 'left-behind',
    record: {
      v: 1,
      ...key,
      amount,
      thresholds: ascending([...(same?.thresholds ?? []), ...news]),
      forecast: (same?.forecast ?? false) || overrun,
      version: (before?.version ?? 0) + 1,
      notice: {
        thresholds: ascending([...(held?.thresholds ?? []), ...news]),
        forecast: (held?.forecast ?? false) || overrun,
        claimedAt: now,
        sent: fresh ? [] : (held?.sent ?? []),
      },
    },
  };
}

/** The record once its message has reached these readers: without the message, where that is all of them. */
export function withSent(record: BudgetRecord, sent: readonly string[], done: boolean): BudgetRecord {
  const { notice, ...rest } = record;
  const after = { ...rest, version: record.version + 1 };
  return done || notice === undefined ? after : { ...after, notice: { ...notice, sent: [...sent] } };
}

function ascending(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
