import { CostConfig } from '../../shared/cost/config.ts';
import { CostRunInput } from '../../shared/cost/cost-run.ts';
import { CostStore } from '../../shared/cost/cost-store.ts';
import { JudgeCostsEnv } from '../../shared/cost/env.ts';
import { FindingStore } from '../../shared/cost/finding-store.ts';
import { makeJudgeCosts } from '../../shared/cost/judge-costs.ts';
import { makeRecordFindings } from '../../shared/cost/record-findings.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';
import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';

const env = parseEnv(JudgeCostsEnv);
const config = functionConfig(CostConfig);
const client = documentClient();
const findings = new FindingStore(client, { costs: env.COSTS_TABLE, audit: env.AUDIT_TABLE });

export const handler = taskHandler(
  CostRunInput,
  makeJudgeCosts({
    costs: new CostStore(client, env.COSTS_TABLE, config.cost.teamAliases),
    findings,
    record: makeRecordFindings({ store: findings, telemetry, config }),
    telemetry,
    config,
  }),
);
