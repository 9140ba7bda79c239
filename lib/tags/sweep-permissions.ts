import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { TagsSection } from '../../shared/tags/config.ts';
import { acknowledgePatterns } from '../constructs/acknowledge-patterns.ts';
import { acknowledgeTagging, taggingPermissions } from './tagging-permissions.ts';

/** To list what there is: by Resource Explorer what has no tag, and what IAM has. Reads alone. */
export function listingPermissions(): PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: 'ListWhatThereIs',
      actions: [
        'iam:GetAccountAuthorizationDetails',
        'iam:ListInstanceProfiles',
        'iam:ListPolicies',
        'resource-explorer-2:ListSupportedResourceTypes',
        'resource-explorer-2:Search',
      ],
      resources: ['*'],
    }),
  ];
}

/**
 * To stop what stays wrong in the account of Belltower, so that it can be started again: never what Belltower itself runs
 * on, which its stack has tagged. A dry run only looks at the tags that there are.
 */
export function quarantinePermissions(scope: Construct, tags: TagsSection): PolicyStatement[] {
  const reads = taggingPermissions(scope, { ...tags, apply: false }).filter(
    ({ sid }) => sid !== 'ReadStacks' && sid !== 'ReadParents',
  );
  if (!tags.apply) return reads;
  const [instances, functions] = quarantined(scope);
  const conditions = { StringNotEquals: { 'aws:ResourceTag/application': 'belltower' } };
  return [
    ...reads,
    new PolicyStatement({ sid: 'SeeInstances', actions: ['ec2:DescribeInstances'], resources: ['*'] }),
    new PolicyStatement({
      sid: 'StopInstances',
      actions: ['ec2:StopInstances'],
      resources: [instances],
      conditions,
    }),
    new PolicyStatement({
      sid: 'SeeFunctions',
      actions: ['lambda:GetFunctionConcurrency'],
      resources: [functions],
    }),
    new PolicyStatement({
      sid: 'StopFunctions',
      actions: ['lambda:PutFunctionConcurrency'],
      resources: [functions],
      conditions,
    }),
  ];
}

/** Says to the rules for roles why what is read and stopped is named by patterns. */
export function acknowledgeQuarantine(target: Construct, tags: TagsSection): void {
  acknowledgeTagging(target, { ...tags, apply: false });
  acknowledgePatterns(
    target,
    quarantinePermissions(target, tags),
    'Whatever runs in the account may stay wrong; only stopping is allowed, and nothing of Belltower.',
  );
}

function quarantined(scope: Construct): readonly [instances: string, functions: string] {
  const { partition, account } = Stack.of(scope);
  return [`arn:${partition}:ec2:*:${account}:instance/*`, `arn:${partition}:lambda:*:${account}:function:*`];
}
