import type { Instant } from '../kernel/instant.ts';
import { type DueStep, dueStep } from './due-step.ts';
import type { TagPolicy } from './policy.ts';
import type { ResourceRecord } from './resource-record.ts';
import { counted, type VerdictCounts } from './scores.ts';
import { isGone, type SeenCell } from './seen-page.ts';

/** What the records say after a sweep. Teams by their ids; what is nobody's under ''. */
export interface Survey {
  readonly counts: ReadonlyMap<string, VerdictCounts>;
  readonly due: ReadonlyMap<string, readonly DueStep[]>;
  /** How many violate a rule of high severity. */
  readonly high: ReadonlyMap<string, number>;
  readonly gone: readonly ResourceRecord[];
}

export interface SurveyFacts {
  readonly policy: TagPolicy;
  readonly now: Instant;
  /** What the pages of each cell have listed, by `account region`. */
  readonly seen: ReadonlyMap<string, SeenCell>;
  /** The cells that were looked at to their end. */
  readonly done: ReadonlySet<string>;
  /** Where what has no region is looked for. */
  readonly globalRegion: string;
  readonly hashOf: (arn: string) => string;
  /** The digest of no tags at all. */
  readonly untagged: string;
}

/** The cell that a resource is looked for in. */
export function cellOf(
  { account, region }: Pick<ResourceRecord, 'account' | 'region'>,
  globalRegion: string,
): string {
  return `${account} ${region ?? globalRegion}`;
}

/**
 * Goes through all records once. Those of a cell that could not be looked at count as unknown, whatever was known of
 * them, and nobody is told of them; those that a whole sweep has not found are gone.
 */
export async function surveyRecords(
  records: AsyncIterable<ResourceRecord>,
  { policy, now, seen, done, globalRegion, hashOf, untagged }: SurveyFacts,
): Promise<Survey> {
  const counts = new Map<string, VerdictCounts>();
  const due = new Map<string, DueStep[]>();
  const high = new Map<string, number>();
  const gone: ResourceRecord[] = [];
  for await (const record of records) {
    const name = cellOf(record, globalRegion);
    const cell = done.has(name) ? seen.get(name) : undefined;
    if (cell !== undefined && isGone(record, hashOf(record.arn), cell, untagged)) {
      gone.push(record);
      continue;
    }
    const { team = '' } = record;
    const verdict = cell === undefined ? 'unknown' : record.verdict;
    counted(counts, team, verdict);
    if (verdict === 'violation' && record.severity === 'high') high.set(team, (high.get(team) ?? 0) + 1);
    const step = dueStep(record, verdict, policy, now);
    if (step === undefined) continue;
    const steps = due.get(team) ?? [];
    steps.push(step);
    due.set(team, steps);
  }
  return { counts, due, high, gone };
}
