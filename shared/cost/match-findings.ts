import { addDays, daysBetween } from '../kernel/day.ts';
import type { Finding } from './finding.ts';
import { type FindingId, findingId } from './finding-id.ts';
import { type FindingRecord, isActive } from './finding-record.ts';
import { DIMENSIONS, type SeriesKey, seriesId } from './series.ts';

/** Days of usual cost after which a finding is over; before that, more of the same is part of it. */
export const QUIET_DAYS = 3;

/** What was found, and the record it belongs to, if there is one. */
export interface Match {
  readonly finding: Finding;
  readonly record: FindingRecord | undefined;
}

export interface Matched {
  readonly matches: readonly Match[];
  /** Records of which nothing was found. */
  readonly rest: readonly FindingRecord[];
}

/**
 * Which finding continues which record: the one of the same id; else an open one of the same series and direction whose
 * days are next to each other, though its kind or first day is another today; else such a one of a coarser or finer
 * series, since the smallest series that explains a rise may change with the data. A record is continued once.
 */
export function matchFindings(found: readonly Finding[], records: readonly FindingRecord[]): Matched {
  const activeFirst = records.toSorted((a, b) => Number(isActive(b)) - Number(isActive(a)));
  const left = new Map<FindingId, FindingRecord>(activeFirst.map((record) => [record.id, record]));
  const matched = new Map<Finding, FindingRecord>();
  const findings = foldFindings(found);
  for (const fits of [sameId, sameSeries, relatedSeries]) {
    for (const finding of findings) {
      if (matched.has(finding)) continue;
      const record = [...left.values()].find((one) => fits(finding, one));
      if (record === undefined) continue;
      matched.set(finding, record);
      left.delete(record.id);
    }
  }
  return {
    matches: findings.map((finding) => ({ finding, record: matched.get(finding) })),
    rest: [...left.values()],
  };
}

/** Whether it goes up, down, or by the calendar: only findings of one kind of these can be one. */
function direction({ kind }: Finding): 'up' | 'down' | 'calendar' {
  return kind === 'drop' ? 'down' : kind === 'fee' || kind === 'fee-change' ? 'calendar' : 'up';
}

type Fits = (finding: Finding, record: FindingRecord) => boolean;

const sameId: Fits = (finding, record) => findingId(finding) === record.id;

const sameSeries: Fits = (finding, record) =>
  isSameSeries(finding, record.finding) && canContinue(finding, record);

const relatedSeries: Fits = (finding, record) =>
  isActive(record) &&
  finding.members === undefined &&
  record.finding.members === undefined &&
  (contains(finding.series, record.finding.series) || contains(record.finding.series, finding.series)) &&
  canContinue(finding, record);

function canContinue(finding: Finding, record: FindingRecord): boolean {
  if (!isAlike(finding, record.finding)) return false;
  if (isActive(record)) return true;
  // What is closed covers what was known then: a further rise on top of it is something new.
  return finding.firstDate <= lastDay(record.finding);
}

function isSameSeries(a: Finding, b: Finding): boolean {
  return seriesId(a.series) === seriesId(b.series) && (a.members === undefined) === (b.members === undefined);
}

/** Same direction and currency, and no more than the quiet days between them. */
function isAlike(a: Finding, b: Finding): boolean {
  return (
    direction(a) === direction(b) &&
    a.currency === b.currency &&
    a.firstDate <= addDays(lastDay(b), QUIET_DAYS) &&
    b.firstDate <= addDays(lastDay(a), QUIET_DAYS)
  );
}

/** Whether all of `inner` is part of `outer`, which names something itself: the whole bill contains everything. */
function contains(outer: SeriesKey, inner: SeriesKey): boolean {
  const named = DIMENSIONS.filter((dimension) => outer[dimension] !== undefined);
  return named.length > 0 && named.every((dimension) => outer[dimension] === inner[dimension]);
}

/** The last day that is part of a finding. */
export function lastDay({ days, date }: Finding): string {
  return days.at(-1) ?? date;
}

/** How many days there are from the first to the last of a finding, both counted. */
export function spanOf(finding: Finding): number {
  return daysBetween(finding.firstDate, lastDay(finding)) + 1;
}

/** Several of one series and direction that are next to each other, as one: known by the first, as bad as the worst. */
function foldFindings(findings: readonly Finding[]): Finding[] {
  const folded: Finding[] = [];
  for (const finding of findings.toSorted((a, b) => (a.firstDate < b.firstDate ? -1 : 1))) {
    const place = folded.findIndex((one) => isSameSeries(one, finding) && isAlike(one, finding));
    const before = folded[place];
    if (before === undefined) folded.push(finding);
    else folded[place] = joinFindings(before, finding);
  }
  return folded;
}

/** The numbers of the worse, on the days of both, known by the first. */
export function joinFindings(first: Finding, second: Finding): Finding {
  const worse = Math.abs(second.impact) > Math.abs(first.impact) ? second : first;
  const latest = second.dataAsOf > first.dataAsOf ? second : first;
  return {
    ...worse,
    kind: first.kind,
    date: first.date,
    firstDate: first.firstDate,
    days: [...new Set([...first.days, ...second.days])].sort(),
    total: Math.abs(second.total) > Math.abs(first.total) ? second.total : first.total,
    dataAsOf: latest.dataAsOf,
    provisional: latest.provisional,
  };
}
