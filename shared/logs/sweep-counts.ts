import type { RetentionPlan } from './plan-retention.ts';
import type { Treated } from './treat-group.ts';

/**
 * What a sweep counts: groups, what was done with them, the code of what is planned and not written, and dollars a month
 * in millionths.
 */
export type SweepCount =
  | 'groups'
  | 'unreadable'
  | 'failed'
  | Exclude<Treated['outcome'], 'as-planned'>
  | RetentionPlan['code']
  | 'savedMonthly'
  | 'plannedMonthly'
  | 'plannedAtOnce'
  | 'plannedExtra';

/** The counts with one more of something; nothing is not counted. */
export function tally(
  counts: Readonly<Record<string, number>>,
  name: SweepCount,
  count: number,
): Readonly<Record<string, number>> {
  return count === 0 ? counts : { ...counts, [name]: (counts[name] ?? 0) + count };
}
