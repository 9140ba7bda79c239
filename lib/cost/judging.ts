import { Construct } from 'constructs';
import { JudgeCostsEnv } from '../../shared/cost/env.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import type { CostPart } from './cost-part.ts';

/** Compares what was collected with what is usual, and keeps what it finds. */
export class Judging extends Construct {
  readonly judge: ServiceFunction<typeof JudgeCostsEnv>;

  constructor(scope: Construct, id: string, { platform, config, cost }: CostPart) {
    super(scope, id);
    this.judge = new ServiceFunction(this, 'JudgeCosts', {
      entry: 'cost/judge-costs',
      schema: JudgeCostsEnv,
      env: {
        COSTS_TABLE: cost.costs.accessWithIndex('GetItem', 'BatchGetItem', 'Query', 'PutItem'),
        AUDIT_TABLE: platform.audit.access('PutItem'),
      },
      config,
      // Four months of thousands of series are some ten megabytes to read and parse.
      limits: { timeout: 300, concurrency: 1, memory: 2048 },
      alarms: platform.alarms,
    });
  }
}
