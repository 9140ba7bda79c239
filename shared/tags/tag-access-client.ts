import type { Instant } from '../kernel/instant.ts';
import { type TagWriter, tagWriter } from './apply-tags-client.ts';
import { type TagReader, tagReader } from './current-tags-client.ts';
import { type GroupFinder, groupFinder } from './group-finder-client.ts';
import { parentClients } from './parent-readers-client.ts';
import { type ParentTags, parentTags } from './parent-tags-client.ts';
import { type AccountAccess, taggingClients } from './tagging-api-client.ts';

/** How tags are read and written in any account and region. */
export interface TagAccess {
  readonly reader: TagReader;
  readonly writer: TagWriter;
  readonly parents: ParentTags;
  readonly groups: GroupFinder;
}

/** All of it with the credentials that there are for an account. */
export function tagAccess(access: AccountAccess, now: () => Instant): TagAccess {
  const clients = taggingClients(access);
  return {
    reader: tagReader(clients),
    writer: tagWriter(clients),
    parents: parentTags(parentClients(access), now),
    groups: groupFinder(clients),
  };
}
