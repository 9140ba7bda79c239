import {
  CfnCondition,
  CfnResource,
  Fn,
  type IStackSynthesizer,
  LegacyStackSynthesizer,
  Stack,
  type StackProps,
  Tags,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { LogsSection } from '../shared/logs/config.ts';
import { OWN_TAG } from '../shared/logs/events.ts';
import type { Organization } from '../shared/platform/schema.ts';
import type { TagsSection } from '../shared/tags/config.ts';
import { isLocal } from './constructs/local.ts';
import { Forwarding } from './spoke/forwarding.ts';
import { heardPatterns } from './spoke/heard-patterns.ts';
import { MemberRole } from './spoke/member-role.ts';

export interface BelltowerSpokeProps extends StackProps {
  /** The account that Belltower itself is in. */
  readonly hub: string;
  readonly config: {
    readonly organization: Organization;
    readonly tags?: TagsSection | undefined;
    readonly logs?: LogsSection | undefined;
  };
}

/**
 * What an account of the organization needs so that Belltower may come in and hear what happens: one template, without
 * assets, for every account and region, so that a StackSet can roll it out. The role is of the account as a whole and is
 * made in Belltower's region alone; where Belltower itself is, neither is made.
 */
export class BelltowerSpoke extends Stack {
  constructor(scope: Construct, id: string, { hub, config, ...props }: BelltowerSpokeProps) {
    const { organization, tags, logs } = config;
    super(scope, id, {
      description: `Lets Belltower of ${organization.name} keep tags and the retention of logs in this account`,
      // A member account need not be bootstrapped for the CDK. An optional member of it may be undefined by its type, which
      // the interface, read as strictly as here, does not allow.
      synthesizer: new LegacyStackSynthesizer() as IStackSynthesizer,
      ...props,
      tags: { [OWN_TAG.key]: OWN_TAG.value, organization: organization.name, ...props.tags },
    });
    // In the template itself: a StackSet gives its stacks the tags that it has, and not those of ours.
    Tags.of(this).add(OWN_TAG.key, OWN_TAG.value);
    const isHub = new CfnCondition(this, 'IsHub', { expression: Fn.conditionEquals(this.account, hub) });
    const isHome = new CfnCondition(this, 'IsHome', {
      expression: Fn.conditionEquals(this.region, organization.home.region),
    });
    const role = new MemberRole(this, 'Member', { hub, organization: organization.name, tags, logs });
    onlyIf(
      new CfnCondition(this, 'HasRole', {
        expression: Fn.conditionAnd(isHome, Fn.conditionNot(isHub)),
      }),
      role,
    );
    const forwarding = new Forwarding(this, 'Forwarding', {
      hub,
      hubRegion: organization.home.region,
      patterns: heardPatterns({ tags, logs }, isLocal(scope)),
    });
    onlyIf(
      new CfnCondition(this, 'IsElsewhere', {
        expression: Fn.conditionNot(Fn.conditionAnd(isHome, isHub)),
      }),
      forwarding,
    );
  }
}

function onlyIf(condition: CfnCondition, construct: Construct): void {
  for (const child of construct.node.findAll())
    if (child instanceof CfnResource) child.cfnOptions.condition = condition;
}
