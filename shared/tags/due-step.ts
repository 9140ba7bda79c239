import type { Instant } from '../kernel/instant.ts';
import { type Escalation, type EscalationPlan, escalate } from './escalation.ts';
import { type ExemptionState, exemptionOf } from './exemption.ts';
import type { TagPolicy } from './policy.ts';
import type { ResourceRecord } from './resource-record.ts';
import type { Verdict } from './verdict.ts';

/** What is to be done about one resource after a sweep. */
export interface DueStep {
  readonly record: ResourceRecord;
  /** Undefined: nobody is told, only what is remembered changes. */
  readonly step: EscalationPlan['due'];
  /** What is remembered when it is done. */
  readonly next: Escalation | undefined;
  /** When the step after it is due. */
  readonly wakeAt: Instant | undefined;
  readonly exemption: ExemptionState;
}

/**
 * The next step of a record's escalation, by its verdict and the exemptions of today. Whether a resource is our own is
 * not in its record: whoever puts in quarantine looks at its tags first.
 * @param verdict that of the record, or `unknown` where it was not looked at
 * @returns undefined where there is nothing to do
 */
export function dueStep(
  record: ResourceRecord,
  verdict: Verdict['verdict'],
  policy: TagPolicy,
  now: Instant,
): DueStep | undefined {
  const { arn, type, account, region, escalation } = record;
  const exemption = exemptionOf({ arn, type, account, region, tags: undefined }, policy.config, now);
  const { enforce } = policy.config.tags;
  const plan = escalate(escalation, { verdict }, exemption, { tags: undefined }, enforce, now);
  if (plan.due === undefined && same(escalation, plan.next)) return undefined;
  return { record, step: plan.due, next: plan.next, wakeAt: plan.wakeAt, exemption };
}

/** Whether its quarantine is due by its record alone: one whose tags could not be read is as wrong as it was. */
export function isQuarantineDue(
  record: ResourceRecord | undefined,
  policy: TagPolicy,
  now: Instant,
): boolean {
  if (record === undefined || record.state === 'gone') return false;
  const verdict = record.verdict === 'unknown' ? 'violation' : record.verdict;
  return dueStep(record, verdict, policy, now)?.step === 'quarantine';
}

function same(a: Escalation | undefined, b: Escalation | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const steps = Object.keys(a.taken).length === Object.keys(b.taken).length;
  return a.since === b.since && a.endTold === b.endTold && steps;
}
