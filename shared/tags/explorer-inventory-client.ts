import {
  paginateListSupportedResourceTypes,
  type ResourceExplorer2Client,
  SearchCommand,
} from '@aws-sdk/client-resource-explorer-2';
import { AppError } from '../kernel/errors.ts';
import { toAppError } from '../runtime/error-table.ts';
import { ExplorerPlan, queryText, splitQuery, WHOLE_PLAN } from './explorer-queries.ts';
import type { Source, SourceCoverage, SourcePage } from './inventory.ts';

/** What the answers mean that say that Resource Explorer is not to be asked here. */
const OFF: Readonly<Record<string, string>> = {
  AccessDeniedException: 'NOT_ALLOWED',
  ResourceNotFoundException: 'NO_INDEX',
  UnauthorizedException: 'NO_VIEW', // also: a default view that may not be used
  ValidationException: 'NO_TAGS_IN_VIEW', // a view without tags takes no filter on them
};

/**
 * What has no tag, by Resource Explorer's index of the client's region. Off, with the reason, where it is not set up.
 * @param global whether what has no region is looked for here too
 */
export function explorerSource(
  client: ResourceExplorer2Client,
  {
    account,
    region,
    global,
  }: { readonly account: string; readonly region: string; readonly global: boolean },
): Source {
  let types: readonly string[] | undefined;
  async function search({ narrow, token }: ExplorerPlan): Promise<SourcePage> {
    const [first = '', ...rest] = narrow;
    const {
      Resources = [],
      NextToken,
      Count,
    } = await client.send(
      new SearchCommand({
        QueryString: queryText(first, region, global),
        MaxResults: 100,
        ...(token === undefined ? {} : { NextToken: token }),
      }),
    );
    let coverage: SourceCoverage = { state: 'whole' };
    if (token === undefined && Count?.Complete === false) {
      types ??= await supportedTypes(client);
      const split = splitQuery(first, types);
      // What was found so far is found again by the narrower queries.
      if (split !== undefined) return { listed: [], next: nextOf([...split, ...rest]), coverage };
      coverage = { state: 'partial', reason: `CAPPED: ${first.slice(first.indexOf(':') + 1)}` };
    }
    const listed = Resources.flatMap(({ Arn, OwningAccountId }) =>
      Arn === undefined || (OwningAccountId ?? account) !== account ? [] : [{ arn: Arn, tags: {} }],
    );
    return { listed, next: NextToken === undefined ? nextOf(rest) : nextOf(narrow, NextToken), coverage };
  }
  return {
    source: 'explorer',
    async page(token) {
      try {
        return await search(token === undefined ? WHOLE_PLAN : planOf(token));
      } catch (thrown) {
        const reason = isNotThere(thrown) ? 'NOT_OFFERED' : OFF[toAppError(thrown).code];
        if (reason === undefined) throw thrown;
        return { listed: [], next: undefined, coverage: { state: 'off', reason } };
      }
    },
  };
}

/** In a region without the service its name leads nowhere; an engine that does not know it answers with no error of AWS. */
function isNotThere(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  return ('code' in thrown && thrown.code === 'ENOTFOUND') || /^Unknown(Error)?$/.test(thrown.name);
}

function nextOf(narrow: readonly string[], token?: string): string | undefined {
  if (narrow.length === 0) return undefined;
  return JSON.stringify({ narrow, ...(token === undefined ? {} : { token }) });
}

function planOf(token: string): ExplorerPlan {
  const plan = ExplorerPlan.safeParse(JSON.parse(token));
  if (plan.success) return plan.data;
  throw new AppError('where a search goes on cannot be read', { code: 'cursor-unreadable', kind: 'bug' });
}

async function supportedTypes(client: ResourceExplorer2Client): Promise<readonly string[]> {
  const types: string[] = [];
  for await (const { ResourceTypes = [] } of paginateListSupportedResourceTypes(
    { client, pageSize: 1000 },
    {},
  )) {
    types.push(...ResourceTypes.flatMap(({ ResourceType }) => ResourceType ?? []));
  }
  return types;
}
