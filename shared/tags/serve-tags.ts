import { AppError } from '../kernel/errors.ts';
import { type Operation, operation } from '../runtime/api-handler.ts';
import { ApprovePlan, ReadPlan, ReadScores } from './api.ts';
import type { makePlans } from './approve-plan.ts';
import type { QuarantinePlan } from './quarantine-record.ts';
import type { ReportStore } from './report-store.ts';

/** Scores and plans over the API. */
export function tagOperations(
  reports: Pick<ReportStore, 'latest'>,
  plans: ReturnType<typeof makePlans>,
): Operation[] {
  return [
    operation(ReadScores, async () => {
      const report = await reports.latest(undefined);
      if (report === undefined)
        throw new AppError('no sweep was concluded yet', { code: 'report-not-found', kind: 'not-found' });
      const { v: _, ...body } = report;
      return { status: 200, body };
    }),
    operation(ReadPlan, async ({ params }) => ({
      status: 200,
      body: { plan: shown(await plans.read(params.digest)) },
    })),
    operation(ApprovePlan, async ({ params, caller, requestId }) => ({
      status: 200,
      body: { plan: shown(await plans.approve(params.digest, caller, requestId)) },
    })),
  ];
}

function shown(stored: QuarantinePlan): Omit<QuarantinePlan, 'v' | 'version'> {
  const { v: _, version: __, ...plan } = stored;
  return plan;
}
