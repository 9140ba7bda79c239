import { KeySpec } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { CostConfig } from '../../shared/cost/config.ts';
import { DeadLetterQueue } from '../constructs/dead-letter-queue.ts';
import { DomainTable } from '../constructs/domain-table.ts';
import { MacKey } from '../platform/mac-key.ts';
import type { Platform } from '../platform/platform.ts';
import { Budgets } from './budgets.ts';
import { Collection } from './collection.ts';
import { CostRun } from './cost-run.ts';
import { Judging } from './judging.ts';
import { NativeBudgets } from './native-budgets.ts';
import { Reviews } from './reviews.ts';
import { Telling } from './telling.ts';

export interface CostProps {
  readonly platform: Platform;
  readonly config: CostConfig;
  /** Whether there is a pager that hears the alerts of this stack. */
  readonly pager: boolean;
}

/** The cost watch: a bill comes in twice a day, is compared with what is usual, and whoever owns it hears of the rest. */
export class Cost extends Construct {
  /** Daily costs, findings, and what was told of budgets and months. */
  readonly costs: DomainTable;
  /** Signs the links by which a reader says what a finding is, or reads a review. */
  readonly linkKey: MacKey;
  /** Where runs, reviews and checks are left that failed or could not be started. */
  readonly deadLetters: DeadLetterQueue;
  /** What happens twice a day. */
  readonly run: CostRun;

  constructor(scope: Construct, id: string, { platform, config, pager }: CostProps) {
    super(scope, id);
    this.costs = new DomainTable(this, 'Costs', { key: platform.key, gsi1: true, expires: true });
    this.linkKey = new MacKey(this, 'LinkKey', {
      spec: KeySpec.HMAC_256,
      signs: 'links to findings and reviews of costs',
    });
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', {
      key: platform.key,
      alarms: platform.alarms,
      holds: 'runs for costs, reviews or checks of channels that failed or could not be started',
    });
    const part = { platform, config, cost: this, pager };
    const { collect } = new Collection(this, 'Collection', part);
    const { judge } = new Judging(this, 'Judging', part);
    const { tell } = new Telling(this, 'Telling', part);
    const { watchBudgets } = new Budgets(this, 'Budgets', part);
    this.run = new CostRun(this, 'Run', {
      platform,
      deadLetters: this.deadLetters,
      does: {
        CollectFunctionArn: collect.invocation(),
        JudgeFunctionArn: judge.invocation(),
        TellFunctionArn: tell.invocation(),
        WatchBudgetsFunctionArn: watchBudgets.invocation(),
      },
    });
    new NativeBudgets(this, 'NativeBudgets', part);
    new Reviews(this, 'Reviews', part);
  }
}
