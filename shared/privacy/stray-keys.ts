import { elapsed, type Instant } from '../kernel/instant.ts';
import type { KeyId } from './key-id.ts';

/** A key that is tagged as one of a person. */
export interface TaggedKey {
  readonly keyId: KeyId;
  readonly created: Instant;
  /** Whether it is on its way out already. */
  readonly pendingDeletion: boolean;
  /** Whether any alias names it. */
  readonly named: boolean;
}

/** Whoever makes a key names it within a second: one that has no name by then was left behind. */
const LEFT_BEHIND_MS = 24 * 3_600_000;

/**
 * The keys of persons that no alias names, so that no erasure finds them: made by an application that stopped before it
 * named them, or named once by an alias that somebody has deleted. The oldest first.
 */
export function strayKeys(keys: readonly TaggedKey[], now: Instant): readonly KeyId[] {
  return keys
    .filter(({ named, pendingDeletion }) => !named && !pendingDeletion)
    .filter(({ created }) => elapsed(created, now) > LEFT_BEHIND_MS)
    .toSorted((a, b) => (a.created < b.created ? -1 : 1))
    .map(({ keyId }) => keyId);
}
