import { type Duration, millis } from '../kernel/duration.ts';
import { elapsed, type Instant } from '../kernel/instant.ts';
import { type IdentityName, identityOf, type System, type SystemId } from './config.ts';
import type { Exclusion } from './exclusion.ts';
import { isKept } from './record-classes.ts';
import type { SubjectTag } from './subject-keys.ts';

/** Records of a restored table that are of one identity. */
export interface RestoredRecords {
  /** The keyed tag of the identity that they are found by. */
  readonly tag: SubjectTag;
  readonly count: number;
}

/** What of a restored table is of somebody who was erased. */
export interface RestoreCheck<R extends RestoredRecords> {
  /** To be erased again, before the table is used. */
  readonly again: readonly Returned<R>[];
  /** Made after the person had been erased: a person may come back, and this is what they have left since. */
  readonly since: readonly Returned<R>[];
}

/** Records that came back, and whose case erased them. */
export interface Returned<R extends RestoredRecords> {
  readonly records: R;
  readonly case: string;
  readonly erasedAt: Instant;
}

/**
 * What a restore has brought back. A backup that was taken after somebody was erased holds nothing of before, so that what
 * it has of them is new, and theirs.
 * @param takenAt the time that was restored; undefined where nobody knows it, and all that is excluded counts
 */
export function restoreCheck<R extends RestoredRecords>(
  found: readonly R[],
  exclusions: readonly Exclusion[],
  takenAt: Instant | undefined,
): RestoreCheck<R> {
  const latest = new Map<SubjectTag, Exclusion>();
  for (const one of exclusions) {
    const known = latest.get(one.tag);
    if (known === undefined || known.erasedAt < one.erasedAt) latest.set(one.tag, one);
  }
  const again: Returned<R>[] = [];
  const since: Returned<R>[] = [];
  for (const records of found) {
    const exclusion = latest.get(records.tag);
    if (exclusion === undefined) continue;
    const { erasedAt } = exclusion;
    const isNew = takenAt !== undefined && erasedAt < takenAt;
    (isNew ? since : again).push({ records, case: exclusion.case, erasedAt });
  }
  return { again, since };
}

/** An attribute that says whose a record is. */
export interface HolderAttribute {
  readonly attribute: string;
  readonly identity: IdentityName;
}

/** The classes of a system that are erased at once, and not after a time that the law has them stay for. */
export function classesErased({ classes }: Pick<System, 'classes'>): SystemId[] {
  return classes.filter((one) => !isKept(one)).map(({ id }) => id);
}

/** By which attributes the records of a system are looked for: its own, and those of classes that have others. */
export function holderAttributes(system: Pick<System, 'classes' | 'subjectKey'>): HolderAttribute[] {
  const erased = classesErased(system);
  const found = new Map<string, HolderAttribute>();
  for (const { id, subjectKey = system.subjectKey } of system.classes) {
    if (!erased.includes(id) || subjectKey?.attribute === undefined) continue;
    const { attribute, from } = subjectKey;
    found.set(JSON.stringify([attribute, from]), { attribute, identity: identityOf(from) });
  }
  return [...found.values()];
}

/** A key that finds what is to be erased, by an identity that the data map does not list. */
export interface UnlistedKey {
  readonly identity: IdentityName;
  readonly classes: readonly SystemId[];
  /** Where it says so, from the system down: `['subjectKey', 'from']`. */
  readonly path: readonly (string | number)[];
}

/**
 * By which keys nobody would be found in a restored table of a system. Persons are on the list of exclusions by the identities
 * that the data map lists, so that a record which is found by another one looks like nobody's.
 * @param listed the `identities` of the data map
 */
export function unlistedKeys(
  system: Pick<System, 'classes' | 'subjectKey'>,
  listed: readonly IdentityName[],
): UnlistedKey[] {
  const erased = classesErased(system);
  const found = new Map<string, UnlistedKey>();
  for (const [place, { id, subjectKey }] of system.classes.entries()) {
    const key = subjectKey ?? system.subjectKey;
    if (!erased.includes(id) || key === undefined || listed.includes(identityOf(key.from))) continue;
    const path = [...(subjectKey === undefined ? [] : ['classes', place]), 'subjectKey', 'from'];
    const classes = [...(found.get(path.join())?.classes ?? []), id];
    found.set(path.join(), { identity: identityOf(key.from), classes, path });
  }
  return [...found.values()];
}

/**
 * Whether the list of exclusions goes back as far as a backup. Of whoever was erased after an older one was taken, and longer
 * ago than backups are kept, it knows nothing any more.
 */
export function isCovered(takenAt: Instant, now: Instant, backups: Duration): boolean {
  return elapsed(takenAt, now) <= millis(backups);
}
