import { instant } from '../../shared/kernel/instant.ts';
import { PagingConfig } from '../../shared/paging/config.ts';
import { DeliveryStore } from '../../shared/paging/delivery-store.ts';
import { DeliverPagesEnv } from '../../shared/paging/env.ts';
import { HeldStore } from '../../shared/paging/held-store.ts';
import { ladderTimer } from '../../shared/paging/ladder-client.ts';
import { OptOutStore } from '../../shared/paging/opt-out-store.ts';
import { pageLinks } from '../../shared/paging/page-link-client.ts';
import { senders } from '../../shared/paging/senders-client.ts';
import { SettlementStore } from '../../shared/paging/settlement-store.ts';
import { makeTakeOrder } from '../../shared/paging/take-order.ts';
import { bus } from '../../shared/platform/bus-client.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';
import { queueHandler } from '../../shared/runtime/queue-handler.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';

const env = parseEnv(DeliverPagesEnv);
const client = documentClient();
const tables = { incidents: env.INCIDENTS_TABLE, contacts: env.CONTACTS_TABLE, audit: env.AUDIT_TABLE };
const config = functionConfig(PagingConfig);
const take = makeTakeOrder({
  store: new DeliveryStore(client, tables),
  held: new HeldStore(client, tables),
  settlements: new SettlementStore(client, tables),
  optOuts: new OptOutStore(client, tables),
  bus: bus(env.BUS_NAME),
  links: pageLinks(env.LINK_KEY_ID),
  timer: ladderTimer(env.LADDER_ARN),
  senders: senders(client, tables, config.organization.sender, telemetry),
  telemetry,
  config,
  pageUrl: env.PAGE_URL,
  now: () => instant(Date.now()),
});

export const handler = queueHandler({ handle: take, deadLetterQueueUrl: env.DLQ_URL });
