import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { memberRoleArn } from '../../shared/platform/member-access.ts';
import { type Access, plain } from '../constructs/access.ts';

/**
 * The role by which a function gets into the accounts of the organization, for its variable `MEMBER_ROLE`, and the
 * permission to assume it in any of them. That needs the account's consent as well: its role trusts Belltower alone.
 *
 * In any, by the name of the role: 200 accounts, named one by one, are more than a policy holds.
 */
export function assumeMemberRole(scope: Construct): Access {
  const { partition } = Stack.of(scope);
  return {
    ...memberRole(scope),
    statements: [
      new PolicyStatement({ actions: ['sts:AssumeRole'], resources: [memberRoleArn(partition, '*')] }),
    ],
  };
}

/** The same variable without the permission, for functions that only want to know in which account Belltower is. */
export function memberRole(scope: Construct): Access {
  const { partition, account } = Stack.of(scope);
  return plain(memberRoleArn(partition, account));
}
