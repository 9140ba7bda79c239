import {
  type IAMClient,
  ListInstanceProfilesCommand,
  ListInstanceProfileTagsCommand,
  ListPoliciesCommand,
  ListPolicyTagsCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  ListUsersCommand,
  ListUserTagsCommand,
  type Tag,
} from '@aws-sdk/client-iam';
import { refusalName } from '../kernel/refused.ts';
import { toAppError } from '../runtime/error-table.ts';
import type { Listed, Source, SourcePage } from './inventory.ts';

/** Something of IAM: its ARN, and what its tags are asked for by. */
interface Named {
  readonly arn: string | undefined;
  readonly name: string | undefined;
}

interface NamedPage {
  readonly items: readonly Named[];
  readonly marker: string | undefined;
}

interface Kind {
  readonly kind: string;
  readonly list: (client: IAMClient, marker: { Marker?: string }) => Promise<NamedPage>;
  readonly tags: (client: IAMClient, name: string) => Promise<readonly Tag[] | undefined>;
}

/** Each of them is asked for its tags by a call of its own, five a second: a page takes some ten seconds. */
const MaxItems = 50;

/** Roles that AWS made, and will let nobody tag: of its services, and of IAM Identity Center. */
const OF_AWS = /^\/(aws-service-role|aws-reserved)\//;

const KINDS: readonly Kind[] = [
  {
    kind: 'roles',
    list: async (client, marker) => {
      const { Roles = [], Marker } = await client.send(new ListRolesCommand({ ...marker, MaxItems }));
      const ours = Roles.filter(({ Path = '/' }) => !OF_AWS.test(Path));
      return { items: ours.map(({ Arn, RoleName }) => ({ arn: Arn, name: RoleName })), marker: Marker };
    },
    tags: async (client, RoleName) => (await client.send(new ListRoleTagsCommand({ RoleName }))).Tags,
  },
  {
    kind: 'users',
    list: async (client, marker) => {
      const { Users = [], Marker } = await client.send(new ListUsersCommand({ ...marker, MaxItems }));
      return { items: Users.map(({ Arn, UserName }) => ({ arn: Arn, name: UserName })), marker: Marker };
    },
    tags: async (client, UserName) => (await client.send(new ListUserTagsCommand({ UserName }))).Tags,
  },
  {
    kind: 'policies',
    list: async (client, marker) => {
      const { Policies = [], Marker } = await client.send(
        new ListPoliciesCommand({ ...marker, MaxItems, Scope: 'Local' }),
      );
      return { items: Policies.map(({ Arn }) => ({ arn: Arn, name: Arn })), marker: Marker };
    },
    tags: async (client, PolicyArn) => (await client.send(new ListPolicyTagsCommand({ PolicyArn }))).Tags,
  },
  {
    kind: 'profiles',
    list: async (client, marker) => {
      const { InstanceProfiles = [], Marker } = await client.send(
        new ListInstanceProfilesCommand({ ...marker, MaxItems }),
      );
      const items = InstanceProfiles.map(({ Arn, InstanceProfileName }) => ({
        arn: Arn,
        name: InstanceProfileName,
      }));
      return { items, marker: Marker };
    },
    tags: async (client, InstanceProfileName) =>
      (await client.send(new ListInstanceProfileTagsCommand({ InstanceProfileName }))).Tags,
  },
];

/**
 * Roles, users, customers' policies and instance profiles with their tags: neither the Tagging API nor Resource Explorer
 * knows the tags of the first two. IAM is one for all regions of an account. Off where it may not be read.
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
  };
}

async function pageOf(client: IAMClient, token: string | undefined): Promise<SourcePage> {
  const [name = KINDS[0]?.kind, ...marker] = token?.split(' ') ?? [];
  const place = KINDS.findIndex(({ kind }) => kind === name);
  const kind = KINDS[place];
  if (kind === undefined) return { listed: [], next: undefined, coverage: { state: 'whole' } };
  const Marker = marker.join(' ');
  const page = await kind.list(client, Marker === '' ? {} : { Marker });
  const listed: Listed[] = [];
  for (const { arn, name: asked } of page.items) {
    if (arn === undefined || asked === undefined) continue;
    const tags = await tagsOf(client, kind, asked);
    if (tags !== 'gone') listed.push({ arn, tags });
  }
  const following = KINDS[place + 1]?.kind;
  const next = page.marker === undefined ? following : `${kind.kind} ${page.marker}`;
  return { listed, next, coverage: { state: 'whole' } };
}

async function tagsOf(
  client: IAMClient,
  { tags }: Kind,
  name: string,
): Promise<Record<string, string> | 'gone'> {
  try {
    const found = (await tags(client, name)) ?? [];
    return Object.fromEntries(found.map(({ Key = '', Value = '' }) => [Key, Value]));
  } catch (thrown) {
    if (toAppError(thrown).code.startsWith('NoSuchEntity')) return 'gone'; // between the list and the question
    throw thrown;
  }
}
