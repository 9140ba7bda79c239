import { instant } from '../../shared/kernel/instant.ts';
import { makeActOnLadder } from '../../shared/paging/act-on-ladder.ts';
import { readableOverrides } from '../../shared/paging/all-overrides.ts';
import { PagingConfig } from '../../shared/paging/config.ts';
import { ActOnLadderEnv } from '../../shared/paging/env.ts';
import { IncidentStore } from '../../shared/paging/incident-store.ts';
import { LadderInput } from '../../shared/paging/ladder-client.ts';
import { OverrideListStore } from '../../shared/paging/override-store.ts';
import { SilenceStore } from '../../shared/paging/silence-store.ts';
import { StormStore } from '../../shared/paging/storm-store.ts';
import { WakeStore } from '../../shared/paging/wake-store.ts';
import { bus } from '../../shared/platform/bus-client.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';
import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';

const env = parseEnv(ActOnLadderEnv);
const client = documentClient();
const tables = { incidents: env.INCIDENTS_TABLE, audit: env.AUDIT_TABLE };
const act = makeActOnLadder({
  store: new IncidentStore(client, tables),
  wakes: new WakeStore(client, env.INCIDENTS_TABLE),
  silences: new SilenceStore(client, tables),
  storms: new StormStore(client, tables),
  overrides: readableOverrides(new OverrideListStore(client, env.INCIDENTS_TABLE), telemetry),
  bus: bus(env.BUS_NAME),
  telemetry,
  config: functionConfig(PagingConfig),
  now: () => instant(Date.now()),
});

export const handler = taskHandler(LadderInput, (input) => act(input, `${input.incidentId}-${input.clock}`));
