import { afresh } from '../kernel/afresh.ts';
import { AppError } from '../kernel/errors.ts';
import type { Instant } from '../kernel/instant.ts';
import type { QuarantinePlan } from './quarantine-record.ts';
import type { QuarantineStore } from './quarantine-store.ts';

/** What to do about a plan that somebody approves. */
export type ApprovalDecision =
  | { readonly kind: 'approve'; readonly after: QuarantinePlan }
  | { readonly kind: 'nothing'; readonly reason: 'approved-already' }
  | { readonly kind: 'refuse'; readonly code: 'plan-not-held'; readonly message: string };

/** A plan that is held is approved, once; one that is a dry run, was carried out or has lapsed cannot be. */
export function decideApproval(plan: QuarantinePlan, by: string, at: Instant): ApprovalDecision {
  switch (plan.state) {
    case 'held':
      return {
        kind: 'approve',
        after: {
          ...plan,
          version: plan.version + 1,
          state: 'approved',
          reason: 'APPROVED',
          approvedAt: at,
          approvedBy: by,
        },
      };
    case 'approved':
      return { kind: 'nothing', reason: 'approved-already' };
    case 'dry-run':
      return refuse('the plan is a dry run: nothing waits for an approval while apply is false in tags.yaml');
    case 'lapsed':
      return refuse('the approval of the plan has ended; what is still due comes as a plan of its own');
    case 'applied':
      return refuse('the plan was carried out already');
  }
}

function refuse(message: string): ApprovalDecision {
  return { kind: 'refuse', code: 'plan-not-held', message };
}

export interface PlansDeps {
  readonly store: Pick<QuarantineStore, 'plan' | 'writePlan'>;
  readonly now: () => Instant;
}

/** Plans of quarantine, to be read and approved by their names. */
export function makePlans({ store, now }: PlansDeps) {
  /** @throws AppError `not-found` */
  async function read(digest: string): Promise<QuarantinePlan> {
    const plan = await store.plan(digest);
    if (plan !== undefined) return plan;
    throw new AppError('there is no such plan', { code: 'plan-not-found', kind: 'not-found' });
  }
  return {
    read,
    /** @throws AppError `not-found`; `conflict` where it is not held */
    approve: (digest: string, by: string, correlationId: string): Promise<QuarantinePlan> =>
      afresh(async () => {
        const plan = await read(digest);
        const decision = decideApproval(plan, by, now());
        if (decision.kind === 'nothing') return plan;
        if (decision.kind === 'refuse')
          throw new AppError(decision.message, { code: decision.code, kind: 'conflict' });
        await store.writePlan(plan, decision.after, { at: now(), actor: by, correlationId });
        return decision.after;
      }),
  };
}
