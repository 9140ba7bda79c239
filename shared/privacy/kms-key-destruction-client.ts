import {
  DecryptCommand,
  DescribeKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  type KeyMetadata,
  type KMSClient,
  KMSInvalidStateException,
  type KMSServiceException,
  NotFoundException,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { AppError } from '../kernel/errors.ts';
import { instant } from '../kernel/instant.ts';
import type { SystemId } from './config.ts';
import type { KeyId } from './key-id.ts';
import { aliasOf, contextOf } from './subject-key-name.ts';
import type { DestroyedKey, KeyFate, SubjectTag } from './subject-keys.ts';

/** The shortest KMS allows. */
const PENDING_DAYS = 7;
const DAY_MS = 86_400_000;

/** Gives KMS keys of persons to deletion, and says what became of them. */
export class KmsKeyDestruction {
  readonly #client: KMSClient;

  constructor(client: KMSClient) {
    this.#client = client;
  }

  /**
   * Gives a key to deletion and tries to use it. Undefined where there is none; asked again, the same answer.
   * @throws AppError `subject-key-still-works` (unavailable), to be tried again, until KMS refuses it everywhere
   */
  async destroy(subject: SubjectTag, className: SystemId): Promise<DestroyedKey | undefined> {
    const key = await this.describe(aliasOf(subject, className));
    if (key === undefined) return undefined;
    const keyId = idOf(key);
    const probe = key.KeyState === 'Enabled' ? await this.#probe(keyId, subject, className) : undefined;
    const deletesAtMs = key.DeletionDate?.getTime() ?? (await this.schedule(keyId));
    return {
      subject,
      class: className,
      keyId,
      // KMS says only the one date, and it is this long after the other: asked again, the answer is the same.
      scheduledAt: instant(deletesAtMs - PENDING_DAYS * DAY_MS),
      deletesAt: instant(deletesAtMs),
      evidence: await this.#evidence(keyId, subject, className, probe),
    };
  }

  /** When it will be deleted, in milliseconds since the epoch; where somebody has scheduled it already, by their date. */
  async schedule(keyId: KeyId): Promise<number> {
    try {
      const { DeletionDate } = await this.#client.send(
        new ScheduleKeyDeletionCommand({ KeyId: keyId, PendingWindowInDays: PENDING_DAYS }),
      );
      if (DeletionDate !== undefined) return DeletionDate.getTime();
    } catch (error) {
      if (!(error instanceof KMSInvalidStateException)) throw error;
    }
    const scheduled = (await this.describe(keyId))?.DeletionDate;
    if (scheduled === undefined) throw incomplete('a key that is to be deleted has no date');
    return scheduled.getTime();
  }

  /** Something that only this key decrypts; undefined where somebody has given the key to deletion since. */
  async #probe(keyId: KeyId, subject: SubjectTag, className: SystemId): Promise<Uint8Array | undefined> {
    try {
      const { CiphertextBlob } = await this.#client.send(
        new GenerateDataKeyWithoutPlaintextCommand({
          KeyId: keyId,
          KeySpec: 'AES_256',
          EncryptionContext: contextOf(subject, className),
        }),
      );
      return CiphertextBlob;
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  }

  /** The name of the error that using the key meets. */
  async #evidence(
    keyId: KeyId,
    subject: SubjectTag,
    className: SystemId,
    probe: Uint8Array | undefined,
  ): Promise<string> {
    const EncryptionContext = contextOf(subject, className);
    try {
      if (probe === undefined)
        await this.#client.send(
          new GenerateDataKeyWithoutPlaintextCommand({ KeyId: keyId, KeySpec: 'AES_256', EncryptionContext }),
        );
      else
        await this.#client.send(
          new DecryptCommand({ KeyId: keyId, CiphertextBlob: probe, EncryptionContext }),
        );
    } catch (error) {
      if (isGone(error)) return error.name;
      throw error;
    }
    throw new AppError('a key that is to be deleted still works', {
      code: 'subject-key-still-works',
      kind: 'unavailable',
    });
  }

  /** What has become of a key. */
  async fateOf(keyId: KeyId): Promise<KeyFate> {
    const key = await this.describe(keyId);
    if (key === undefined) return 'deleted';
    return key.KeyState === 'PendingDeletion' ? 'pending-deletion' : 'in-use';
  }

  /** What KMS says of a key, by its id or alias; undefined where there is none. */
  async describe(key: string): Promise<KeyMetadata | undefined> {
    try {
      return (await this.#client.send(new DescribeKeyCommand({ KeyId: key }))).KeyMetadata;
    } catch (error) {
      if (error instanceof NotFoundException) return undefined;
      throw error;
    }
  }
}

/** The id of a key that KMS told of. */
export function idOf({ KeyId }: KeyMetadata): KeyId {
  if (KeyId === undefined) throw incomplete('the key service gave a key without an id');
  return KeyId;
}

/** A key that waits for its deletion, or is deleted. A disabled one is neither: it can be enabled again. */
export function isGone(error: unknown): error is KMSServiceException {
  return error instanceof KMSInvalidStateException || error instanceof NotFoundException;
}

/** The answer of KMS lacks what it must have. */
export function incomplete(message: string): AppError {
  return new AppError(message, { code: 'key-service-incomplete', kind: 'unavailable' });
}
