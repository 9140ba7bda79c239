import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { AppError } from '../kernel/errors.ts';
import { readGroupTags } from './group-tags-client.ts';
import { iamTags } from './iam-tags-client.ts';
import type { Resource, Tags } from './resource.ts';
import type { TagFault } from './tag-outcome.ts';
import { type TaggingClients, thrownFault } from './tagging-api-client.ts';
import { isListedNatively, isScalingGroup, isTaggedByIam, taggingRegion } from './tagging-place.ts';

/**
 * The tags of a resource now. `unlisted`: the Tagging API does not name it, which it does for whatever has or had tags:
 * it never had any, is gone, or is too new. `unread`: they cannot be read, and why.
 */
export type CurrentTags =
  | { readonly kind: 'tags'; readonly tags: Tags }
  | { readonly kind: 'unlisted' }
  | { readonly kind: 'unread'; readonly fault: TagFault; readonly code: string };

/** Reads the tags that resources have now. */
export interface TagReader {
  /** @returns an answer for every resource, by ARN. @throws AppError `throttled`, `unavailable` when asking again may help */
  read(
    resources: readonly Pick<Resource, 'arn' | 'account' | 'region'>[],
  ): Promise<ReadonlyMap<string, CurrentTags>>;
}

/** What GetResources takes in one call. */
const MOST_READ = 100;

/** Reads by the Tagging API, 100 resources in a call, and by IAM and Auto Scaling what it does not list. */
export function tagReader(clients: TaggingClients): TagReader {
  return {
    async read(resources) {
      const found = new Map<string, CurrentTags>();
      for (const { arn, account } of resources)
        if (isTaggedByIam(arn)) found.set(arn, await readByIam(clients, arn, account));
      const placeOf = ({ arn, account, region }: (typeof resources)[number]) =>
        JSON.stringify([account, taggingRegion(arn, region)]);
      const groups = resources.filter(({ arn }) => isScalingGroup(arn));
      for (const all of Map.groupBy(groups, placeOf).values())
        for (const [arn, tags] of await readGroups(clients, all)) found.set(arn, tags);
      const others = resources.filter(({ arn }) => !isListedNatively(arn));
      for (const all of Map.groupBy(others, placeOf).values())
        for (let from = 0; from < all.length; from += MOST_READ) {
          const some = all.slice(from, from + MOST_READ);
          for (const [arn, tags] of await readTogether(clients, some)) found.set(arn, tags);
        }
      return found;
    },
  };
}

async function readByIam(
  clients: TaggingClients,
  arn: string,
  account: string | undefined,
): Promise<CurrentTags> {
  const tags = iamTags(clients.iam(account), arn);
  if (tags === undefined) return { kind: 'unread', fault: 'refused', code: 'NoTagsOfThisType' };
  try {
    return { kind: 'tags', tags: await tags.read() };
  } catch (thrown) {
    return unread(thrown);
  }
}

async function readGroups(
  clients: TaggingClients,
  groups: readonly Pick<Resource, 'arn' | 'account' | 'region'>[],
): Promise<ReadonlyMap<string, CurrentTags>> {
  const [first] = groups;
  if (first === undefined) return new Map();
  const arns = groups.map(({ arn }) => arn);
  try {
    const client = clients.autoscaling(first.account, taggingRegion(first.arn, first.region));
    return await readGroupTags(client, arns);
  } catch (thrown) {
    const answer = unread(thrown);
    return new Map(arns.map((arn) => [arn, answer]));
  }
}

async function readTogether(
  clients: TaggingClients,
  resources: readonly Pick<Resource, 'arn' | 'account' | 'region'>[],
): Promise<ReadonlyMap<string, CurrentTags>> {
  const found = new Map<string, CurrentTags>();
  const [first] = resources;
  if (first === undefined) return found;
  const api = clients.tagging(first.account, taggingRegion(first.arn, first.region));
  try {
    let PaginationToken: string | undefined;
    for (const { arn } of resources) found.set(arn, { kind: 'unlisted' });
    do {
      const page = await api.send(
        new GetResourcesCommand({
          ResourceARNList: resources.map(({ arn }) => arn),
          ...(PaginationToken === undefined ? {} : { PaginationToken }),
        }),
      );
      for (const { ResourceARN = '', Tags = [] } of page.ResourceTagMappingList ?? [])
        if (found.has(ResourceARN))
          found.set(ResourceARN, {
            kind: 'tags',
            tags: Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value])),
          });
      PaginationToken = page.PaginationToken === '' ? undefined : page.PaginationToken;
    } while (PaginationToken !== undefined);
    return found;
  } catch (thrown) {
    const answer = unread(thrown);
    // An ARN that it cannot read makes it refuse the others too.
    if (answer.fault === 'refused' && resources.length > 1) {
      for (const one of resources)
        for (const [arn, tags] of await readTogether(clients, [one])) found.set(arn, tags);
      return found;
    }
    return new Map(resources.map(({ arn }) => [arn, answer]));
  }
}

/** @throws AppError where asking again may help */
function unread(thrown: unknown): CurrentTags & { kind: 'unread' } {
  const { kind, code } = thrownFault(thrown);
  if (kind === 'throttled')
    throw new AppError('tags could not be read: too many at once', {
      code,
      kind: 'throttled',
      cause: thrown,
    });
  if (kind === 'failed')
    throw new AppError('tags could not be read', { code, kind: 'unavailable', cause: thrown });
  return { kind: 'unread', fault: kind, code };
}
