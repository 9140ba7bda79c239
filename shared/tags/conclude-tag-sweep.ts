import { allDone } from '../kernel/all-done.ts';
import { atMost } from '../kernel/at-most.ts';
import { AppError } from '../kernel/errors.ts';
import { type Instant, shift } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { Occasion } from '../platform/audit-store.ts';
import type { ConcludeInput } from '../platform/sweep.ts';
import type { SweptPlaces } from '../platform/sweep-config.ts';
import type { SweepProgressStore } from '../platform/sweep-progress-store.ts';
import { digestsOf } from './digests-of.ts';
import type { TagPolicy } from './policy.ts';
import type { makeQuarantineDue } from './quarantine-due.ts';
import type { QuarantineStore } from './quarantine-store.ts';
import type { makeRaiseTagAlert } from './raise-tag-alert.ts';
import { isAskedFor, type makeRelease } from './release-quarantine.ts';
import { rememberGone, rememberStep } from './remember-step.ts';
import type { ReportStore } from './report-store.ts';
import type { ResourceStore } from './resource-store.ts';
import { scoresOf, type VerdictCounts } from './scores.ts';
import { seenCells } from './seen-page.ts';
import type { SeenStore } from './seen-store.ts';
import { type Survey, surveyRecords } from './survey.ts';
import { sweepReport } from './sweep-report.ts';
import { sweepTime } from './sweep-time.ts';
import { heldAlert, highSeverityAlert, untoldAlert } from './tag-alerts.ts';
import type { makeTellTeam } from './tell-team.ts';
import { VerdictKind } from './verdict.ts';

export interface ConcludeTagSweepDeps {
  readonly progress: Pick<SweepProgressStore, 'cellsOf'>;
  readonly seen: Pick<SeenStore, 'pagesOf'>;
  readonly resources: Pick<ResourceStore, 'list' | 'read' | 'write'>;
  readonly reports: Pick<ReportStore, 'write' | 'latest'>;
  readonly quarantines: Pick<QuarantineStore, 'since' | 'noteTold'>;
  readonly quarantineDue: ReturnType<typeof makeQuarantineDue>;
  readonly release: ReturnType<typeof makeRelease>;
  readonly tell: ReturnType<typeof makeTellTeam>;
  readonly raise: ReturnType<typeof makeRaiseTagAlert>;
  readonly hashOf: (arn: string) => string;
  /** The digest of no tags at all. */
  readonly untagged: string;
  readonly places: SweptPlaces;
  readonly globalRegion: string;
  readonly policy: TagPolicy;
  readonly telemetry: Telemetry;
  readonly now: () => Instant;
}

/** Counts and codes of a sweep, for people who look at the execution. */
export interface ConcludedSweep {
  readonly resources: number;
  readonly violations: number;
  readonly gone: number;
  readonly unknownCells: number;
  readonly quarantined: number;
  readonly held: boolean;
  readonly told: number;
}

const WRITES_AT_ONCE = 16;
const DAY_MS = 86_400_000;
/** A report of before this is the one of the week before. */
const WEEK_BEFORE_MS = 6.5 * DAY_MS;
/** What was put in quarantine so long ago is told still, where no message got through. */
const UNTOLD_MS = 7 * DAY_MS;

/**
 * What follows from a sweep: scores, what is gone, what somebody wants back and does not have yet, the next step of every escalation, quarantine where it is due, one
 * digest for each team, alerts. Done again for the same sweep it goes on where it was left.
 * @throws AppError `unavailable` where a digest is being sent by somebody else, so that it is looked at again
 */
