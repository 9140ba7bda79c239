import { instant } from '../../shared/kernel/instant.ts';
import { readableOverrides } from '../../shared/paging/all-overrides.ts';
import { makeChangeIncident } from '../../shared/paging/change-incident.ts';
import { PagingConfig } from '../../shared/paging/config.ts';
import { ShowPageEnv } from '../../shared/paging/env.ts';
import { IncidentListStore } from '../../shared/paging/incident-list-store.ts';
import { IncidentStore } from '../../shared/paging/incident-store.ts';
import { ladderTimer } from '../../shared/paging/ladder-client.ts';
import { OverrideListStore } from '../../shared/paging/override-store.ts';
import { pageLinks } from '../../shared/paging/page-link-client.ts';
import { makeShowPage, pageOperations } from '../../shared/paging/show-page.ts';
import { apiHandler } from '../../shared/runtime/api-handler.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';

const env = parseEnv(ShowPageEnv);
const config = functionConfig(PagingConfig);
const client = documentClient();
const now = () => instant(Date.now());
const store = new IncidentStore(client, { incidents: env.INCIDENTS_TABLE, audit: env.AUDIT_TABLE });
const change = makeChangeIncident({ store, timer: ladderTimer(env.LADDER_ARN), telemetry, config, now });

export const handler = apiHandler(
  pageOperations(
    makeShowPage({
      links: pageLinks(env.LINK_KEY_ID),
      store: new IncidentListStore(client, env.INCIDENTS_TABLE),
      overrides: readableOverrides(new OverrideListStore(client, env.INCIDENTS_TABLE), telemetry),
      change,
      telemetry,
      config,
      now,
    }),
  ),
);
