import { Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { memberRoleArn } from '../../shared/platform/member-access.ts';
import type { TagsSection } from '../../shared/tags/config.ts';
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
    // The actions say which services; whatever of theirs is in the account may lack a tag.
    new PolicyStatement({
      sid: 'WriteTags',
      actions: ['tag:TagResources', 'tag:UntagResources', ...OF_BUCKETS],
      resources: ['*'],
    }),
    new PolicyStatement({
      sid: 'WriteTagsOfServices',
      actions: actionsOf(),
      resources: ['*'],
      conditions: { 'ForAllValues:StringEqualsIgnoreCase': { 'aws:TagKeys': keys.flatMap(spellings) } },
    }),
    new PolicyStatement({
      sid: 'WriteTagsOfApis',
      actions: TAGGING_ACTIONS['apigateway']?.set.concat(TAGGING_ACTIONS['apigateway'].remove) ?? [],
      resources: [apiTags(partition)],
    }),
  ];
}

/** Says to the rules for roles why resources are named by patterns. */
export function acknowledgeTagging(target: Construct, tags: TagsSection): void {
  const { partition, account } = Stack.of(target);
  const everywhere =
    'The Tagging API names no resources to IAM; what may be tagged is limited service by service.';
  const member =
    'Every account of the organization lets Belltower in by a role of this name, if it does at all.';
  const all = 'Whatever is made in the account may lack tags; actions and keys are limited instead.';
  Validations.of(target).acknowledge(
    { id: 'AwsSolutions-IAM5[Resource::*]', reason: everywhere },
    { id: `AwsSolutions-IAM5[Resource::${memberRoleArn(partition, '*')}]`, reason: member },
    ...[`arn:${partition}:iam::${account}:*`, `arn:${partition}:cloudformation:*:${account}:stack/*`].map(
      (resource) => ({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason: all }),
    ),
    ...(writesTags(tags) ? [{ id: `AwsSolutions-IAM5[Resource::${apiTags(partition)}]`, reason: all }] : []),
  );
}

/** Whether anything is ever written. */
function writesTags({ apply, enforce }: TagsSection): boolean {
  return apply && enforce.mode !== 'report';
}

function actionsOf(): string[] {
  return Object.entries(TAGGING_ACTIONS)
    .filter(([service]) => service !== 'apigateway')
    .flatMap(([, { set, remove }]) => [...set, ...remove])
    .filter((action) => !OF_BUCKETS.includes(action));
}

/** These name no keys to IAM, so the condition says nothing of them. */
const OF_BUCKETS = ['s3:GetBucketTagging', 's3:PutBucketTagging'];

/** The tags of API Gateway are resources of its own. */
function apiTags(partition: string): string {
  return `arn:${partition}:apigateway:*::/tags/*`;
}

/** A key as `KEY_VARIANT` knows it, but for its case. */
function spellings(key: string): string[] {
  return [key, `${key} `, ` ${key}`];
}
