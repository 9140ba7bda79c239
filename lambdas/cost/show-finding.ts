import { CostConfig } from '../../shared/cost/config.ts';
import { findingLinks } from '../../shared/cost/finding-link-client.ts';
import { FindingStore } from '../../shared/cost/finding-store.ts';
import { findingOperations, makeShowFinding } from '../../shared/cost/show-finding.ts';
import { ShowFindingEnv } from '../../shared/cost/tell-env.ts';
import { instant } from '../../shared/kernel/instant.ts';
import { bus } from '../../shared/platform/bus-client.ts';
import { apiHandler } from '../../shared/runtime/api-handler.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';

const env = parseEnv(ShowFindingEnv);

export const handler = apiHandler(
  findingOperations(
    makeShowFinding({
      links: findingLinks(env.LINK_KEY_ID),
      store: new FindingStore(documentClient(), { costs: env.COSTS_TABLE, audit: env.AUDIT_TABLE }),
      bus: bus(env.BUS_NAME),
      telemetry,
      config: functionConfig(CostConfig),
      now: () => instant(Date.now()),
    }),
  ),
);
