import { Construct } from 'constructs';
import { WatchBudgetsEnv } from '../../shared/cost/budget-env.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import type { CostPart } from './cost-part.ts';

/** Compares budgets with what was collected. Whoever collects starts it with `{ at }`, and tries again what failed. */
export class Budgets extends Construct {
  readonly watchBudgets: ServiceFunction<typeof WatchBudgetsEnv>;

  constructor(scope: Construct, id: string, { platform, config, cost }: CostPart) {
    super(scope, id);
    this.watchBudgets = new ServiceFunction(this, 'WatchBudgets', {
      entry: 'cost/watch-budgets',
      schema: WatchBudgetsEnv,
      env: {
        COSTS_TABLE: cost.costs.access('GetItem', 'Query', 'PutItem'),
        AUDIT_TABLE: platform.audit.access('PutItem'),
        BUS_NAME: platform.bus.putEvents(),
      },
      permissions: platform.mail === undefined ? [] : [platform.mail.send()],
      config,
      limits: { timeout: 60, concurrency: 1, memory: 1024 },
      alarms: platform.alarms,
    });
  }
}
