import { instant } from '../../shared/kernel/instant.ts';
import { deliveryQueue } from '../../shared/paging/delivery-queue-client.ts';
import { RecordReceiptsEnv } from '../../shared/paging/env.ts';
import { ladderTimer } from '../../shared/paging/ladder-client.ts';
import { makeRecordReceipts } from '../../shared/paging/record-receipts.ts';
import { SettlementStore } from '../../shared/paging/settlement-store.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { logHandler } from '../../shared/runtime/log-handler.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';

const env = parseEnv(RecordReceiptsEnv);

export const handler = logHandler(
  makeRecordReceipts({
    store: new SettlementStore(documentClient(), {
      incidents: env.INCIDENTS_TABLE,
      audit: env.AUDIT_TABLE,
    }),
    timer: ladderTimer(env.LADDER_ARN),
    order: deliveryQueue(env.DELIVERY_QUEUE_URL),
    telemetry,
    now: () => instant(Date.now()),
  }),
);
