import * as z from 'zod';
import type { Instant } from '../kernel/instant.ts';
import type { SystemId } from './config.ts';
import type { KeyId } from './key-id.ts';

/** A person as keys know them: a keyed tag (KMS HMAC) of an identity, which only its maker can make again. */
export const SubjectTag = z.string().regex(/^[A-Za-z0-9_-]{16,86}$/, 'a keyed tag');
export type SubjectTag = z.infer<typeof SubjectTag>;

/** A key that is on its way out. What it sealed can be read no more. */
export interface DestroyedKey {
  readonly subject: SubjectTag;
  readonly class: SystemId;
  readonly keyId: KeyId;
  readonly scheduledAt: Instant;
  readonly deletesAt: Instant;
  /** The name of the error that an attempt to use it met. */
  readonly evidence: string;
}

/** Where a key is on its way; `in-use`: somebody has cancelled its deletion. */
export type KeyFate = 'pending-deletion' | 'deleted' | 'in-use';

/**
 * Seals data of a person in a class of data, so that destroying one key makes all of it unreadable, wherever it is: in
 * logs that cannot be edited, in streams, in backups.
 */
export interface SubjectKeys {
  /** @throws AppError `subject-key-destroyed` (gone) while the person's key is on its way out. */
  seal(subject: SubjectTag, className: SystemId, bytes: Uint8Array): Promise<Uint8Array>;
  /**
   * @throws AppError `subject-key-destroyed` (gone) where the key is no more; `not-sealed` (invalid) for bytes that were
   * not sealed for this person and class, or were changed since.
   */
  open(subject: SubjectTag, className: SystemId, sealed: Uint8Array): Promise<Uint8Array>;
  /**
   * Destroys the keys of these persons and classes. Again, it changes nothing and gives the same dates; whoever has no key
   * is not in the answer.
   */
  destroy(
    subjects: readonly { readonly subject: SubjectTag; readonly classes: readonly SystemId[] }[],
  ): Promise<readonly DestroyedKey[]>;
  /** What has become of keys since. */
  fateOf(keyId: KeyId): Promise<KeyFate>;
}

/**
 * How long a data key may be used without asking the key service again, in milliseconds. So long after `destroy` a process
 * that has one may still open what it sealed.
 */
export const DATA_KEY_TTL_MS = 300_000;
