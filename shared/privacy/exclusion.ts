import * as z from 'zod';
import { millis } from '../kernel/duration.ts';
import { Instant, type Instant as InstantText, shift } from '../kernel/instant.ts';
import type { Policy } from './config.ts';
import { SubjectTag } from './subject-keys.ts';

/** Somebody who must not come back with a restore, as long as there is a backup that has them. */
export const Exclusion = z.object({
  /** The keyed tag of one identity of theirs. */
  tag: SubjectTag,
  /** The case that erased them. */
  case: z.string(),
  erasedAt: Instant,
  /** When the oldest backup that may have them is gone. */
  until: Instant,
});
export type Exclusion = z.infer<typeof Exclusion>;

/** The exclusions of a case, one for each identity of the person. */
export function exclusionsOf(
  id: string,
  subjects: readonly SubjectTag[],
  erasedAt: InstantText,
  { backups }: Pick<Policy, 'backups'>,
): Exclusion[] {
  const until = shift(erasedAt, millis(backups));
  return subjects.map((tag) => ({ tag, case: id, erasedAt, until }));
}
