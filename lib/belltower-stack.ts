import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { CostSection } from '../shared/cost/config.ts';
import type { PagingSection } from '../shared/paging/config.ts';
import type { Organization } from '../shared/platform/schema.ts';
import { isLocal } from './constructs/local.ts';
import { Cost } from './cost/cost.ts';
import { Paging } from './paging/paging.ts';
import { Platform } from './platform/platform.ts';
import { writeCostOutputs, writePagingOutputs, writePlatformOutputs } from './stack-outputs.ts';

export interface BelltowerStackProps extends StackProps {
  /** The parsed configuration. A domain that is absent is not deployed. */
  readonly config: {
    readonly organization: Organization;
    readonly paging?: PagingSection | undefined;
    readonly cost?: CostSection | undefined;
  };
}

/** All of Belltower in one account and region. */
export class BelltowerStack extends Stack {
  constructor(scope: Construct, id: string, { config, ...props }: BelltowerStackProps) {
    const { organization, paging, cost } = config;
    super(scope, id, {
      description: `Belltower for ${organization.name}: on-call paging and cost watch`,
      terminationProtection: !isLocal(scope),
      ...props,
      tags: { application: 'belltower', organization: organization.name, ...props.tags },
    });
    const platform = new Platform(this, 'Platform', { organization });
    writePlatformOutputs(this, platform);
    if (paging !== undefined) {
      writePagingOutputs(this, new Paging(this, 'Paging', { platform, config: { organization, paging } }));
    }
    if (cost !== undefined) {
      const pager = paging !== undefined;
      writeCostOutputs(this, new Cost(this, 'Cost', { platform, config: { organization, cost }, pager }));
    }
  }
}
