import { AppError } from '../kernel/errors.ts';
import type { Instant } from '../kernel/instant.ts';
import { type Operation, operation } from '../runtime/api-handler.ts';
import { ApprovePlan, ListQuarantine, MOST_LISTED, ReadPlan, ReadScores, ReleaseQuarantine } from './api.ts';
import type { makePlans } from './approve-plan.ts';
import type { makeAskRelease } from './ask-release.ts';
import type { QuarantinePlan, QuarantineRecord } from './quarantine-record.ts';
import type { QuarantineStore } from './quarantine-store.ts';
import type { ReportStore } from './report-store.ts';
import type { ResourceStore } from './resource-store.ts';
import { isInQuarantine, shownQuarantine } from './shown-quarantine.ts';
import type { TagAct } from './tag-act.ts';

export interface TagOperationsDeps {
  readonly reports: Pick<ReportStore, 'latest'>;
  readonly plans: ReturnType<typeof makePlans>;
  readonly quarantines: Pick<QuarantineStore, 'read' | 'since'>;
  readonly resources: Pick<ResourceStore, 'read'>;
  readonly askRelease: ReturnType<typeof makeAskRelease>;
  /** Has done at once what somebody has decided. */
  readonly start: (act: TagAct, version: number, at: Instant) => Promise<boolean>;
  readonly now: () => Instant;
}

/** Scores, plans and what is in quarantine, over the API. */
export function tagOperations(deps: TagOperationsDeps): Operation[] {
  const { reports, plans, quarantines, resources, askRelease, start, now } = deps;
  const show = async (records: readonly QuarantineRecord[]) => {
    const known = await resources.read(records.map(({ arn }) => arn));
    return records.map((record) => shownQuarantine(record, known.get(record.arn)));
  };
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
    operation(ApprovePlan, async ({ params: { digest }, caller, requestId }) => {
      const plan = await plans.approve(digest, caller, requestId);
      const begun = await start({ kind: 'plan', digest }, plan.version, now());
      return { status: 200, body: { plan: shown(plan), begun } };
    }),
    operation(ListQuarantine, async ({ query: { arn } }) => {
      const one = arn === undefined ? undefined : await quarantines.read(arn);
      const all = arn === undefined ? (await quarantines.since(undefined)).filter(isInQuarantine) : [];
      const listed = one === undefined ? all.slice(0, MOST_LISTED) : [one];
      return { status: 200, body: { quarantines: await show(listed), more: all.length > listed.length } };
    }),
    operation(ReleaseQuarantine, async ({ body: { arn }, caller, requestId }) => {
      const record = await askRelease(arn, caller, requestId);
      const begun =
        record.state !== 'released' && (await start({ kind: 'release', arn }, record.version, now()));
      const [quarantine] = await show([record]);
      return { status: 200, body: { quarantine, begun } };
    }),
  ];
}

function shown(stored: QuarantinePlan): Omit<QuarantinePlan, 'v' | 'version'> {
  const { v: _, version: __, ...plan } = stored;
  return plan;
}
