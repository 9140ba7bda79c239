import { instant } from '../../shared/kernel/instant.ts';
import { PagingConfig } from '../../shared/paging/config.ts';
import { makeDeliverPages } from '../../shared/paging/deliver-pages.ts';
import { parseDeliveryOrder } from '../../shared/paging/delivery-order.ts';
import { DeliveryStore } from '../../shared/paging/delivery-store.ts';
import { DeliverPagesEnv } from '../../shared/paging/env.ts';
import { ladderTimer } from '../../shared/paging/ladder-client.ts';
import { PageLinks } from '../../shared/paging/link-client.ts';
import { senders } from '../../shared/paging/senders-client.ts';
import { SettlementStore } from '../../shared/paging/settlement-store.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';
import { queueHandler } from '../../shared/runtime/queue-handler.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';

const env = parseEnv(DeliverPagesEnv);
const client = documentClient();
const tables = { incidents: env.INCIDENTS_TABLE, contacts: env.CONTACTS_TABLE, audit: env.AUDIT_TABLE };
const config = functionConfig(PagingConfig);
const deliver = makeDeliverPages({
  store: new DeliveryStore(client, tables),
  settlements: new SettlementStore(client, tables),
  links: new PageLinks(env.LINK_KEY_ID),
  timer: ladderTimer(env.LADDER_ARN),
  senders: senders(client, tables, config.organization.sender, telemetry),
  telemetry,
  config,
  pageUrl: env.PAGE_URL,
  now: () => instant(Date.now()),
});

export const handler = queueHandler({
  handle: (message) => deliver(parseDeliveryOrder(message.body), message.id),
  deadLetterQueueUrl: env.DLQ_URL,
});
