import { CostConfig } from '../../shared/cost/config.ts';
import { costMail } from '../../shared/cost/cost-mail-client.ts';
import { CostRunInput } from '../../shared/cost/cost-run.ts';
import { CostStore } from '../../shared/cost/cost-store.ts';
import { FindingStore } from '../../shared/cost/finding-store.ts';
import { ownCost } from '../../shared/cost/own-cost-client.ts';
import { reviewPress } from '../../shared/cost/publish-review-client.ts';
import { makeReviewCosts } from '../../shared/cost/review-costs.ts';
import { ReviewCostsEnv } from '../../shared/cost/review-env.ts';
import { ReviewStore } from '../../shared/cost/review-store.ts';
import { unitMetrics } from '../../shared/cost/unit-metric-client.ts';
import { instant } from '../../shared/kernel/instant.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';
import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';

const env = parseEnv(ReviewCostsEnv);
const config = functionConfig(CostConfig);
const client = documentClient();
const tables = { costs: env.COSTS_TABLE, audit: env.AUDIT_TABLE };

export const handler = taskHandler(
  CostRunInput,
  makeReviewCosts({
    costs: new CostStore(client, env.COSTS_TABLE, config.cost.teamAliases),
    findings: new FindingStore(client, tables),
    countUnits: unitMetrics(),
    ownCost: ownCost(config.cost.metric, telemetry),
    store: new ReviewStore(client, tables),
    publish: reviewPress(env, config),
    tell: costMail(env.BUS_NAME, config, telemetry),
    telemetry,
    config,
    now: () => instant(Date.now()),
  }),
);
