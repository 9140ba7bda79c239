import type { KMSClient } from '@aws-sdk/client-kms';
import { AppError } from '../kernel/errors.ts';
import { MacKey } from '../platform/mac-client.ts';
import type { Integration } from './config.ts';
import { integrationMessage, joinIntegrationKey, splitIntegrationKey } from './integration-key.ts';

/** Makes and checks the keys of webhook senders. */
export class IntegrationKeys {
  readonly #key: MacKey;

  constructor(key: string, client?: KMSClient) {
    this.#key = new MacKey(key, 'HMAC_SHA_256', client);
  }

  /** The key to give to the sender; the same each time until its version is raised. */
  async issue(integration: Integration): Promise<string> {
    return joinIntegrationKey(integration.id, await this.#key.sign(integrationMessage(integration)));
  }

  /** Whose key this is. @throws AppError `not-found` for one we did not make, or made for an older version. */
  async identify(key: string, integrations: readonly Integration[]): Promise<Integration> {
    const parts = splitIntegrationKey(key);
    const integration = integrations.find(({ id }) => id === parts?.id);
    if (
      parts === undefined ||
      integration === undefined ||
      !(await this.#key.verify(integrationMessage(integration), parts.mac))
    ) {
      throw new AppError('this integration key is not valid', {
        code: 'integration-key-unknown',
        kind: 'not-found',
      });
    }
    return integration;
  }
}
