import type { Day } from '../kernel/day.ts';
import type { Instant } from '../kernel/instant.ts';
import type { ChartDay } from './chart-day.ts';
import type { Finding } from './finding.ts';
import type { Due, FindingRecord } from './finding-record.ts';
import type { PagePolicy } from './policy.ts';

/** One run of detection, and what is known already. */
export interface FindingsRun {
  readonly findings: readonly Finding[];
  /** Open ones, and closed ones whose days the run may have looked at again. */
  readonly records: readonly FindingRecord[];
  /** The days that are told of, and may still change: of a finding that ended before them nobody hears. */
  readonly scored: { readonly from: Day; readonly to: Day };
  /** The days of a finding's chart up to its `dataAsOf`, as this run knows them. Also asked of findings of before. */
  readonly chartOf: (finding: Finding) => readonly ChartDay[];
  readonly policy: PagePolicy;
  readonly at: Instant;
}

/** A record to write over the one that was read, and why. */
export interface PlannedRecord {
  readonly before: FindingRecord | undefined;
  readonly after: FindingRecord;
  readonly reason: string;
}

/** A message that is to go out from now on. */
export function dueOf(what: Due['what'], reason: string, at: Instant): Due {
  return { what, reason, since: at, attempts: 0 };
}
