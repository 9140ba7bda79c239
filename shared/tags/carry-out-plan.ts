import type { Telemetry } from '../kernel/telemetry.ts';
import type { Occasion } from '../platform/audit-store.ts';
import { dueStep } from './due-step.ts';
import type { TagPolicy } from './policy.ts';
import type { makeQuarantineDue } from './quarantine-due.ts';
import type { PlanDigest } from './quarantine-record.ts';
import type { QuarantineStore } from './quarantine-store.ts';
import type { makeRaiseTagAlert } from './raise-tag-alert.ts';
import type { ResourceStore } from './resource-store.ts';
import { heldAlert } from './tag-alerts.ts';

export interface CarryOutPlanDeps {
  readonly store: Pick<QuarantineStore, 'plan' | 'heldAfter'>;
  readonly resources: Pick<ResourceStore, 'read'>;
  readonly quarantineDue: ReturnType<typeof makeQuarantineDue>;
  readonly raise: ReturnType<typeof makeRaiseTagAlert>;
  readonly policy: TagPolicy;
  readonly telemetry: Telemetry;
}

/** How many of a plan were put in quarantine, and how many could not be. */
export interface CarriedOut {
  readonly done: number;
  readonly failed: number;
}

/**
 * Carries out a plan that was approved, and only that: what of it is due still by its record, and wrong by the tags it has
 * now. Done again, it finds done what was done. Nothing where the plan is not approved, or nothing is written.
 */
export function makeCarryOutPlan(deps: CarryOutPlanDeps) {
  const { store, resources, quarantineDue, raise, policy, telemetry } = deps;
  return async (digest: PlanDigest, occasion: Occasion): Promise<CarriedOut> => {
    const plan = await store.plan(digest);
    if (plan?.state !== 'approved' || !policy.config.tags.apply) return { done: 0, failed: 0 };
    const at = occasion.at < plan.at ? plan.at : occasion.at; // no earlier than the sweep that found it due
    const records = await resources.read(plan.resources.map(({ arn }) => arn));
    const steps = [...records.values()].flatMap((record) => {
      if (record.state === 'gone') return [];
      const step = dueStep(record, record.verdict, policy, at);
      return step?.step === 'quarantine' ? [step] : [];
    });
    const { done, failed } = await quarantineDue(steps, new Map(), { ...occasion, at }, [plan]);
    if ((await store.heldAfter(plan.at)).length === 0) await raise(heldAlert(undefined), at);
    telemetry.info('quarantine-plan-carried-out', { resources: plan.resources.length, done, failed });
    return { done, failed };
  };
}
