import { briefInstant, type Instant } from '../shared/kernel/instant.ts';

/** What was found in a restored table. Numbers only. */
export interface RestoreFindings {
  readonly takenAt: Instant;
  /** Whether the list of exclusions goes back so far. */
  readonly covered: boolean;
  /** Read in all. */
  readonly records: number;
  /** Who were erased, and had come back. */
  readonly persons: number;
  /** Who were erased before, and have left something since. */
  readonly since: number;
  /** Of whom a hold keeps something. */
  readonly held: number;
  /** Records that are still to be erased. */
  readonly left: number;
  readonly erased: boolean;
}

/** The same to people. */
export function restoreWords(table: string, findings: RestoreFindings): string {
  const { takenAt, records, persons, since, held, left, erased } = findings;
  return [
    `${table}, as of ${briefInstant(takenAt)}: ${records} records read`,
    persons === 0
      ? 'nobody who was erased is back'
      : `${persons} who were erased had come back; ${erased ? `${left} records of theirs are left` : `${left} records are to be erased again: --erase`}`,
    ...(since === 0 ? [] : [`${since} had been erased before that time: what is there is new, and stays`]),
    ...(held === 0 ? [] : [`of ${held} a hold keeps something: it stays`]),
  ].join('\n');
}
