import { instant } from '../../shared/kernel/instant.ts';
import { PagingConfig } from '../../shared/paging/config.ts';
import { ReceiveWebhookEnv } from '../../shared/paging/env.ts';
import { intakeQueue } from '../../shared/paging/intake-queue-client.ts';
import { IntegrationKeys } from '../../shared/paging/integration-key-client.ts';
import { receivingOperations } from '../../shared/paging/receive-webhook.ts';
import { apiHandler } from '../../shared/runtime/api-handler.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';

const env = parseEnv(ReceiveWebhookEnv);

export const handler = apiHandler(
  receivingOperations({
    keys: new IntegrationKeys(env.INTEGRATION_KEY_ID),
    enqueue: intakeQueue(env.INTAKE_QUEUE_URL),
    config: functionConfig(PagingConfig),
    now: () => instant(Date.now()),
  }),
);
