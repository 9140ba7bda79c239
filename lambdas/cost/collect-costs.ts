import { makeCollectCosts } from '../../shared/cost/collect-costs.ts';
import { CollectedCostsStore } from '../../shared/cost/collected-costs-store.ts';
import { CostConfig } from '../../shared/cost/config.ts';
import { CostExplorer, explorerClient } from '../../shared/cost/cost-explorer-client.ts';
import { CostRunInput } from '../../shared/cost/cost-run.ts';
import { CostStore } from '../../shared/cost/cost-store.ts';
import { CollectCostsEnv } from '../../shared/cost/env.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';
import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';

const env = parseEnv(CollectCostsEnv);
const { cost } = functionConfig(CostConfig);
const client = documentClient();

export const handler = taskHandler(
  CostRunInput,
  makeCollectCosts({
    source: new CostExplorer(explorerClient(), cost),
    costs: new CostStore(client, env.COSTS_TABLE, cost.teamAliases),
    store: new CollectedCostsStore(client, { costs: env.COSTS_TABLE, audit: env.AUDIT_TABLE }),
    telemetry,
  }),
);
