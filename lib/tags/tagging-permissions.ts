import { Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { memberRoleArn } from '../../shared/platform/member-access.ts';
import type { TagsSection } from '../../shared/tags/config.ts';
import { acknowledgePatterns } from '../constructs/acknowledge-patterns.ts';
import { IAM_READS, TAGGING_ACTIONS } from './tagging-actions.ts';

/**
 * What a function may do with the tags of the account it runs in: read all, and write where the configuration says that
 * tags are written. A dry run may write nothing at all. Only keys of the policy, in whatever spelling, may be written and
 * removed, where a service tells IAM which they are; that of a bucket's tags does not.
 */
export function taggingPermissions(scope: Construct, tags: TagsSection): PolicyStatement[] {
  const { partition, account } = Stack.of(scope);
  const reads = [
    new PolicyStatement({ sid: 'ReadTags', actions: ['tag:GetResources'], resources: ['*'] }),
    new PolicyStatement({
      sid: 'ReadTagsOfIam',
      actions: [...IAM_READS],
      resources: [`arn:${partition}:iam::${account}:*`],
    }),
    new PolicyStatement({
      sid: 'ReadStacks',
      actions: ['cloudformation:DescribeStacks'],
      resources: [`arn:${partition}:cloudformation:*:${account}:stack/*`],
    }),
  ];
  if (!writesTags(tags)) return reads;
  const keys = tags.required.map(({ key }) => key);
  return [
    ...reads,
    new PolicyStatement({
      sid: 'WriteTags',
      actions: ['tag:TagResources', 'tag:UntagResources'],
      resources: ['*'],
    }),
    new PolicyStatement({
      sid: 'WriteTagsOfServices',
      actions: actionsOf(),
      resources: taggedResources(partition, account),
      conditions: { 'ForAllValues:StringEqualsIgnoreCase': { 'aws:TagKeys': keys.flatMap(spellings) } },
    }),
    new PolicyStatement({
      sid: 'WriteTagsOfBuckets',
      actions: ['s3:GetBucketTagging', 's3:PutBucketTagging'],
      resources: [`arn:${partition}:s3:::*`],
    }),
  ];
}

/** Says to the rules for roles why resources are named by patterns. */
export function acknowledgeTagging(target: Construct, tags: TagsSection): void {
  acknowledgePatterns(
    target,
    taggingPermissions(target, tags),
    'Whatever is made in the account may lack tags, and the Tagging API names none to IAM; actions and keys are limited instead.',
  );
  const { partition } = Stack.of(target);
  Validations.of(target).acknowledge({
    id: `AwsSolutions-IAM5[Resource::${memberRoleArn(partition, '*')}]`,
    reason: 'Every account of the organization lets Belltower in by a role of this name, if it does at all.',
  });
}

/** Whether anything is ever written. */
function writesTags({ apply, enforce }: TagsSection): boolean {
  return apply && enforce.mode !== 'report';
}

function actionsOf(): string[] {
  return Object.entries(TAGGING_ACTIONS).flatMap(([service, { set, remove }]) =>
    [...set, ...remove].filter((action) => !OF_BUCKETS.test(action)).map((action) => `${service}:${action}`),
  );
}

/** These name no keys to IAM, so the condition would allow them on nothing, or on all. */
const OF_BUCKETS = /BucketTagging$/;

/** Everything of these services in the account. The ARNs of buckets and of the tags of API Gateway have no account. */
function taggedResources(partition: string, account: string): string[] {
  return Object.keys(TAGGING_ACTIONS).flatMap((service) => {
    if (service === 'apigateway') return [`arn:${partition}:apigateway:*::/tags/*`];
    const named = `arn:${partition}:${service}:*:${account}:*`;
    return service === 's3' ? [named, `arn:${partition}:s3:::*`] : [named];
  });
}

/** A key as `KEY_VARIANT` knows it, but for its case. */
function spellings(key: string): string[] {
  return [key, `${key} `, ` ${key}`];
}
