import {
  GetResourcesCommand,
  type ResourceGroupsTaggingAPIClient,
  type ResourceTagMapping,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { AppError } from '../kernel/errors.ts';
import { toAppError } from '../runtime/error-table.ts';
import type { Listed, Source } from './inventory.ts';

/** What GetResources gives, and takes, at once. */
const MOST = 100;

/**
 * Whatever in the client's account and region has a tag or ever had one; never what never had any.
 * @throws AppError `gone` where a token is older than it takes them
 */
export function taggingSource(client: ResourceGroupsTaggingAPIClient): Source {
  return {
    source: 'tagging',
    async page(token) {
      try {
        const { ResourceTagMappingList = [], PaginationToken } = await client.send(
          new GetResourcesCommand({
            ResourcesPerPage: MOST,
            ...(token === undefined ? {} : { PaginationToken: token }),
          }),
        );
        const next = PaginationToken === undefined || PaginationToken === '' ? undefined : PaginationToken;
        return { listed: ResourceTagMappingList.flatMap(listedOf), next, coverage: { state: 'whole' } };
      } catch (thrown) {
        if (toAppError(thrown).code !== 'PaginationTokenExpiredException') throw thrown;
        throw new AppError('where the listing goes on is not known any more', {
          code: 'listing-expired',
          kind: 'gone',
          cause: thrown,
        });
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
  arns: readonly string[],
): Promise<readonly Listed[]> {
  const found: Listed[] = [];
  for (let place = 0; place < arns.length; place += MOST) {
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
