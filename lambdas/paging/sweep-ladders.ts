import { instant } from '../../shared/kernel/instant.ts';
import { PagingConfig } from '../../shared/paging/config.ts';
import { deliveryQueue } from '../../shared/paging/delivery-queue-client.ts';
import { SweepLaddersEnv } from '../../shared/paging/env.ts';
import { HeartbeatStore } from '../../shared/paging/heartbeat-store.ts';
import { IncidentListStore } from '../../shared/paging/incident-list-store.ts';
import { IncidentStore } from '../../shared/paging/incident-store.ts';
import { ladderTimer } from '../../shared/paging/ladder-client.ts';
import { makeSweepHeld } from '../../shared/paging/sweep-held.ts';
import { makeSweepLadders } from '../../shared/paging/sweep-ladders.ts';
import { makeWatchHeartbeat } from '../../shared/paging/watch-heartbeat.ts';
import { publicPoster } from '../../shared/paging/webhook-client.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';
import { scheduleHandler } from '../../shared/runtime/schedule-handler.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';

const env = parseEnv(SweepLaddersEnv);
const client = documentClient();
const list = new IncidentListStore(client, env.INCIDENTS_TABLE);
const now = () => instant(Date.now());
const sweepLadders = makeSweepLadders({
  list,
  store: new IncidentStore(client, { incidents: env.INCIDENTS_TABLE, audit: env.AUDIT_TABLE }),
  timer: ladderTimer(env.LADDER_ARN),
  telemetry,
  now,
});
const sweepHeld = makeSweepHeld({ list, order: deliveryQueue(env.DELIVERY_QUEUE_URL), telemetry, now });
const heartbeat = new HeartbeatStore(client, env.INCIDENTS_TABLE);
const config = functionConfig(PagingConfig);
const watchHeartbeat = makeWatchHeartbeat({ heartbeat, post: publicPoster(), telemetry, config, now });

export const handler = scheduleHandler(async (requestId) => {
  await Promise.all([sweepLadders(requestId), sweepHeld()]);
  await watchHeartbeat();
});
