import {
  DescribeInstancesCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVolumesCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  type EC2Client,
  type Tag,
} from '@aws-sdk/client-ec2';
import type { IN_VPC, ON_INSTANCE } from './belonging.ts';
import type { Tags } from './resource.ts';

/** What EC2 tells of a thing of its own, as far as it matters to its tags. */
export interface Ec2Facts {
  readonly id: string | undefined;
  readonly vpc?: string | undefined;
  /** The instance it is attached to. */
  readonly instance?: string | undefined;
  /** Of instances and VPCs alone. */
  readonly tags?: Tags;
}

/** Types that can be asked about. */
export type Ec2Type = (typeof IN_VPC)[number] | (typeof ON_INSTANCE)[number] | 'ec2:vpc';

interface Question {
  readonly Filters: { Name: string; Values: string[] }[];
  readonly NextToken?: string;
}

interface Answer {
  readonly facts: readonly Ec2Facts[];
  readonly NextToken?: string | undefined;
}

interface Kind {
  /** The filter that takes ids; by ids themselves one that is gone would make EC2 refuse the others. */
  readonly filter: string;
  readonly ask: (client: EC2Client, question: Question) => Promise<Answer>;
}

const KINDS: Readonly<Record<Ec2Type, Kind>> = {
  'ec2:instance': {
    filter: 'instance-id',
    ask: async (client, question) => {
      const { Reservations = [], NextToken } = await client.send(new DescribeInstancesCommand(question));
      const facts = Reservations.flatMap(({ Instances = [] }) => Instances).map(
        ({ InstanceId: id, VpcId: vpc, Tags = [] }) => ({ id, vpc, tags: tagsIn(Tags) }),
      );
      return { facts, NextToken };
    },
  },
  'ec2:internet-gateway': {
    filter: 'internet-gateway-id',
    ask: async (client, question) => {
      const { InternetGateways = [], NextToken } = await client.send(
        new DescribeInternetGatewaysCommand(question),
      );
      const facts = InternetGateways.map(({ InternetGatewayId: id, Attachments = [] }) => ({
        id,
        vpc: Attachments[0]?.VpcId,
      }));
      return { facts, NextToken };
    },
  },
  'ec2:natgateway': {
    filter: 'nat-gateway-id',
    ask: async (client, { Filters: Filter, ...rest }) => {
      const { NatGateways = [], NextToken } = await client.send(
        new DescribeNatGatewaysCommand({ Filter, ...rest }),
      );
      return { facts: NatGateways.map(({ NatGatewayId: id, VpcId: vpc }) => ({ id, vpc })), NextToken };
    },
  },
  'ec2:network-acl': {
    filter: 'network-acl-id',
    ask: async (client, question) => {
      const { NetworkAcls = [], NextToken } = await client.send(new DescribeNetworkAclsCommand(question));
      return { facts: NetworkAcls.map(({ NetworkAclId: id, VpcId: vpc }) => ({ id, vpc })), NextToken };
    },
  },
  'ec2:network-interface': {
    filter: 'network-interface-id',
    ask: async (client, question) => {
      const { NetworkInterfaces = [], NextToken } = await client.send(
        new DescribeNetworkInterfacesCommand(question),
      );
      const facts = NetworkInterfaces.map(({ NetworkInterfaceId: id, VpcId: vpc, Attachment }) => ({
        id,
        vpc,
        instance: Attachment?.InstanceId,
      }));
      return { facts, NextToken };
    },
  },
  'ec2:route-table': {
    filter: 'route-table-id',
    ask: async (client, question) => {
      const { RouteTables = [], NextToken } = await client.send(new DescribeRouteTablesCommand(question));
      return { facts: RouteTables.map(({ RouteTableId: id, VpcId: vpc }) => ({ id, vpc })), NextToken };
    },
  },
  'ec2:security-group': {
    filter: 'group-id',
    ask: async (client, question) => {
      const { SecurityGroups = [], NextToken } = await client.send(
        new DescribeSecurityGroupsCommand(question),
      );
      return { facts: SecurityGroups.map(({ GroupId: id, VpcId: vpc }) => ({ id, vpc })), NextToken };
    },
  },
  'ec2:subnet': {
    filter: 'subnet-id',
    ask: async (client, question) => {
      const { Subnets = [], NextToken } = await client.send(new DescribeSubnetsCommand(question));
      return { facts: Subnets.map(({ SubnetId: id, VpcId: vpc }) => ({ id, vpc })), NextToken };
    },
  },
  'ec2:volume': {
    filter: 'volume-id',
    ask: async (client, question) => {
      const { Volumes = [], NextToken } = await client.send(new DescribeVolumesCommand(question));
      const facts = Volumes.map(({ VolumeId: id, Attachments = [] }) => ({
        id,
        instance: onlyOne(Attachments.map(({ InstanceId }) => InstanceId)),
      }));
      return { facts, NextToken };
    },
  },
  'ec2:vpc': {
    filter: 'vpc-id',
    ask: async (client, question) => {
      const { Vpcs = [], NextToken } = await client.send(new DescribeVpcsCommand(question));
      return { facts: Vpcs.map(({ VpcId: id, Tags = [] }) => ({ id, tags: tagsIn(Tags) })), NextToken };
    },
  },
  'ec2:vpc-endpoint': {
    filter: 'vpc-endpoint-id',
    ask: async (client, question) => {
      const { VpcEndpoints = [], NextToken } = await client.send(new DescribeVpcEndpointsCommand(question));
      return { facts: VpcEndpoints.map(({ VpcEndpointId: id, VpcId: vpc }) => ({ id, vpc })), NextToken };
    },
  },
};

/** As many values EC2 takes in one filter. */
const MOST_VALUES = 200;

/** What EC2 tells of those of these things that are there, by their ids: 200 in a call. Errors are those of the SDK. */
export async function ec2Facts(
  client: EC2Client,
  type: Ec2Type,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Ec2Facts>> {
  const { filter, ask } = KINDS[type];
  const found = new Map<string, Ec2Facts>();
  for (let from = 0; from < ids.length; from += MOST_VALUES) {
    const Values = ids.slice(from, from + MOST_VALUES);
    let token: string | undefined;
    do {
      const { facts, NextToken } = await ask(client, {
        Filters: [{ Name: filter, Values }],
        ...(token === undefined ? {} : { NextToken: token }),
      });
      for (const one of facts) if (one.id !== undefined && Values.includes(one.id)) found.set(one.id, one);
      token = NextToken;
    } while (token !== undefined && token !== '');
  }
  return found;
}

/** Whose a volume is that several instances share cannot be said. */
function onlyOne(ids: readonly (string | undefined)[]): string | undefined {
  return ids.length === 1 ? ids[0] : undefined;
}

function tagsIn(tags: readonly Tag[]): Tags {
  return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}
