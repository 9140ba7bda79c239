import { ArnFormat, Stack, Token, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { LogsSection } from '../../shared/logs/config.ts';
import { memberRoleArn } from '../../shared/platform/member-access.ts';

/** The permission to see all log groups there are; IAM knows none for some of them. */
export function describeGroups(): PolicyStatement {
  return new PolicyStatement({
    sid: 'DescribeLogGroups',
    actions: ['logs:DescribeLogGroups'],
    resources: ['*'],
  });
}

/**
 * The permissions to look at the log groups of this account in any region and, where plans are applied, to say how long
 * they keep what is logged: a dry run can write nothing.
 */
export function treatGroups(scope: Construct, { apply }: Pick<LogsSection, 'apply'>): PolicyStatement[] {
  // To delete a limit is to keep it for ever.
  const writes = apply ? ['logs:PutRetentionPolicy', 'logs:DeleteRetentionPolicy'] : [];
  return [
    describeGroups(),
    new PolicyStatement({
      sid: 'TreatGroups',
      actions: ['logs:ListTagsForResource', ...writes],
      resources: [allGroups(scope)],
    }),
  ];
}

/** Says to the rules for roles why a function may look at and set log groups by a pattern. */
export function acknowledgeGroups(target: Construct): void {
  const { partition, account } = Stack.of(target);
  const home = Token.isUnresolved(account) ? '<AWS::AccountId>' : account;
  Validations.of(target).acknowledge(
    {
      id: `AwsSolutions-IAM5[Resource::arn:${partition}:logs:*:${home}:log-group:*]`,
      reason:
        'Retention is kept of every log group there is, whoever makes it, in every region that is swept.',
    },
    {
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'To describe log groups is to describe all of them: IAM knows no permission for some.',
    },
  );
}

/** Says to the rules for roles why a function may assume a role by a pattern. */
export function acknowledgeMembers(target: Construct): void {
  const { partition } = Stack.of(target);
  Validations.of(target).acknowledge({
    id: `AwsSolutions-IAM5[Resource::${memberRoleArn(partition, '*')}]`,
    reason:
      'One role, by its name, in each account of the organization: 200 of them are more than a policy holds.',
  });
}

function allGroups(scope: Construct): string {
  return Stack.of(scope).formatArn({
    service: 'logs',
    region: '*',
    resource: 'log-group',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    resourceName: '*',
  });
}
