import { createHash } from 'node:crypto';
import { instant } from '../../shared/kernel/instant.ts';
import { PagingConfig } from '../../shared/paging/config.ts';
import { IntakeAlertEnv } from '../../shared/paging/env.ts';
import { IncidentStore } from '../../shared/paging/incident-store.ts';
import { makeIntakeAlerts, makeReportSetAside } from '../../shared/paging/intake-alert.ts';
import { ladderTimer } from '../../shared/paging/ladder-client.ts';
import { RushStore } from '../../shared/paging/rush-store.ts';
import { StormStore } from '../../shared/paging/storm-store.ts';
import { bus } from '../../shared/platform/bus-client.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';
import { queueBatchHandler } from '../../shared/runtime/queue-handler.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';

const env = parseEnv(IntakeAlertEnv);
const client = documentClient();
const tables = { incidents: env.INCIDENTS_TABLE, audit: env.AUDIT_TABLE };
const deps = {
  store: new IncidentStore(client, tables),
  storms: new StormStore(client, tables),
  rushes: new RushStore(client, tables),
  timer: ladderTimer(env.LADDER_ARN),
  bus: bus(env.BUS_NAME),
  telemetry,
  config: functionConfig(PagingConfig),
  hash: (text: string) => createHash('sha256').update(text).digest('base64url'),
  now: () => instant(Date.now()),
};

const reportSetAside = makeReportSetAside(deps);

export const handler = queueBatchHandler({
  handleAll: makeIntakeAlerts(deps),
  onParked: (message, error) => reportSetAside(message.id, error),
  deadLetterQueueUrl: env.DLQ_URL,
});
