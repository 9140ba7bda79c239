import { dayOf, isoWeekday } from '../kernel/day.ts';
import type { Instant } from '../kernel/instant.ts';
import { type Digest, digestLines, isWorthTelling } from './digest.ts';
import type { TagPolicy } from './policy.ts';
import type { QuarantineOutcome } from './quarantine-due.ts';
import type { QuarantineRecord } from './quarantine-record.ts';
import type { Survey } from './survey.ts';
import type { SweepReport } from './sweep-report.ts';

export interface SweptFacts {
  readonly at: Instant;
  readonly survey: Survey;
  readonly report: SweepReport;
  /** The report of the week before. */
  readonly before: SweepReport | undefined;
  readonly quarantine: QuarantineOutcome;
  /** What was done to resources and not told yet. */
  readonly untold: readonly QuarantineRecord[];
}

const MONDAY = 1;

/** What each team is told after a sweep: what is new every day, how it stands on Mondays. At most one message a team. */
export function digestsOf(
  { at, survey, report, before, quarantine, untold }: SweptFacts,
  { config }: TagPolicy,
): readonly Digest[] {
  const isMonday = isoWeekday(dayOf(at)) === MONDAY;
  const { held, heldAnew, noWay } = quarantine;
  const unseen = report.cells.named.map(({ account, region, reason }) => `${account} ${region}: ${reason}`);
  return config.organization.teams
    .map(({ id, name }): Digest => {
      const score = report.teams.find(({ team }) => team === id);
      const isHeld =
        held !== undefined && (heldAnew || isMonday) && held.resources.some(({ team }) => team === id);
      return {
        team: { id, name },
        at,
        lines: digestLines({
          due: survey.due.get(id) ?? [],
          noWay,
          quarantined: untold.filter(({ team }) => team === id),
        }),
        weekly: isMonday && score !== undefined,
        score,
        before: before?.teams.find(({ team }) => team === id)?.score,
        held: isHeld ? [held] : [],
        unseen,
      };
    })
    .filter(isWorthTelling);
}
