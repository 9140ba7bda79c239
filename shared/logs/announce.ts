import type { Instant } from '../kernel/instant.ts';
import type { GroupHistory } from './log-group.ts';
import type { RetentionPlan } from './plan-retention.ts';

/**
 * What is remembered of a shortening that is to be told: the days the group has now, which is what goes back should
 * somebody ask. Undefined for any other plan.
 */
export function announcementOf(
  plan: RetentionPlan,
  now: Instant,
): Omit<NonNullable<GroupHistory['announced']>, 'told'> | undefined {
  const { action, currentDays, targetDays } = plan;
  if (action !== 'shorten-announce' || targetDays === null) return undefined;
  return { at: now, from: currentDays, to: targetDays, approved: false, vetoed: false };
}
