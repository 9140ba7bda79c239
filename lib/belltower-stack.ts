import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { CostSection } from '../shared/cost/config.ts';
import type { LogsSection } from '../shared/logs/config.ts';
import type { PagingSection } from '../shared/paging/config.ts';
import type { Organization } from '../shared/platform/schema.ts';
import type { PrivacySection } from '../shared/privacy/config.ts';
import type { TagsSection } from '../shared/tags/config.ts';
import { isLocal } from './constructs/local.ts';
import { Cost } from './cost/cost.ts';
import { Logs } from './logs/logs.ts';
import { Paging } from './paging/paging.ts';
import { Platform } from './platform/platform.ts';
import { Privacy } from './privacy/privacy.ts';
import {
  writeCostOutputs,
  writeLogsOutputs,
  writePagingOutputs,
  writePlatformOutputs,
  writePrivacyOutputs,
  writeTagsOutputs,
} from './stack-outputs.ts';
import { Tags } from './tags/tags.ts';

export interface BelltowerStackProps extends StackProps {
  /** The parsed configuration. A domain that is absent is not deployed. */
  readonly config: {
    readonly organization: Organization;
    readonly paging?: PagingSection | undefined;
    readonly cost?: CostSection | undefined;
    readonly tags?: TagsSection | undefined;
    readonly logs?: LogsSection | undefined;
    readonly privacy?: PrivacySection | undefined;
  };
}

/** All of Belltower in one account and region. */
export class BelltowerStack extends Stack {
  constructor(scope: Construct, id: string, { config, ...props }: BelltowerStackProps) {
    const { organization, paging, cost, tags, logs, privacy } = config;
    super(scope, id, {
      description: `Belltower for ${organization.name}: paging, cost watch, tags, log retention, erasure`,
      terminationProtection: !isLocal(scope),
      ...props,
      tags: { application: 'belltower', organization: organization.name, ...props.tags },
    });
    const platform = new Platform(this, 'Platform', { organization });
    writePlatformOutputs(this, platform);
    if (paging !== undefined) {
      writePagingOutputs(this, new Paging(this, 'Paging', { platform, config: { organization, paging } }));
    }
    const pager = paging !== undefined;
    if (cost !== undefined) {
      writeCostOutputs(this, new Cost(this, 'Cost', { platform, config: { organization, cost }, pager }));
    }
    if (tags !== undefined) {
      writeTagsOutputs(this, new Tags(this, 'Tags', { platform, config: { organization, tags }, pager }));
    }
    if (logs !== undefined) {
      writeLogsOutputs(
        this,
        new Logs(this, 'LogRetention', { platform, config: { organization, logs }, pager }),
      );
    }
    if (privacy !== undefined) {
      const config = { organization, privacy };
      writePrivacyOutputs(this, new Privacy(this, 'Privacy', { platform, config, pager }));
    }
  }
}
