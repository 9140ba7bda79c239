import type { Instant } from '../kernel/instant.ts';
import type { Exclusion } from './exclusion.ts';
import type { SubjectTag } from './subject-keys.ts';

/** Records of a restored table that are of one identity. */
export interface RestoredRecords {
  /** The keyed tag of the identity that they are found by. */
  readonly tag: SubjectTag;
  readonly count: number;
}

/** What of a restored table is of somebody who was erased. */
export interface RestoreCheck {
  /** To be erased again, before the table is used. */
  readonly again: readonly Returned[];
  /** Made after the person had been erased: a person may come back, and this is what they have left since. */
  readonly since: readonly Returned[];
  readonly records: number;
}

/** Records that came back, and whose case erased them. */
export interface Returned extends RestoredRecords {
  readonly case: string;
  readonly erasedAt: Instant;
}

/**
 * What a restore has brought back. A backup that was taken after somebody was erased holds nothing of before, so that what
 * it has of them is new, and theirs.
 * @param takenAt the time that was restored; undefined where nobody knows it, and all that is excluded counts
 */
export function restoreCheck(
  records: readonly RestoredRecords[],
  exclusions: readonly Exclusion[],
  takenAt: Instant | undefined,
): RestoreCheck {
  const latest = new Map<SubjectTag, Exclusion>();
  for (const one of exclusions) {
    const known = latest.get(one.tag);
    if (known === undefined || known.erasedAt < one.erasedAt) latest.set(one.tag, one);
  }
  const again: Returned[] = [];
  const since: Returned[] = [];
  for (const { tag, count } of records) {
    const exclusion = latest.get(tag);
    if (exclusion === undefined) continue;
    const { erasedAt } = exclusion;
    const isNew = takenAt !== undefined && erasedAt < takenAt;
    (isNew ? since : again).push({ tag, count, case: exclusion.case, erasedAt });
  }
  return { again, since, records: records.reduce((sum, { count }) => sum + count, 0) };
}
