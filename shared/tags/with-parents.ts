import type { Instant } from '../kernel/instant.ts';
import { PARENT_SOURCES, wantsParent } from './belonging.ts';
import type { ParentTags } from './parent-tags-client.ts';
import type { SeenResource } from './plan-enforcement.ts';
import type { TagPolicy } from './policy.ts';
import type { Resource } from './resource.ts';

/**
 * Resources with the tags of what they belong to, where a rule inherits from that and its key is missing. All of them are
 * asked about together, and nothing that could not change what is said of them.
 */
export async function withParents(
  seen: readonly SeenResource[],
  policy: TagPolicy,
  parents: ParentTags,
  now: Instant,
): Promise<readonly SeenResource[]> {
  let all = seen;
  for (const source of PARENT_SOURCES) {
    const asking = all
      .map(({ resource }) => resource)
      .filter((resource) => wantsParent(resource, source, policy, now));
    if (asking.length === 0) continue;
    const found = await parents.tagsFor(source, asking);
    all = all.map((one) => {
      const tags = found.get(one.resource.arn);
      if (tags === undefined) return one;
      return { ...one, resource: { ...one.resource, parents: { ...one.resource.parents, [source]: tags } } };
    });
  }
  return all;
}

/** Whether a key is missing that could come from what the resource belongs to. */
export function mayInherit(resource: Resource, policy: TagPolicy, now: Instant): boolean {
  return PARENT_SOURCES.some((source) => wantsParent(resource, source, policy, now));
}
