import type { Instant } from '../kernel/instant.ts';
import { judge } from './judge.ts';
import type { ParentTags } from './parent-tags-client.ts';
import type { SeenResource } from './plan-enforcement.ts';
import type { TagPolicy, TagRule } from './policy.ts';
import type { Resource } from './resource.ts';

const STACK_TAG = 'aws:cloudformation:stack-id';

/**
 * Resources with the tags of their stacks, where a rule inherits from those and its key is missing. Which stack it is
 * says a tag that CloudFormation writes and nobody else can. Each stack is asked once.
 */
export async function withParents(
  seen: readonly SeenResource[],
  policy: TagPolicy,
  parents: ParentTags,
  now: Instant,
): Promise<SeenResource[]> {
  const all: SeenResource[] = [];
  for (const one of seen) {
    const { resource } = one;
    const stack = wantsStack(resource, policy, now) ? resource.tags?.[STACK_TAG] : undefined;
    const tags = stack === undefined ? undefined : await parents.stack(stack);
    all.push(
      tags === undefined
        ? one
        : { ...one, resource: { ...resource, parents: { ...resource.parents, stack: tags } } },
    );
  }
  return all;
}

/** Whether a key is missing that could come from the stack. */
export function mayInherit(missing: readonly string[], policy: TagPolicy): boolean {
  return policy.rules.some((rule) => missing.includes(rule.key) && inheritsFromStack(rule));
}

function wantsStack(resource: Resource, policy: TagPolicy, now: Instant): boolean {
  if (resource.tags === undefined || resource.parents?.stack !== undefined) return false;
  return mayInherit(judge(resource, policy, now).missing, policy);
}

/** Where nothing is said, an owner comes from the stack if nobody is known to have made the resource. */
function inheritsFromStack({ inherit, fromCreator }: TagRule): boolean {
  return inherit === undefined ? fromCreator : inherit.includes('stack');
}
