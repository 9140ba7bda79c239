import {
  GetAccountAuthorizationDetailsCommand,
  type IAMClient,
  ListInstanceProfilesCommand,
  ListPoliciesCommand,
} from '@aws-sdk/client-iam';
import { AppError } from '../kernel/errors.ts';
import { refusalName } from '../kernel/refused.ts';
import { toAppError } from '../runtime/error-table.ts';
import { iamTags } from './iam-tags-client.ts';
import type { Listed, Source, SourcePage } from './inventory.ts';
import type { Tags } from './resource.ts';

interface KindPage {
  readonly listed: readonly Listed[];
  readonly marker: string | undefined;
}

interface Kind {
  readonly kind: string;
  readonly list: (client: IAMClient, marker: { Marker?: string }) => Promise<KindPage>;
}

/** IAM would give a thousand in a call. Whatever of a page has to be tagged is, two writes each and five a second. */
const PRINCIPALS = 100;

/** Those that the Tagging API does not know are asked for their tags one by one, five a second. */
const OTHERS = 50;

/** Roles that AWS made, and will let nobody tag: of its services, and of IAM Identity Center. */
const OF_AWS = /^\/(aws-service-role|aws-reserved)\//;

const KINDS: readonly Kind[] = [
  {
    kind: 'principals',
    list: async (client, marker) => {
      const {
        RoleDetailList = [],
        UserDetailList = [],
        Marker,
      } = await client.send(
        new GetAccountAuthorizationDetailsCommand({
          ...marker,
          Filter: ['Role', 'User'],
          MaxItems: PRINCIPALS,
        }),
      );
      const ours = RoleDetailList.filter(({ Path = '/' }) => !OF_AWS.test(Path));
      const listed = [...ours, ...UserDetailList].flatMap(({ Arn: arn, Tags = [] }) =>
        arn === undefined
          ? []
          : [{ arn, tags: Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value])) }],
      );
      return { listed, marker: Marker };
    },
  },
  {
    kind: 'policies',
    list: async (client, marker) => {
      const { Policies, Marker } = await client.send(
        new ListPoliciesCommand({ ...marker, MaxItems: OTHERS, Scope: 'Local' }),
      );
      return { listed: untold(Policies), marker: Marker };
    },
  },
  {
    kind: 'profiles',
    list: async (client, marker) => {
      const { InstanceProfiles, Marker } = await client.send(
        new ListInstanceProfilesCommand({ ...marker, MaxItems: OTHERS }),
      );
      return { listed: untold(InstanceProfiles), marker: Marker };
    },
  },
];

function untold(items: readonly { readonly Arn?: string | undefined }[] = []): Listed[] {
  return items.flatMap(({ Arn: arn }) => (arn === undefined ? [] : [{ arn, tags: undefined }]));
}

/**
 * Roles and users with their tags, which neither the Tagging API nor Resource Explorer knows; customers' policies and
 * instance profiles without theirs. IAM is one for all regions of an account. Off where it may not be read.
 */
export function iamSource(client: IAMClient): Source {
  return {
    source: 'native',
    async page(token) {
      try {
        return await pageOf(client, token);
      } catch (thrown) {
        if (refusalName(thrown) === undefined) throw thrown;
        return { listed: [], next: undefined, coverage: { state: 'off', reason: 'NOT_ALLOWED' } };
      }
    },
    tagsOf: (arn) => tagsOf(client, arn),
  };
}

async function pageOf(client: IAMClient, token: string | undefined): Promise<SourcePage> {
  const [name = KINDS[0]?.kind, ...marker] = token?.split(' ') ?? [];
  const place = KINDS.findIndex(({ kind }) => kind === name);
  const kind = KINDS[place];
  if (kind === undefined)
    throw new AppError('where the listing of IAM goes on is not known', {
      code: 'listing-expired',
      kind: 'gone',
    });
  const Marker = marker.join(' ');
  const page = await kind.list(client, Marker === '' ? {} : { Marker });
  const following = KINDS[place + 1]?.kind;
  const next = page.marker === undefined ? following : `${kind.kind} ${page.marker}`;
  return { listed: page.listed, next, coverage: { state: 'whole' } };
}

async function tagsOf(client: IAMClient, arn: string): Promise<Tags | 'gone' | undefined> {
  try {
    return await iamTags(client, arn)?.read();
  } catch (thrown) {
    if (toAppError(thrown).code.startsWith('NoSuchEntity')) return 'gone'; // between the list and the question
    if (refusalName(thrown) !== undefined) return undefined;
    throw thrown;
  }
}
