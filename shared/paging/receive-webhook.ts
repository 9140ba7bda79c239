import type { Instant } from '../kernel/instant.ts';
import { type Operation, operation } from '../runtime/api-handler.ts';
import type { PagingConfig } from './config.ts';
import type { EnqueueAlert } from './intake-queue-client.ts';
import type { IntegrationKeys } from './integration-key-client.ts';
import { splitNotification } from './split-notification.ts';
import { ReceiveAlert, ReceiveAlertmanager } from './webhook-api.ts';

export interface ReceiveWebhookDeps {
  readonly keys: Pick<IntegrationKeys, 'identify'>;
  readonly enqueue: EnqueueAlert;
  readonly config: PagingConfig;
  readonly now: () => Instant;
}

/** Takes alerts from senders that hold a key, and leaves the rest to the intake queue. */
export function receivingOperations({ keys, enqueue, config, now }: ReceiveWebhookDeps): Operation[] {
  return [
    operation(ReceiveAlert, async ({ params, body }) => {
      const integration = await keys.identify(params.integrationKey, config.paging.integrations);
      const own = { ...integration.labels, integration: integration.id };
      // First, where they are not cut off, and last, where they win.
      const alert = { ...body, labels: { ...own, ...body.labels, ...own } };
      const id = await enqueue({
        belltower: 'webhook',
        integration: integration.id,
        receivedAt: now(),
        alert,
      });
      return { status: 202, body: { id } };
    }),
    operation(ReceiveAlertmanager, async ({ params, body }) => {
      const integration = await keys.identify(params.integrationKey, config.paging.integrations);
      const ids = await Promise.all(splitNotification(body, integration, now()).map(enqueue));
      return { status: 202, body: { ids } };
    }),
  ];
}
