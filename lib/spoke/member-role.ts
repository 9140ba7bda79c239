import { Stack, Validations } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyDocument, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { LogsSection } from '../../shared/logs/config.ts';
import { externalId, MEMBER_ROLE_NAME } from '../../shared/platform/member-access.ts';
import type { TagsSection } from '../../shared/tags/config.ts';
import { readGroups, writeRetention } from '../logs/retention-access.ts';
import { quarantine, readTags, TAGS_ANYWHERE, writeTags } from '../tags/tag-access.ts';

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

/** The role by which Belltower comes into this account: its own functions alone, and only for this organization. */
export class MemberRole extends Construct {
  readonly role: Role;

  constructor(scope: Construct, id: string, { hub, organization, tags, logs }: MemberRoleProps) {
    super(scope, id);
    const { partition } = Stack.of(this);
    const reads = [
      ...(tags === undefined ? [] : [readTags()]),
      ...(logs === undefined ? [] : readLogs(this)),
    ];
    const writes = [
      ...(tags?.apply === true && tags.enforce.mode !== 'report' ? writeTags(this, tags) : []),
      ...(tags?.apply === true && tags.enforce.mode === 'quarantine' ? quarantine() : []),
      ...(logs?.apply === true ? [writeRetention(this)] : []),
    ];
    this.role = new Role(this, 'Role', {
      roleName: MEMBER_ROLE_NAME,
      description: 'How Belltower reads and corrects tags and the retention of logs in this account',
      assumedBy: new AccountPrincipal(hub).withConditions({
        StringEquals: { 'sts:ExternalId': externalId(organization) },
        ArnLike: { 'aws:PrincipalArn': `arn:${partition}:iam::${hub}:role/${HUB_STACK}-*` },
      }),
      inlinePolicies: {
        ...(reads.length === 0 ? {} : { Read: new PolicyDocument({ statements: reads }) }),
        ...(writes.length === 0 ? {} : { Write: new PolicyDocument({ statements: writes }) }),
      },
    });
    const because = (resource: string, reason: string) => ({
      id: `AwsSolutions-IAM5[Resource::${resource}]`,
      reason,
    });
    Validations.of(this.role).acknowledge(
      because('*', TAGS_ANYWHERE),
      because(
        'arn:<AWS::Partition>:apigateway:*::/tags/*',
        'API Gateway tags by a resource of its own, below which is the ARN.',
      ),
      because(
        'arn:<AWS::Partition>:logs:*:<AWS::AccountId>:log-group:*',
        'Retention is kept of every log group there is, whoever makes it, in every region that is swept.',
      ),
    );
  }
}

/** Who sees the log groups sees also how much they take in: metrics have no ARN. */
function readLogs(scope: Construct): PolicyStatement[] {
  const metrics = ['cloudwatch:GetMetricData', 'cloudwatch:ListMetrics'];
  return [readGroups(scope), new PolicyStatement({ sid: 'ReadVolume', actions: metrics, resources: ['*'] })];
}
