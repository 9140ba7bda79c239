import {
  AlreadyExistsException,
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  GenerateDataKeyCommand,
  IncorrectKeyException,
  InvalidCiphertextException,
  type KMSClient,
} from '@aws-sdk/client-kms';
import { AppError } from '../kernel/errors.ts';
import type { SystemId } from './config.ts';
import { DataKeyCache } from './data-key-cache.ts';
import type { KeyId } from './key-id.ts';
import { idOf, incomplete, isGone, KmsKeyDestruction } from './kms-key-destruction-client.ts';
import { type DataKey, openBytes, parseSealed, sealBytes } from './sealed.ts';
import { aboutOf, aliasOf, contextOf } from './subject-key-name.ts';
import {
  DATA_KEY_TTL_MS,
  type DestroyedKey,
  type KeyFate,
  type SubjectKeys,
  type SubjectTag,
} from './subject-keys.ts';

/** GCM with random vectors is safe for 2^32 messages by one key; this is far from it. */
const MOST_SEALS = 1_000_000;

export interface KmsSubjectKeysProps {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The key policy of new keys, as JSON; by default that of KMS, by which the account's IAM policies decide. */
  readonly policy?: string | undefined;
  readonly client: KMSClient;
}

/**
 * One KMS key for each person and class of data, found by an alias of the keyed tag. Simple, and for small sets: a key is
 * 1 USD a month. Keys are made here and never by the stack, so that no deployment can destroy one.
 */
export class KmsSubjectKeys implements SubjectKeys {
  readonly #now: () => number;
  readonly #policy: string | undefined;
  readonly #client: KMSClient;
  readonly #keys: KmsKeyDestruction;
  readonly #underway = new Map<string, Promise<DataKey>>();
  readonly #cache = new DataKeyCache<DataKey>(DATA_KEY_TTL_MS);

  constructor({ now, policy, client }: KmsSubjectKeysProps) {
    this.#now = now;
    this.#policy = policy;
    this.#client = client;
    this.#keys = new KmsKeyDestruction(client);
  }

  async seal(subject: SubjectTag, className: SystemId, bytes: Uint8Array): Promise<Uint8Array> {
    const name = `${aliasOf(subject, className)}#seal`;
    const key =
      this.#cache.get(name, this.#now(), MOST_SEALS) ??
      (await this.#once(name, () => this.#newDataKey(name, subject, className)));
    return sealBytes(key, aboutOf(subject, className), bytes);
  }

  async open(subject: SubjectTag, className: SystemId, sealed: Uint8Array): Promise<Uint8Array> {
    const parts = parseSealed(sealed);
    if (parts === undefined) throw notSealed();
    const name = `${aliasOf(subject, className)}#open#${Buffer.from(parts.wrapped).toString('base64')}`;
    const key =
      this.#cache.get(name, this.#now()) ?? (await this.#unwrap(name, subject, className, parts.wrapped));
    const bytes = openBytes(key.plain, aboutOf(subject, className), parts);
    if (bytes === undefined) throw notSealed();
    return bytes;
  }

  async destroy(
    subjects: readonly { readonly subject: SubjectTag; readonly classes: readonly SystemId[] }[],
  ): Promise<readonly DestroyedKey[]> {
    const destroyed: DestroyedKey[] = [];
    for (const { subject, classes } of subjects) {
      for (const className of classes) {
        this.#cache.forget(`${aliasOf(subject, className)}#`);
        const key = await this.#keys.destroy(subject, className);
        if (key !== undefined) destroyed.push(key);
      }
    }
    return destroyed;
  }

  async fateOf(keyId: KeyId): Promise<KeyFate> {
    return this.#keys.fateOf(keyId);
  }

  async #newDataKey(name: string, subject: SubjectTag, className: SystemId): Promise<DataKey> {
    const keyId = await this.#findOrCreate(subject, className);
    try {
      const { Plaintext, CiphertextBlob } = await this.#client.send(
        new GenerateDataKeyCommand({
          KeyId: keyId,
          KeySpec: 'AES_256',
          EncryptionContext: contextOf(subject, className),
        }),
      );
      return this.#keep(name, Plaintext, CiphertextBlob);
    } catch (error) {
      throw isGone(error) ? destroyedKey(error) : error;
    }
  }

  async #unwrap(
    name: string,
    subject: SubjectTag,
    className: SystemId,
    wrapped: Uint8Array,
  ): Promise<DataKey> {
    try {
      const { Plaintext } = await this.#client.send(
        new DecryptCommand({
          KeyId: aliasOf(subject, className),
          CiphertextBlob: wrapped,
          EncryptionContext: contextOf(subject, className),
        }),
      );
      return this.#keep(name, Plaintext, wrapped);
    } catch (error) {
      // Of another key: that of this person is a new one, and the one that sealed this is no more.
      if (isGone(error) || error instanceof IncorrectKeyException) throw destroyedKey(error);
      throw error instanceof InvalidCiphertextException ? notSealed(error) : error;
    }
  }

  /** Of calls for the same at once, one is made. */
  async #once(name: string, make: () => Promise<DataKey>): Promise<DataKey> {
    const underway = this.#underway.get(name);
    if (underway !== undefined) return underway;
    const made = make().finally(() => this.#underway.delete(name));
    this.#underway.set(name, made);
    return made;
  }

  #keep(name: string, plain: Uint8Array | undefined, wrapped: Uint8Array | undefined): DataKey {
    if (plain === undefined || wrapped === undefined) throw incomplete('the key service gave no data key');
    const key = { plain, wrapped };
    this.#cache.put(name, key, this.#now());
    return key;
  }

  async #findOrCreate(subject: SubjectTag, className: SystemId): Promise<KeyId> {
    const alias = aliasOf(subject, className);
    const known = await this.#keys.describe(alias);
    if (known !== undefined) return idOf(known);
    const { KeyMetadata: created } = await this.#client.send(
      new CreateKeyCommand({
        Description: `Belltower: data of one person, class ${className}`,
        Tags: [{ TagKey: 'belltower:subject-key', TagValue: className }],
        ...(this.#policy === undefined ? {} : { Policy: this.#policy }),
      }),
    );
    if (created === undefined) throw incomplete('the key service made no key');
    const keyId = idOf(created);
    try {
      await this.#client.send(new CreateAliasCommand({ AliasName: alias, TargetKeyId: keyId }));
      return keyId;
    } catch (error) {
      if (!(error instanceof AlreadyExistsException)) throw error;
    }
    // Somebody made one at the same time: theirs has the alias, and ours has sealed nothing.
    await this.#keys.schedule(keyId);
    const winner = await this.#keys.describe(alias);
    if (winner === undefined) throw incomplete('a key was lost while it was made');
    return idOf(winner);
  }
}

function destroyedKey(cause: unknown): AppError {
  return new AppError('the key of this data is destroyed', {
    code: 'subject-key-destroyed',
    kind: 'gone',
    cause,
  });
}

function notSealed(cause?: unknown): AppError {
  return new AppError('these bytes are not sealed for this person and class', {
    code: 'not-sealed',
    kind: 'invalid',
    cause,
  });
}
