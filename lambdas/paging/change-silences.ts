import { instant } from '../../shared/kernel/instant.ts';
import { makeChangeSilences } from '../../shared/paging/change-silences.ts';
import { ChangeSilencesEnv } from '../../shared/paging/env.ts';
import { IncidentListStore } from '../../shared/paging/incident-list-store.ts';
import { IncidentStore } from '../../shared/paging/incident-store.ts';
import { ladderTimer } from '../../shared/paging/ladder-client.ts';
import { silenceOperations } from '../../shared/paging/serve-silences.ts';
import { SilenceStore } from '../../shared/paging/silence-store.ts';
import { apiHandler } from '../../shared/runtime/api-handler.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';

const env = parseEnv(ChangeSilencesEnv);
const client = documentClient();
const tables = { incidents: env.INCIDENTS_TABLE, audit: env.AUDIT_TABLE };
const silences = new SilenceStore(client, tables);

export const handler = apiHandler(
  silenceOperations(
    silences,
    makeChangeSilences({
      silences,
      store: new IncidentStore(client, tables),
      list: new IncidentListStore(client, env.INCIDENTS_TABLE),
      timer: ladderTimer(env.LADDER_ARN),
      telemetry,
      now: () => instant(Date.now()),
    }),
  ),
);
