import { instant } from '../../shared/kernel/instant.ts';
import { makeChangeIncident } from '../../shared/paging/change-incident.ts';
import { PagingConfig } from '../../shared/paging/config.ts';
import { ChangeIncidentEnv } from '../../shared/paging/env.ts';
import { IncidentStore } from '../../shared/paging/incident-store.ts';
import { ladderTimer } from '../../shared/paging/ladder-client.ts';
import { changingOperations } from '../../shared/paging/serve-incidents.ts';
import { apiHandler } from '../../shared/runtime/api-handler.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';

const env = parseEnv(ChangeIncidentEnv);

export const handler = apiHandler(
  changingOperations(
    makeChangeIncident({
      store: new IncidentStore(documentClient(), { incidents: env.INCIDENTS_TABLE, audit: env.AUDIT_TABLE }),
      timer: ladderTimer(env.LADDER_ARN),
      telemetry,
      config: functionConfig(PagingConfig),
      now: () => instant(Date.now()),
    }),
  ),
);
