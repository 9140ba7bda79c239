import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { AppError } from '../kernel/errors.ts';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions } from '../runtime/client-options.ts';
import { openBytes, parseSealed, sealBytes } from './sealed.ts';

/** Seals what a case knows of a person before it goes anywhere, by a data key of its own. */
export class IdentitySeal {
  readonly #key: string;
  readonly #client: KMSClient;

  /** @param key id or ARN of a symmetric key */
  constructor(key: string, client = logCalls(new KMSClient(clientOptions()))) {
    this.#key = key;
    this.#client = client;
  }

  async seal(caseId: string, bytes: Uint8Array): Promise<Uint8Array> {
    const { Plaintext, CiphertextBlob } = await this.#client.send(
      new GenerateDataKeyCommand({
        KeyId: this.#key,
        KeySpec: 'AES_256',
        EncryptionContext: contextOf(caseId),
      }),
    );
    if (Plaintext === undefined || CiphertextBlob === undefined)
      throw new AppError('the key service gave no data key', {
        code: 'key-service-incomplete',
        kind: 'unavailable',
      });
    const sealed = sealBytes({ plain: Plaintext, wrapped: CiphertextBlob }, caseId, bytes);
    Plaintext.fill(0);
    return sealed;
  }

  /** @throws AppError `not-sealed` for bytes that were not sealed for this case, or were changed since */
  async open(caseId: string, sealed: Uint8Array): Promise<Uint8Array> {
    const parts = parseSealed(sealed);
    if (parts === undefined) throw notSealed();
    const { Plaintext } = await this.#client.send(
      new DecryptCommand({
        KeyId: this.#key,
        CiphertextBlob: parts.wrapped,
        EncryptionContext: contextOf(caseId),
      }),
    );
    const bytes = Plaintext === undefined ? undefined : openBytes(Plaintext, caseId, parts);
    Plaintext?.fill(0);
    if (bytes === undefined) throw notSealed();
    return bytes;
  }
}

/** KMS writes it into CloudTrail: an id only. The key's policy of use goes by its name. */
function contextOf(caseId: string): Record<string, string> {
  return { 'belltower:case': caseId };
}

function notSealed(): AppError {
  return new AppError('what is known of the person cannot be opened', { code: 'not-sealed', kind: 'bug' });
}
