import { createHash, createHmac, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import {
  AlreadyExistsException,
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisabledException,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GenerateMacCommand,
  GetPublicKeyCommand,
  IncorrectKeyException,
  InvalidCiphertextException,
  KMSClient,
  KMSInvalidStateException,
  NotFoundException,
  ScheduleKeyDeletionCommand,
  SignCommand,
} from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';

const DAY_MS = 86_400_000;

interface PlayedKey {
  readonly id: string;
  state: 'Enabled' | 'Disabled' | 'PendingDeletion';
  deletesAt: Date | undefined;
}

interface Wrapped {
  readonly key: string;
  readonly plain: string;
  readonly context: string;
}

function error<E>(of: new (options: { message: string; $metadata: object }) => E): E {
  return new of({ message: 'played', $metadata: {} });
}

/** KMS as far as the keys of people need it, with a clock of its own. */
export class PlayedKms {
  nowMs = Date.parse('2026-03-05T09:00:00.000Z');
  readonly keys = new Map<string, PlayedKey>();
  readonly aliases = new Map<string, string>();
  readonly client = new KMSClient({ region: 'eu-west-1' });
  readonly mock = mockClient(this.client);
  readonly pair: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } = generateKeyPairSync(
    'ec',
    {
      namedCurve: 'prime256v1',
    },
  );
  /** KMS takes some seconds until each of its machines has heard of a change. */
  slowToNotice = false;
  #made = 0;
  readonly #texts = new Map<string, string>();
  readonly #wrapped = new Map<string, Wrapped>();

  constructor() {
    this.mock
      .on(DescribeKeyCommand)
      .callsFake(({ KeyId }) => ({ KeyMetadata: this.#metadata(this.#key(KeyId)) }));
    this.mock.on(CreateKeyCommand).callsFake(() => {
      const id = `00000000-0000-4000-8000-${String(++this.#made).padStart(12, '0')}`;
      const key: PlayedKey = { id, state: 'Enabled', deletesAt: undefined };
      this.keys.set(id, key);
      return { KeyMetadata: this.#metadata(key) };
    });
    this.mock.on(CreateAliasCommand).callsFake(({ AliasName, TargetKeyId }) => {
      if (this.aliases.has(AliasName)) throw error(AlreadyExistsException);
      this.aliases.set(AliasName, TargetKeyId);
      return {};
    });
    this.mock.on(ScheduleKeyDeletionCommand).callsFake(({ KeyId, PendingWindowInDays }) => {
      const key = this.#key(KeyId);
      if (key.state === 'PendingDeletion') throw error(KMSInvalidStateException);
      key.state = 'PendingDeletion';
      key.deletesAt = new Date(this.nowMs + PendingWindowInDays * DAY_MS);
      return { KeyId, DeletionDate: key.deletesAt };
    });
    this.mock.on(GenerateDataKeyCommand).callsFake((input) => this.#dataKey(input));
    this.mock
      .on(GenerateDataKeyWithoutPlaintextCommand)
      .callsFake((input) => ({ CiphertextBlob: this.#dataKey(input).CiphertextBlob }));
    this.mock.on(DecryptCommand).callsFake(({ KeyId, CiphertextBlob, EncryptionContext }) => {
      const key = this.#usable(KeyId);
      const wrapped = this.#wrapped.get(Buffer.from(CiphertextBlob).toString('hex'));
      if (wrapped === undefined || wrapped.context !== JSON.stringify(EncryptionContext))
        throw error(InvalidCiphertextException);
      if (wrapped.key !== key.id) throw error(IncorrectKeyException);
      return { Plaintext: new Uint8Array(Buffer.from(wrapped.plain, 'hex')) };
    });
    this.mock.on(GenerateMacCommand).callsFake(({ Message }) => ({
      Mac: createHmac('sha256', 'the key').update(Message).digest(),
    }));
    this.mock.on(GetPublicKeyCommand).callsFake(({ KeyId }) => ({
      KeyId,
      KeySpec: 'ECC_NIST_P256',
      PublicKey: this.pair.publicKey.export({ type: 'spki', format: 'der' }),
    }));
    this.mock.on(SignCommand).callsFake(({ Message, MessageType, SigningAlgorithm }) => {
      if (MessageType !== 'DIGEST' || SigningAlgorithm !== 'ECDSA_SHA_256') throw new Error('not as we sign');
      const text = this.#texts.get(Buffer.from(Message).toString('hex'));
      if (text === undefined) throw new Error('the digest of nothing that was told');
      return { Signature: sign('sha256', Buffer.from(text), this.pair.privateKey) };
    });
  }

  /** Node signs texts and not digests: what is going to be signed must be told. */
  tell(text: string): void {
    this.#texts.set(createHash('sha256').update(text).digest('hex'), text);
  }

  /** Somebody else makes a key for the next alias that is asked for. */
  beatNextAlias(): void {
    this.mock.on(CreateAliasCommand).callsFakeOnce(({ AliasName }) => {
      this.keys.set('winner', { id: 'winner', state: 'Enabled', deletesAt: undefined });
      this.aliases.set(AliasName, 'winner');
      throw error(AlreadyExistsException);
    });
  }

  /** What happens after the waiting time: the key and its aliases are gone. */
  deleteDue(): void {
    for (const key of this.keys.values()) {
      if (key.deletesAt === undefined || key.deletesAt.getTime() > this.nowMs) continue;
      this.keys.delete(key.id);
      for (const [alias, id] of this.aliases) if (id === key.id) this.aliases.delete(alias);
    }
  }

  #key(name: string): PlayedKey {
    const key = this.keys.get(this.aliases.get(name) ?? name);
    if (key === undefined) throw error(NotFoundException);
    return key;
  }

  #usable(name: string): PlayedKey {
    const key = this.#key(name);
    if (key.state === 'Disabled') throw error(DisabledException);
    if (key.state === 'PendingDeletion' && !this.slowToNotice) throw error(KMSInvalidStateException);
    return key;
  }

  #metadata({ id, state, deletesAt }: PlayedKey) {
    return { KeyId: id, KeyState: state, DeletionDate: deletesAt };
  }

  #dataKey({
    KeyId,
    EncryptionContext,
  }: {
    KeyId?: string | undefined;
    EncryptionContext?: object | undefined;
  }) {
    const key = this.#usable(KeyId ?? '');
    const plain = randomBytes(32);
    const blob = createHash('sha512').update(plain).update(key.id).digest();
    this.#wrapped.set(blob.toString('hex'), {
      key: key.id,
      plain: plain.toString('hex'),
      context: JSON.stringify(EncryptionContext),
    });
    return { Plaintext: new Uint8Array(plain), CiphertextBlob: new Uint8Array(blob) };
  }
}