export function makeConcludeTagSweep(deps: ConcludeTagSweepDeps) {
  return async ({ at }: ConcludeInput): Promise<ConcludedSweep> => {
    const { policy, telemetry, reports, quarantines } = deps;
    const time = sweepTime(at, deps.now());
    const occasion: Occasion = {
      at: time,
      actor: 'system:conclude-tag-sweep',
      correlationId: `tag-sweep/${at}`,
    };
    const [survey, report] = await look(deps, at, time);
    await reports.write(report);
    const gate = atMost(WRITES_AT_ONCE);
    await allDone(survey.gone.map((record) => gate(() => rememberGone(deps.resources, record, occasion))));
    for (const { arn } of (await quarantines.since(undefined)).filter(isAskedFor))
      await deps.release(arn, occasion);
    const due = [...survey.due.values()].flat();
    const quarantine = await deps.quarantineDue(
      due.filter(({ step }) => step === 'quarantine'),
      sizesOf(survey.counts),
      occasion,
    );
    await allDone(
      due
        .filter(({ step }) => step === undefined)
        .map((step) => gate(() => rememberStep(deps.resources, step, 'resource.escalate', occasion))),
    );
    const [recent, before] = await Promise.all([
      quarantines.since(shift(time, -UNTOLD_MS)),
      reports.latest(shift(at, -WEEK_BEFORE_MS)),
    ]);
    const untold = recent.filter(
      ({ state, toldAt }) => (state === 'done' || state === 'failed') && toldAt === undefined,
    );
    const digests = digestsOf({ at, survey, report, before, quarantine, untold }, policy);
    const told = await tellAll(deps, digests, untold, occasion);
    await raiseAll(deps, survey, quarantine.held, time);
    const concluded: ConcludedSweep = {
      resources: [...sizesOf(survey.counts).values()].reduce((sum, size) => sum + size, 0),
      violations: report.teams.reduce((sum, { violations }) => sum + violations, 0),
      gone: survey.gone.length,
      unknownCells: report.cells.unknown,
      quarantined: quarantine.done,
      held: quarantine.held !== undefined,
      told,
    };
    telemetry.info('tag-sweep-concluded', { at, ...concluded });
    return concluded;
  };
}

async function look(deps: ConcludeTagSweepDeps, at: Instant, now: Instant) {
  const { progress, seen, places, globalRegion, policy, hashOf, untagged } = deps;
  const [cells, pages] = await Promise.all([progress.cellsOf(at, places), seen.pagesOf(at)]);
  const done = new Set(
    cells.flatMap(({ account, region, state }) => (state === 'done' ? [`${account} ${region}`] : [])),
  );
  const lists = seenCells(pages);
  const facts = { policy, now, seen: lists, done, globalRegion, hashOf, untagged };
  const survey = await surveyRecords(allRecords(deps), facts);
  return [survey, sweepReport(at, scoresOf(survey.counts), cells, lists)] as const;
}

async function* allRecords({ resources, policy }: ConcludeTagSweepDeps) {
  const teams = [undefined, ...policy.config.organization.teams.map(({ id }) => id)];
  for (const team of teams) for (const verdict of VerdictKind.options) yield* resources.list(verdict, team);
}

function sizesOf(counts: ReadonlyMap<string, VerdictCounts>): ReadonlyMap<string, number> {
  const sum = (count: VerdictCounts) => Object.values(count).reduce((all, one) => all + one, 0);
  return new Map([...counts].map(([team, count]) => [team, sum(count)]));
}

/** How many digests went out. One that fails holds up no other. */
async function tellAll(
  { tell, raise, policy, quarantines }: ConcludeTagSweepDeps,
  digests: ReturnType<typeof digestsOf>,
  untold: Awaited<ReturnType<QuarantineStore['since']>>,
  occasion: Occasion,
): Promise<number> {
  const { teams } = policy.config.organization;
  let sent = 0;
  let busy = false;
  await allDone(
    digests.map(async (digest) => {
      const { team } = digest;
      const { result, reason } = await tell(digest, teams.find(({ id }) => id === team.id)?.email, occasion);
      if (result === 'sent') sent++;
      if (result === 'busy') busy = true;
      const failed = result === 'failed';
      // A report that says nothing new is missed by nobody whom it cannot reach.
      if (!failed || digest.lines.length > 0)
        await raise({ ...untoldAlert(team.id, reason ?? 'sent'), on: failed }, occasion.at);
      if (result !== 'sent' && result !== 'sent-before') return;
      for (const one of untold) if (one.team === team.id) await quarantines.noteTold(one, occasion.at);
    }),
  );
  if (busy)
    throw new AppError('a digest is being sent by somebody else', {
      code: 'digest-busy',
      kind: 'unavailable',
    });
  return sent;
}

async function raiseAll(
  { raise, policy }: ConcludeTagSweepDeps,
  { high, due }: Survey,
  held: Parameters<typeof heldAlert>[0],
  at: Instant,
): Promise<void> {
  const { teams } = policy.config.organization;
  const nobodys = due.get('')?.filter(({ step }) => step !== undefined).length ?? 0;
  await allDone([
    raise(heldAlert(held), at),
    raise({ ...untoldAlert('nobody', 'no-team'), on: nobodys > 0 }, at),
    ...teams.map((team) => raise(highSeverityAlert(team, high.get(team.id) ?? 0), at)),
  ]);
}
