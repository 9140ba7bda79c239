import type { Instant } from '../kernel/instant.ts';
import { type Source, sourcesOf } from './config.ts';
import { fillingOf } from './fill.ts';
import { judge, rulesFor } from './judge.ts';
import { holdsKey } from './key-variants.ts';
import type { TagPolicy, TagRule } from './policy.ts';
import { type Resource, serviceOf } from './resource.ts';

/** What a resource may belong to and have tags from. */
export type ParentSource = Exclude<Source, 'account'>;

/** In the order in which they are asked: those that a tag names go first. */
export const PARENT_SOURCES = ['stack', 'asg', 'instance', 'vpc'] as const satisfies readonly ParentSource[];

/** CloudFormation and Auto Scaling alone can write these. */
export const STACK_TAG = 'aws:cloudformation:stack-id';
export const GROUP_TAG = 'aws:autoscaling:groupName';

/** Types that are in one VPC, which EC2 tells of many of them in one call. */
export const IN_VPC = [
  'ec2:instance',
  'ec2:internet-gateway',
  'ec2:natgateway',
  'ec2:network-acl',
  'ec2:network-interface',
  'ec2:route-table',
  'ec2:security-group',
  'ec2:subnet',
  'ec2:vpc-endpoint',
] as const;

/** Types that are attached to an instance. */
export const ON_INSTANCE = ['ec2:network-interface', 'ec2:volume'] as const;

/** Whether resources of a type can belong to such a thing, as far as that can be found out. */
export function mayBelong(type: string, source: ParentSource): boolean {
  if (source === 'stack') return true;
  if (source === 'asg') return type === 'ec2:instance';
  return (source === 'vpc' ? IN_VPC : ON_INSTANCE).some((one) => one === type);
}

/**
 * Whether a tag of what it belongs to could fill a key that is missing or empty: a rule inherits from there, and nothing
 * that the rule prefers has a value. False where what it belongs to is known already.
 */
export function wantsParent(
  resource: Resource,
  source: ParentSource,
  policy: TagPolicy,
  now: Instant,
): boolean {
  const { tags, type, parents } = resource;
  if (tags === undefined || parents?.[source] !== undefined || !mayBelong(type, source)) return false;
  if (judge(resource, policy, now).verdict !== 'violation') return false;
  return rulesFor(resource, policy).some(
    (rule) => lacks(resource, tags, rule) && couldFill(rule, source, resource, policy),
  );
}

function lacks({ arn }: Resource, tags: NonNullable<Resource['tags']>, { key }: TagRule): boolean {
  const held = holdsKey(tags, key, serviceOf(arn) === 'iam');
  return held.kind === 'absent' || (held.kind !== 'conflict' && held.value.trim() === '');
}

function couldFill(rule: TagRule, source: ParentSource, resource: Resource, policy: TagPolicy): boolean {
  const sources = sourcesOf(rule);
  if (!sources.includes(source)) return false;
  const from = fillingOf(rule, resource, policy)?.from;
  if (from === undefined) return true;
  return from !== 'creator' && sources.indexOf(source) < sources.indexOf(from);
}
