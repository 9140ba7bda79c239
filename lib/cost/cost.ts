import { KeySpec } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { CostConfig } from '../../shared/cost/config.ts';
import { DomainTable } from '../constructs/domain-table.ts';
import { MacKey } from '../platform/mac-key.ts';
import type { Platform } from '../platform/platform.ts';
import { Budgets } from './budgets.ts';
import { Reviews } from './reviews.ts';

export interface CostProps {
  readonly platform: Platform;
  readonly config: CostConfig;
}

/** The cost watch: a bill comes in twice a day, is compared with what is usual, and whoever owns it hears of the rest. */
export class Cost extends Construct {
  /** Daily costs, findings, and what was told of budgets and months. */
  readonly costs: DomainTable;
  /** Signs the links by which a reader says what a finding is, or reads a review. */
  readonly linkKey: MacKey;

  /** Started by whoever collects, once costs are in. */
  readonly budgets: Budgets;
  readonly reviews: Reviews;

  constructor(scope: Construct, id: string, { platform, config }: CostProps) {
    super(scope, id);
    this.costs = new DomainTable(this, 'Costs', { key: platform.key, gsi1: true, expires: true });
    this.linkKey = new MacKey(this, 'LinkKey', {
      spec: KeySpec.HMAC_256,
      signs: 'links to findings and reviews of costs',
    });
    const part = { platform, config, cost: this };
    this.budgets = new Budgets(this, 'Budgets', part);
    this.reviews = new Reviews(this, 'Reviews', part);
  }
}
