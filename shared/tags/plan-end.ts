import { type Instant, shift } from '../kernel/instant.ts';
import type { QuarantinePlan } from './quarantine-record.ts';

/**
 * What became of one resource of a plan that is carried out. `refused`: it never can be stopped. `failed`: it may go well
 * later. `waits`: its tags could not be read, or it is held. `unseen`: it is due by its record, and this sweep could not look at it.
 * `over`: it is not due any more, is right by now, or nothing stops its type.
 */
export type Became = 'done' | 'refused' | 'over' | 'failed' | 'waits' | 'unseen';

/** Whether a plan stays approved, or how it ends. */
export type PlanEnd =
  | { readonly state: 'approved'; readonly reason: string }
  | { readonly state: 'applied' | 'lapsed'; readonly reason: string };

const APPROVAL_MS = 7 * 86_400_000;
const OPEN: readonly Became[] = ['failed', 'waits', 'unseen'];

/** Whether an approval is too old to be carried out. A sweep may be for a time to come: then it counts from that. */
export function hasLapsed({ approvedAt = '', at }: QuarantinePlan, now: Instant): boolean {
  return shift(approvedAt > at ? approvedAt : at, APPROVAL_MS) <= now;
}

/**
 * How a plan ends that was carried out as far as it could be: `applied` when nothing of it is left to be done, else it
 * stays approved. An approval ends seven days after it was given (`lapsed`): what is due then is another plan.
 * @param became by ARN, of each of its resources
 */
export function planEnd(plan: QuarantinePlan, became: ReadonlyMap<string, Became>, now: Instant): PlanEnd {
  const all = plan.resources.map(({ arn }) => became.get(arn) ?? 'over');
  const open = OPEN.flatMap((one) => {
    const count = all.filter((is) => is === one).length;
    return count === 0 ? [] : [`${one} ${count}`];
  });
  if (open.length === 0) return { state: 'applied', reason: plan.reason };
  const of = `${open.join(', ')} of ${all.length}`;
  if (hasLapsed(plan, now)) return { state: 'lapsed', reason: `LAPSED: 7 days after its approval ${of}` };
  return { state: 'approved', reason: `NOT_YET: ${of}` };
}
