import { Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { memberRoleArn } from '../../shared/platform/member-access.ts';
import { sourcesOf, type TagsSection } from '../../shared/tags/config.ts';
import { acknowledgePatterns } from '../constructs/acknowledge-patterns.ts';
import { IAM_READS, PARENT_READS, TAGGING_ACTIONS } from './tagging-actions.ts';

/**
 * What a function may do with the tags of the account it runs in: read all, and write where the configuration says that
 * tags are written. A dry run may write nothing at all. Only keys of the policy, in whatever spelling, may be written and
 * removed, where a service tells IAM which they are; that of a bucket's tags does not.
 */
export function taggingPermissions(scope: Construct, tags: TagsSection): PolicyStatement[] {
  const { partition, account } = Stack.of(scope);
  const reads = [
    // The Tagging API tells nothing of Auto Scaling groups.
    new PolicyStatement({
      sid: 'ReadTags',
      actions: ['autoscaling:DescribeAutoScalingGroups', 'tag:GetResources'],
      resources: ['*'],
    }),
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
    ...parentReads(tags),
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

/** To learn what a resource belongs to, and the tags of that: as far as some rule inherits from it. */
function parentReads({ required }: TagsSection): PolicyStatement[] {
  const actions = new Set(required.flatMap(sourcesOf).flatMap((source) => PARENT_READS[source] ?? []));
  if (actions.size === 0) return [];
  return [
    new PolicyStatement({ sid: 'ReadParents', actions: [...actions].sort(), resources: ['*'] }), // none of them takes ARNs
  ];
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
