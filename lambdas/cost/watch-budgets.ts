import { WatchBudgetsEnv } from '../../shared/cost/budget-env.ts';
import { budgetMail } from '../../shared/cost/budget-mail.ts';
import { BudgetStore } from '../../shared/cost/budget-store.ts';
import { CostConfig } from '../../shared/cost/config.ts';
import { costMail } from '../../shared/cost/cost-mail-client.ts';
import { CostRunInput } from '../../shared/cost/cost-run.ts';
import { CostStore } from '../../shared/cost/cost-store.ts';
import { makeWatchBudgets } from '../../shared/cost/watch-budgets.ts';
import { instant } from '../../shared/kernel/instant.ts';
import { renderMail } from '../../shared/platform/render-mail.ts';
import { documentClient } from '../../shared/runtime/aws-clients.ts';
import { parseEnv } from '../../shared/runtime/env.ts';
import { functionConfig } from '../../shared/runtime/function-config.ts';
import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { telemetry } from '../../shared/runtime/telemetry.ts';

const env = parseEnv(WatchBudgetsEnv);
const config = functionConfig(CostConfig);
const client = documentClient();

export const handler = taskHandler(
  CostRunInput,
  makeWatchBudgets({
    costs: new CostStore(client, env.COSTS_TABLE, config.cost.teamAliases),
    store: new BudgetStore(client, { costs: env.COSTS_TABLE, audit: env.AUDIT_TABLE }),
    tell: costMail(env.BUS_NAME, config, telemetry),
    compose: (words) => renderMail(budgetMail(words)),
    telemetry,
    config,
    now: () => instant(Date.now()),
  }),
);
