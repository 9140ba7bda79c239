import { Stack } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyDocument, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { LogsSection } from '../../shared/logs/config.ts';
import { externalId, MEMBER_ROLE_NAME } from '../../shared/platform/member-access.ts';
import type { TagsSection } from '../../shared/tags/config.ts';
import { acknowledgePatterns } from '../constructs/acknowledge-patterns.ts';
import { treatGroups } from '../logs/retention-access.ts';
import { listingPermissions, waysPermissions } from '../tags/sweep-permissions.ts';
import { taggingPermissions } from '../tags/tagging-permissions.ts';

export interface MemberRoleProps {
  /** The account of Belltower. */
  readonly hub: string;
  /** `name` in organization.yaml. */
  readonly organization: string;
  /** What is swept. Whoever applies nothing may write nothing. */
  readonly tags?: TagsSection | undefined;
  readonly logs?: LogsSection | undefined;
}

/** What Belltower's stack is called, with which the names of its roles begin. */
const HUB_STACK = 'Belltower';

/**
 * The role by which Belltower comes into this account: its own functions alone, and only for this organization. It may do
 * here what those functions may do in the account of Belltower.
 */
export class MemberRole extends Construct {
  readonly role: Role;

  constructor(scope: Construct, id: string, { hub, organization, tags, logs }: MemberRoleProps) {
    super(scope, id);
    const ofTags = tags === undefined ? [] : this.tagStatements(tags);
    const ofLogs = logs === undefined ? [] : this.logStatements(logs);
    this.role = new Role(this, 'Role', {
      roleName: MEMBER_ROLE_NAME,
      description: 'How Belltower reads and corrects tags and the retention of logs in this account',
      assumedBy: new AccountPrincipal(hub).withConditions({
        StringEquals: { 'sts:ExternalId': externalId(organization) },
        ArnLike: {
          'aws:PrincipalArn': `arn:${Stack.of(this).partition}:iam::${hub}:role/${HUB_STACK}-*`,
        },
      }),
      inlinePolicies: {
        ...(ofTags.length === 0 ? {} : { Tags: new PolicyDocument({ statements: ofTags }) }),
        ...(ofLogs.length === 0 ? {} : { Logs: new PolicyDocument({ statements: ofLogs }) }),
      },
    });
    acknowledgePatterns(
      this.role,
      [...ofTags, ...ofLogs],
      'What is kept in order is whatever there is in the account, whoever made it; actions and tag keys are limited instead.',
    );
  }

  private tagStatements(tags: TagsSection): PolicyStatement[] {
    const stops = tags.enforce.mode === 'quarantine';
    return [
      ...taggingPermissions(this, tags),
      ...listingPermissions(),
      ...(stops ? waysPermissions(this, tags) : []),
    ];
  }

  private logStatements(logs: LogsSection): PolicyStatement[] {
    return [
      ...treatGroups(this, logs),
      new PolicyStatement({
        sid: 'ReadVolume',
        actions: ['cloudwatch:GetMetricData', 'cloudwatch:ListMetrics'],
        resources: ['*'], // metrics have no ARN
      }),
    ];
  }
}
