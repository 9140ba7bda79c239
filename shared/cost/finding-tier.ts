import type { Severity } from '../paging/events.ts';
import type { Finding } from './finding.ts';
import { type PagePolicy, pageLimitFor } from './policy.ts';

/** So many times the limit for paging, it does not wait for the morning. */
const GRAVE = 4;

/** Whether a finding pages an engineer, and how gravely, or is mailed to who owns it. */
export type FindingTier =
  | { readonly tier: 'page'; readonly severity: Extract<Severity, 'SEV2' | 'SEV3'> }
  | { readonly tier: 'message' };

/**
 * By its impact a day, in units of the bill's currency. What costs less than usual wakes nobody, and neither does a
 * charge by the calendar that is only seen for the first time.
 */
export function tierOf({ impact, kind, series }: Finding, policy: PagePolicy): FindingTier {
  const limit = pageLimitFor(policy, series);
  if (kind === 'fee' || impact <= 0 || impact < limit) return { tier: 'message' };
  return { tier: 'page', severity: impact >= GRAVE * limit ? 'SEV2' : 'SEV3' };
}
