import { GenerateMacCommand, KMSClient, KMSInvalidMacException, VerifyMacCommand } from '@aws-sdk/client-kms';
import { AppError } from '../kernel/errors.ts';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions } from '../runtime/aws-clients.ts';
import type { Integration } from './config.ts';
import { integrationMessage, joinIntegrationKey, splitIntegrationKey } from './integration-key.ts';

const ALGORITHM = 'HMAC_SHA_256';

/** Makes and checks the keys of webhook senders. KMS holds the secret and does the comparing. */
export class IntegrationKeys {
  readonly #key: string;
  readonly #client: KMSClient;

  constructor(key: string, client = logCalls(new KMSClient(clientOptions()))) {
    this.#key = key;
    this.#client = client;
  }

  /** The key to give to the sender; the same each time until its version is raised. */
  async issue(integration: Integration): Promise<string> {
    const { Mac } = await this.#client.send(
      new GenerateMacCommand({
        KeyId: this.#key,
        MacAlgorithm: ALGORITHM,
        Message: integrationMessage(integration),
      }),
    );
    if (Mac === undefined)
      throw new AppError('the key service gave no MAC', { code: 'mac-missing', kind: 'unavailable' });
    return joinIntegrationKey(integration.id, Mac);
  }

  /** Whose key this is. @throws AppError `not-found` for one we did not make, or made for an older version. */
  async identify(key: string, integrations: readonly Integration[]): Promise<Integration> {
    const parts = splitIntegrationKey(key);
    const integration = integrations.find(({ id }) => id === parts?.id);
    if (parts === undefined || integration === undefined) throw unknownKey();
    try {
      await this.#client.send(
        new VerifyMacCommand({
          KeyId: this.#key,
          MacAlgorithm: ALGORITHM,
          Message: integrationMessage(integration),
          Mac: parts.mac,
        }),
      );
    } catch (error) {
      if (error instanceof KMSInvalidMacException) throw unknownKey();
      throw error;
    }
    return integration;
  }
}

function unknownKey(): AppError {
  return new AppError('this integration key is not valid', {
    code: 'integration-key-unknown',
    kind: 'not-found',
  });
}
