import { daysBetween } from '../kernel/day.ts';
import { elapsed } from '../kernel/instant.ts';
import { closed, closeUnseen, outcomeOf } from './close-findings.ts';
import type { Finding } from './finding.ts';
import { findingId } from './finding-id.ts';
import { commonOf, type Due, FindingRecord, isPaged } from './finding-record.ts';
import { tierOf } from './finding-tier.ts';
import { dueOf, type FindingsRun, type PlannedRecord } from './findings-run.ts';
import { joinFindings, lastDay, matchFindings, QUIET_DAYS } from './match-findings.ts';

/** A finding that goes on without an answer is told once more after so long. */
const REMIND_AFTER_DAYS = 7;
const DAY_MS = 86_400_000;

/**
 * What becomes of the findings of a run. Each is told once when it opens and, if nobody answers, once more a week later;
 * it grows in silence, unless so far that an engineer is to be paged. One that was not found again closes by itself. The
 * same run planned a second time changes nothing. What is to be told stands in the records as `due`.
 */
export function planFindings(run: FindingsRun): PlannedRecord[] {
  const { matches, rest } = matchFindings(run.findings, run.records);
  const planned = [
    ...matches.map(({ finding, record }) =>
      record === undefined ? openRecord(finding, run) : continueRecord(record, finding, run),
    ),
    ...rest.map((record) => closeUnseen(record, run)),
  ];
  return planned
    .filter((one) => one !== undefined)
    .filter(({ before, after }) => !isUnchanged(before, after));
}

/** The records that have something to be told, with what was left over from earlier runs. */
export function toBeTold(planned: readonly PlannedRecord[], records: readonly FindingRecord[]): string[] {
  const written = new Map(planned.map(({ after }) => [after.id, after]));
  const now = [...records.map((record) => written.get(record.id) ?? record), ...written.values()];
  return [...new Set(now.flatMap(({ id, due }) => (due === undefined ? [] : [id])))];
}

function openRecord(finding: Finding, run: FindingsRun): PlannedRecord {
  const { at, scored } = run;
  const common = {
    v: 1 as const,
    version: 1,
    id: findingId(finding),
    finding,
    chart: [...run.chartOf(finding)],
    openedAt: at,
    updatedAt: at,
    told: [],
  };
  if (lastDay(finding) < scored.from)
    return {
      before: undefined,
      after: { ...common, state: 'ended', closedAt: at },
      reason: 'older-than-the-run',
    };
  const reason = isHeldBack(finding) ? 'provisional-drop' : lastDay(finding) < scored.to ? 'late' : 'new';
  const due = reason === 'provisional-drop' ? {} : { due: dueOf('opened', reason, at) };
  const state = isOver(finding, run)
    ? ({ state: 'ended', closedAt: at } as const)
    : ({ state: 'open' } as const);
  return { before: undefined, after: { ...common, ...due, ...state }, reason };
}

/** A day that AWS may still restate looks like a drop until all of its costs have come in. */
function isHeldBack({ kind, provisional }: Finding): boolean {
  return kind === 'drop' && provisional;
}

function continueRecord(record: FindingRecord, found: Finding, run: FindingsRun): PlannedRecord | undefined {
  const finding = withEarlierDays(record.finding, found, run);
  const common = {
    ...commonOf(record),
    finding,
    chart: [...run.chartOf(finding)],
    version: record.version + 1,
    updatedAt: run.at,
  };
  const reopened = (reason: string): PlannedRecord | undefined =>
    isOver(finding, run)
      ? undefined
      : {
          before: record,
          after: { ...common, state: 'open', due: dueOf('opened', reason, run.at) },
          reason,
        };
  switch (record.state) {
    case 'expected':
    case 'absorbed':
      return undefined;
    case 'muted':
      return lastDay(finding) > record.until ? reopened('mute-over') : undefined;
    case 'restated':
      return isHeldBack(finding) ? undefined : reopened('returned');
    case 'ended':
      return lastDay(finding) > lastDay(record.finding) ? reopened('returned') : undefined;
    case 'open':
    case 'investigating': {
      if (isOver(finding, run)) {
        const [state, reason] = outcomeOf(finding, common.chart, run);
        return { before: record, after: closed(record, common, state, reason, run.at), reason };
      }
      const due = record.due ?? nextDue(record, finding, run);
      const after = { ...record, ...common, ...(due === undefined ? {} : { due }) };
      return { before: record, after, reason: due?.reason ?? 'continued' };
    }
  }
}

function nextDue(record: FindingRecord, finding: Finding, run: FindingsRun): Due | undefined {
  const { told, state } = record;
  const { tier } = tierOf(finding, run.policy);
  if (told.length === 0) return isHeldBack(finding) ? undefined : dueOf('opened', 'final', run.at);
  if (tier === 'page' && !told.some(({ via }) => via === 'page')) return dueOf('grown', 'page-tier', run.at);
  const opened = told.findLast(({ what }) => what === 'opened');
  const waited = opened !== undefined && elapsed(opened.at, run.at) >= REMIND_AFTER_DAYS * DAY_MS;
  const reminded = told.some(({ what }) => what === 'reminder');
  const goesOn = daysBetween(lastDay(finding), run.scored.to) <= 1;
  return state === 'open' && !isPaged(record) && waited && !reminded && goesOn
    ? dueOf('reminder', 'unanswered', run.at)
    : undefined;
}

/** Settled by AWS, and followed by days that were as usual. */
function isOver(finding: Finding, { scored }: FindingsRun): boolean {
  return daysBetween(lastDay(finding), scored.to) >= QUIET_DAYS;
}

/** What was found now, with the days before that were known and are not scored any more. */
function withEarlierDays(known: Finding, found: Finding, { scored }: FindingsRun): Finding {
  const earlier = known.days.filter((day) => day < scored.from && day < found.firstDate);
  const [firstDate] = earlier;
  return firstDate === undefined ? found : joinFindings({ ...known, firstDate, days: earlier }, found);
}

/** Whether nothing but the time of writing differs. */
function isUnchanged(before: FindingRecord | undefined, after: FindingRecord): boolean {
  if (before === undefined) return false;
  const bare = (record: FindingRecord) =>
    JSON.stringify(FindingRecord.parse({ ...record, version: 1, updatedAt: before.updatedAt }));
  return bare(before) === bare(after);
}
