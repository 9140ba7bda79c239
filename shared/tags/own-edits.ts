import type { Tags } from './resource.ts';
import type { WroteTags } from './resource-record.ts';
import type { TagAction } from './verdict.ts';

/**
 * The actions that touch nothing which somebody has changed after us: a key that we set and that has another value now,
 * or is gone, or one that we took away and that is back, is theirs from then on.
 */
export function withoutOthersEdits(
  actions: readonly TagAction[],
  tags: Tags,
  wrote: WroteTags | undefined,
): readonly TagAction[] {
  if (wrote === undefined) return actions;
  const theirs = (key: string) =>
    (Object.hasOwn(wrote.set, key) && tags[key] !== wrote.set[key]) ||
    (wrote.removed.includes(key) && Object.hasOwn(tags, key));
  return actions.filter((action) =>
    action.action === 'set-tag' ? !theirs(action.key) : ![action.to, ...action.keys].some(theirs),
  );
}
