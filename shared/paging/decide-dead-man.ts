import { elapsed, type Instant } from '../kernel/instant.ts';

/** Whether to tell the outside now that pages get through, and why or why not. */
export type DeadManDecision =
  | { readonly call: true; readonly reason: 'fresh' }
  | { readonly call: false; readonly reason: 'nothing-arrived-yet' | 'arrival-too-old' | 'called-already' };

/** The sweeper comes every minute, some seconds sooner or later: half of that is no reason to wait for the next. */
const SWEEP_SLACK_MS = 30_000;

/**
 * Asked by a sweep that has just done its work, so that the sweeper runs is shown by the asking. Fresh means that the
 * alert which last reached the sink was raised no longer ago than `freshMs`; one of the future, by a clock that runs
 * ahead, is. The outside is called once in `everyMs`.
 */
export function decideDeadMan(
  arrivedRaisedAt: Instant | undefined,
  lastCall: Instant | undefined,
  { everyMs, freshMs }: { readonly everyMs: number; readonly freshMs: number },
  now: Instant,
): DeadManDecision {
  if (arrivedRaisedAt === undefined) return { call: false, reason: 'nothing-arrived-yet' };
  if (elapsed(arrivedRaisedAt, now) > freshMs) return { call: false, reason: 'arrival-too-old' };
  const again = Math.max(everyMs - SWEEP_SLACK_MS, everyMs / 2);
  if (lastCall !== undefined && elapsed(lastCall, now) < again)
    return { call: false, reason: 'called-already' };
  return { call: true, reason: 'fresh' };
}
