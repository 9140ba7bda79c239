import { KeySpec } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { CostConfig } from '../../shared/cost/config.ts';
import { DomainTable } from '../constructs/domain-table.ts';
import { MacKey } from '../platform/mac-key.ts';
import type { Platform } from '../platform/platform.ts';
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
  /** Signs the links by which a reader says what a finding is. */
  readonly linkKey: MacKey;
  readonly telling: Telling;

  constructor(scope: Construct, id: string, { platform, config, pager }: CostProps) {
    super(scope, id);
    this.costs = new DomainTable(this, 'Costs', { key: platform.key, gsi1: true, expires: true });
    this.linkKey = new MacKey(this, 'LinkKey', { spec: KeySpec.HMAC_256, signs: 'links to cost findings' });
    this.telling = new Telling(this, 'Telling', { platform, config, cost: this, pager });
  }
}
