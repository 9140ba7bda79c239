import type { CurrentTags } from './current-tags-client.ts';
import { isAwsTag, type Tags } from './resource.ts';
import type { TagFault } from './tag-outcome.ts';

/** What is taken for the tags of a resource now. */
export type SettledTags =
  /** `read`: they were read. `fault`: they should have been, and why not: nothing is written over what was not read. */
  | { readonly kind: 'known'; readonly tags: Tags; readonly read: boolean; readonly fault?: Fault }
  | { readonly kind: 'gone'; readonly code: string }
  | { readonly kind: 'unknown'; readonly fault?: Fault };

interface Fault {
  readonly kind: TagFault;
  readonly code: string;
}

/**
 * The tags of something that an event made, from those it was born with and those that were read. What was read holds.
 * The Tagging API lists whatever has or had tags, a little late: what it does not list never had any, is too new for it,
 * or, where it was born with some and had time to be listed, is gone.
 * @param born undefined where the event does not tell
 * @param current undefined where it was not asked
 * @param settled whether it is long enough ago for the Tagging API to know of it
 */
export function settleTags(
  born: Tags | undefined,
  current: CurrentTags | undefined,
  settled: boolean,
): SettledTags {
  const byEvent = (fault?: Fault): SettledTags => ({
    ...(born === undefined ? { kind: 'unknown' } : { kind: 'known', tags: born, read: false }),
    ...(fault === undefined ? {} : { fault }),
  });
  if (current === undefined) return byEvent();
  switch (current.kind) {
    case 'tags':
      return { kind: 'known', tags: current.tags, read: true };
    case 'unread':
      return current.fault === 'gone'
        ? { kind: 'gone', code: current.code }
        : byEvent({ kind: current.fault, code: current.code });
    case 'unlisted': {
      const hadTags = Object.keys(born ?? {}).some((key) => !isAwsTag(key));
      return settled && hadTags ? { kind: 'gone', code: 'UNLISTED' } : byEvent();
    }
  }
}
