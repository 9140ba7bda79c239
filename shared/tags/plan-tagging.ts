import type { TagsSection } from './config.ts';
import { isOurs, type Resource, type Tags } from './resource.ts';
import type { TagAction } from './verdict.ts';

/** Resources that get the same tags by one call of TagResources. */
export interface TagBatch {
  readonly account: string | undefined;
  readonly region: string | undefined;
  /** At most 20, which is what the call takes. */
  readonly arns: readonly string[];
  /** What is written. */
  readonly set: Tags;
  /** Keys that go afterwards, when all of `set` is there: other spellings of a key that was renamed. */
  readonly remove: readonly string[];
}

/** A resource with the actions its verdict calls for, and its tags as they were read last. */
export interface JudgedResource {
  readonly resource: Pick<Resource, 'arn' | 'account' | 'region' | 'tags'>;
  readonly actions: readonly TagAction[];
}

/** What TagResources takes in one call. */
export const MOST_ARNS = 20;

/**
 * The writes that put resources right, as few as there can be: those of one account and region that get the same tags are
 * written together. Nothing is written that is already right, that somebody has changed since it was judged, or while
 * the mode is `report`. The same resources and tags give the same batches, in the same order.
 */
export function planTagging(
  judged: readonly JudgedResource[],
  { mode }: Pick<TagsSection['enforce'], 'mode'>,
): readonly TagBatch[] {
  if (mode === 'report') return [];
  const groups = new Map<string, TagBatch & { readonly arns: string[] }>();
  const planned = new Set<string>();
  for (const { resource, actions } of judged) {
    const { arn, account, region, tags } = resource;
    if (tags === undefined || planned.has(arn)) continue;
    const { set, remove } = writesOf(actions, tags);
    if (Object.keys(set).length === 0 && remove.length === 0) continue;
    planned.add(arn);
    const key = JSON.stringify([account, region, Object.entries(set).sort(), remove]);
    const group = groups.get(key) ?? { account, region, set, remove, arns: [] };
    groups.set(key, group);
    group.arns.push(arn);
  }
  return [...groups.values()].flatMap(({ arns, ...group }) => {
    const sorted = arns.toSorted();
    return Array.from({ length: Math.ceil(sorted.length / MOST_ARNS) }, (_, place) => ({
      ...group,
      arns: sorted.slice(place * MOST_ARNS, (place + 1) * MOST_ARNS),
    }));
  });
}

/** What of the actions is still to be done, by the tags there are now. */
function writesOf(
  actions: readonly TagAction[],
  tags: Tags,
): { readonly set: Tags; readonly remove: readonly string[] } {
  const set: [string, string][] = [];
  const remove: string[] = [];
  const held = (key: string) => (Object.hasOwn(tags, key) ? (tags[key] ?? '') : null);
  for (const action of actions) {
    if (action.action === 'set-tag') {
      if (held(action.key) === action.was && action.was !== action.value)
        set.push([action.key, action.value]);
      continue;
    }
    const there = action.keys.filter((key) => held(key) !== null);
    if (there.length === 0 || (held(action.to) !== null) !== action.beside) continue;
    if (held(action.to) !== action.value) set.push([action.to, action.value]);
    remove.push(...there);
  }
  return { set: Object.fromEntries(set), remove };
}

/** Whether a resource may ever be put in quarantine: not what Belltower itself runs on. */
export function mayQuarantine(resource: Pick<Resource, 'tags'>): boolean {
  return !isOurs(resource);
}
