import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { EC2Client } from '@aws-sdk/client-ec2';
import { AppError } from '../kernel/errors.ts';
import { type AccountPlace, accountClients } from './account-place-client.ts';
import { groupsNamed, tagsOfGroup } from './auto-scaling-client.ts';
import { GROUP_TAG, IN_VPC, ON_INSTANCE, type ParentSource, STACK_TAG } from './belonging.ts';
import { type Ec2Facts, type Ec2Type, ec2Facts } from './ec2-facts-client.ts';
import type { Resource, Tags } from './resource.ts';
import { type AccountAccess, thrownFault } from './tagging-api-client.ts';

/** The clients by which parents are asked for. */
export interface ParentClients {
  cloudformation(place: AccountPlace): CloudFormationClient;
  autoscaling(place: AccountPlace): AutoScalingClient;
  ec2(place: AccountPlace): EC2Client;
}

/** Clients for each account and region. */
export function parentClients(access: AccountAccess = () => undefined): ParentClients {
  return {
    cloudformation: accountClients(access, (options) => new CloudFormationClient(options)),
    autoscaling: accountClients(access, (options) => new AutoScalingClient(options)),
    ec2: accountClients(access, (options) => new EC2Client(options)),
  };
}

/** A stack by its ARN, a group by its name, an instance or a VPC by its id. */
export interface Parent extends AccountPlace {
  readonly id: string;
}

/** How parents of one kind are found, and their tags read: both leave out what is gone or may not be read. */
export interface ParentReader {
  /** What each resource belongs to, by the resource's ARN. */
  locate(clients: ParentClients, resources: readonly Resource[]): Promise<ReadonlyMap<string, Parent>>;
  /** The tags of those in one account and region, by their ids. */
  read(
    clients: ParentClients,
    place: AccountPlace,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, Tags>>;
}

export const PARENT_READERS: Readonly<Record<ParentSource, ParentReader>> = {
  stack: { locate: async (_, resources) => byTag(resources, STACK_TAG, stackOf), read: readStacks },
  asg: {
    locate: async (_, resources) => byTag(resources, GROUP_TAG, (id, resource) => here(resource, id)),
    read: (clients, place, names) =>
      orNone('an Auto Scaling group', async () => {
        const groups = await groupsNamed(clients.autoscaling(place), names);
        return new Map(groups.map((group) => [group.name, tagsOfGroup(group)]));
      }),
  },
  instance: {
    locate: (clients, resources) => byEc2(clients, resources, ON_INSTANCE, ({ instance }) => instance),
    read: (clients, place, ids) => readEc2(clients, place, 'ec2:instance', ids),
  },
  vpc: {
    async locate(clients, resources) {
      const told = resources.flatMap((resource) => withParent(resource, here(resource, resource.vpc)));
      const others = resources.filter(({ vpc }) => vpc === undefined);
      return new Map([...told, ...(await byEc2(clients, others, IN_VPC, ({ vpc }) => vpc))]);
    },
    read: (clients, place, ids) => readEc2(clients, place, 'ec2:vpc', ids),
  },
};

/** In the account and region of the resource; undefined where it belongs to none. */
function here({ account, region }: Resource, id: string | undefined): Parent | undefined {
  return id === undefined || region === undefined ? undefined : { account, region, id };
}

function stackOf(arn: string): Parent | undefined {
  const [, , , region = '', account = ''] = arn.split(':');
  return region === '' || account === '' ? undefined : { account, region, id: arn };
}

function withParent({ arn }: Resource, parent: Parent | undefined): [string, Parent][] {
  return parent === undefined ? [] : [[arn, parent]];
}

function byTag(
  resources: readonly Resource[],
  key: string,
  parentOf: (value: string, resource: Resource) => Parent | undefined,
): ReadonlyMap<string, Parent> {
  return new Map(
    resources.flatMap((resource) => {
      const value = resource.tags?.[key];
      return value === undefined || value === '' ? [] : withParent(resource, parentOf(value, resource));
    }),
  );
}

/** One call for each type in an account and region. */
async function byEc2(
  clients: ParentClients,
  resources: readonly Resource[],
  types: readonly Ec2Type[],
  idOf: (facts: Ec2Facts) => string | undefined,
): Promise<ReadonlyMap<string, Parent>> {
  const found = new Map<string, Parent>();
  for (const type of types)
    for (const all of inPlaces(resources.filter((one) => one.type === type))) {
      const facts = await orNone('what a resource belongs to', () =>
        ec2Facts(clients.ec2(all), type, [...new Set(all.of.map(ec2Id))]),
      );
      for (const resource of all.of) {
        const known = facts.get(ec2Id(resource));
        const parent = known === undefined ? undefined : here(resource, idOf(known));
        if (parent !== undefined) found.set(resource.arn, parent);
      }
    }
  return found;
}

function inPlaces(resources: readonly Resource[]): readonly (AccountPlace & { readonly of: Resource[] })[] {
  const places = new Map<string, AccountPlace & { readonly of: Resource[] }>();
  for (const resource of resources) {
    const { account, region } = resource;
    if (region === undefined) continue;
    const place = places.get(`${account} ${region}`) ?? { account, region, of: [] };
    place.of.push(resource);
    places.set(`${account} ${region}`, place);
  }
  return [...places.values()];
}

function ec2Id({ arn }: Resource): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

function readEc2(
  clients: ParentClients,
  place: AccountPlace,
  type: 'ec2:instance' | 'ec2:vpc',
  ids: readonly string[],
): Promise<ReadonlyMap<string, Tags>> {
  return orNone('what resources belong to', async () => {
    const facts = await ec2Facts(clients.ec2(place), type, ids);
    return new Map([...facts].map(([id, { tags = {} }]) => [id, tags]));
  });
}

async function readStacks(
  clients: ParentClients,
  place: AccountPlace,
  arns: readonly string[],
): Promise<ReadonlyMap<string, Tags>> {
  const found = new Map<string, Tags>();
  for (const arn of arns) {
    const answer = await orNone('a stack', async () => {
      const { Stacks } = await clients
        .cloudformation(place)
        .send(new DescribeStacksCommand({ StackName: arn }));
      const [{ Tags = [], StackStatus } = {}] = Stacks ?? [];
      if (StackStatus === 'DELETE_COMPLETE') return new Map<string, Tags>(); // told of by its ARN for 90 days
      return new Map([[arn, Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]))]]);
    });
    for (const [stack, tags] of answer) found.set(stack, tags);
  }
  return found;
}

/** Nothing of what is gone or may not be read. A stack that does not exist is a ValidationError. */
async function orNone<V>(
  what: string,
  ask: () => Promise<ReadonlyMap<string, V>>,
): Promise<ReadonlyMap<string, V>> {
  try {
    return await ask();
  } catch (thrown) {
    const { kind, code } = thrownFault(thrown);
    if (kind === 'throttled')
      throw new AppError(`${what} could not be read: too many at once`, { code, kind, cause: thrown });
    if (kind === 'failed')
      throw new AppError(`${what} could not be read`, { code, kind: 'unavailable', cause: thrown });
    return new Map();
  }
}
