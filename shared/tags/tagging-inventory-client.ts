import {
  GetResourcesCommand,
  type ResourceGroupsTaggingAPIClient,
  type ResourceTagMapping,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { toAppError } from '../runtime/error-table.ts';
import type { Listed, Source, SourcePage } from './inventory.ts';

/** What GetResources gives, and takes, at once. */
const MOST = 100;

/** Waits for one's turn before a call, so that no account is asked more often than it bears. */
export type Pace = () => Promise<void>;

/**
 * Whatever in the client's account and region has a tag or ever had one; never what never had any. A token of an hour ago
 * is no longer taken: then it begins anew, and lists some of it again.
 */
export function taggingSource(client: ResourceGroupsTaggingAPIClient, pace: Pace): Source {
  async function ask(token: string | undefined): Promise<SourcePage> {
    await pace();
    const { ResourceTagMappingList = [], PaginationToken } = await client.send(
      new GetResourcesCommand({
        ResourcesPerPage: MOST,
        ...(token === undefined ? {} : { PaginationToken: token }),
      }),
    );
    const next = PaginationToken === undefined || PaginationToken === '' ? undefined : PaginationToken;
    return { listed: ResourceTagMappingList.flatMap(listedOf), next, coverage: { state: 'whole' } };
  }
  return {
    source: 'tagging',
    async page(token) {
      try {
        return await ask(token);
      } catch (thrown) {
        if (token === undefined || toAppError(thrown).code !== 'PaginationTokenExpiredException')
          throw thrown;
        return ask(undefined);
      }
    },
  };
}

/**
 * The tags that these have now, of those that have or ever had any; the others are left out.
 * @param arns any number; asked by the hundred
 */
export async function readTags(
  client: ResourceGroupsTaggingAPIClient,
  pace: Pace,
  arns: readonly string[],
): Promise<readonly Listed[]> {
  const found: Listed[] = [];
  for (let place = 0; place < arns.length; place += MOST) {
    await pace();
    const { ResourceTagMappingList = [] } = await client.send(
      new GetResourcesCommand({ ResourceARNList: arns.slice(place, place + MOST) }),
    );
    found.push(...ResourceTagMappingList.flatMap(listedOf));
  }
  return found;
}

function listedOf({ ResourceARN, Tags = [] }: ResourceTagMapping): Listed[] {
  if (ResourceARN === undefined) return [];
  const tags = Tags.flatMap(({ Key, Value = '' }) => (Key === undefined ? [] : [[Key, Value] as const]));
  return [{ arn: ResourceARN, tags: Object.fromEntries(tags) }];
}
