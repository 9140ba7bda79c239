import {
  GenerateMacCommand,
  KMSClient,
  KMSInvalidMacException,
  type MacAlgorithmSpec,
  VerifyMacCommand,
} from '@aws-sdk/client-kms';
import { AppError } from '../kernel/errors.ts';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions } from '../runtime/client-options.ts';

/** Signs and checks by a key that never leaves KMS, which also does the comparing. */
export class MacKey {
  readonly #key: string;
  readonly #algorithm: MacAlgorithmSpec;
  readonly #client: KMSClient;

  constructor(key: string, algorithm: MacAlgorithmSpec, client = logCalls(new KMSClient(clientOptions()))) {
    this.#key = key;
    this.#algorithm = algorithm;
    this.#client = client;
  }

  /** The MAC of a message; the same each time. */
  async sign(message: Uint8Array): Promise<Uint8Array> {
    const { Mac } = await this.#client.send(
      new GenerateMacCommand({ KeyId: this.#key, MacAlgorithm: this.#algorithm, Message: message }),
    );
    if (Mac === undefined)
      throw new AppError('the key service gave no MAC', { code: 'mac-missing', kind: 'unavailable' });
    return Mac;
  }

  /** Whether we made this MAC, of this message. */
  async verify(message: Uint8Array, mac: Uint8Array): Promise<boolean> {
    try {
      await this.#client.send(
        new VerifyMacCommand({
          KeyId: this.#key,
          MacAlgorithm: this.#algorithm,
          Message: message,
          Mac: mac,
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof KMSInvalidMacException) return false;
      throw error;
    }
  }
}
