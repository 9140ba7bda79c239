import { fieldOf, listOf, textOf } from '../event-fields.ts';
import { bothTags, tagsOf } from '../event-tags.ts';
import type { Tags } from '../resource.ts';
import {
  arnFrom,
  type CreateCall,
  type Created,
  type CreateEvent,
  type ServiceEvents,
} from './create-call.ts';

/** Calls that make one thing each: its type, and where the answer has its id. */
const SINGLE: readonly (readonly [names: string, type: string, id: string])[] = [
  ['CreateVolume', 'volume', 'volumeId'],
  ['CreateSnapshot CopySnapshot', 'snapshot', 'snapshotId'],
  ['CreateImage CopyImage RegisterImage', 'image', 'imageId'],
  ['CreateVpc CreateDefaultVpc', 'vpc', 'vpc.vpcId'],
  ['CreateSubnet CreateDefaultSubnet', 'subnet', 'subnet.subnetId'],
  ['CreateRouteTable', 'route-table', 'routeTable.routeTableId'],
  ['CreateInternetGateway', 'internet-gateway', 'internetGateway.internetGatewayId'],
  [
    'CreateEgressOnlyInternetGateway',
    'egress-only-internet-gateway',
    'egressOnlyInternetGateway.egressOnlyInternetGatewayId',
  ],
  ['CreateNatGateway', 'natgateway', 'natGateway.natGatewayId'],
  ['CreateNetworkAcl', 'network-acl', 'networkAcl.networkAclId'],
  ['CreateNetworkInterface', 'network-interface', 'networkInterface.networkInterfaceId'],
  ['CreateDhcpOptions', 'dhcp-options', 'dhcpOptions.dhcpOptionsId'],
  ['CreateVpcEndpoint', 'vpc-endpoint', 'vpcEndpoint.vpcEndpointId'],
  ['CreateVpcEndpointServiceConfiguration', 'vpc-endpoint-service', 'serviceConfiguration.serviceId'],
  ['CreateVpcPeeringConnection', 'vpc-peering-connection', 'vpcPeeringConnection.vpcPeeringConnectionId'],
  ['CreateVpnGateway', 'vpn-gateway', 'vpnGateway.vpnGatewayId'],
  ['CreateVpnConnection', 'vpn-connection', 'vpnConnection.vpnConnectionId'],
  ['CreateCustomerGateway', 'customer-gateway', 'customerGateway.customerGatewayId'],
  ['CreateTransitGateway', 'transit-gateway', 'transitGateway.transitGatewayId'],
  [
    'CreateTransitGatewayVpcAttachment',
    'transit-gateway-attachment',
    'transitGatewayVpcAttachment.transitGatewayAttachmentId',
  ],
  [
    'CreateTransitGatewayRouteTable',
    'transit-gateway-route-table',
    'transitGatewayRouteTable.transitGatewayRouteTableId',
  ],
  ['CreateManagedPrefixList', 'prefix-list', 'prefixList.prefixListId'],
  ['AllocateAddress', 'elastic-ip', 'allocationId'],
  ['CreateSecurityGroup', 'security-group', 'groupId'],
  ['CreateLaunchTemplate', 'launch-template', 'launchTemplate.launchTemplateId'],
  ['CreateKeyPair ImportKeyPair', 'key-pair', 'keyPairId'],
  ['CreatePlacementGroup', 'placement-group', 'placementGroup.groupId'],
  ['CreateCapacityReservation', 'capacity-reservation', 'capacityReservation.capacityReservationId'],
  ['RequestSpotFleet', 'spot-fleet-request', 'spotFleetRequestId'],
];

/** Calls that make several things of a type: where the answer lists them, and where each has its id. */
const SEVERAL: readonly (readonly [names: string, type: string, list: string, id: string])[] = [
  ['CreateSnapshots', 'snapshot', 'snapshotSet', 'snapshotId'],
  ['CreateFlowLogs', 'vpc-flow-log', 'flowLogIdSet', ''],
  ['RunScheduledInstances', 'instance', 'instanceIdSet', ''],
  ['AllocateHosts', 'dedicated-host', 'hostIdSet', ''],
  ['RequestSpotInstances', 'spot-instances-request', 'spotInstanceRequestSet', 'spotInstanceRequestId'],
];

/** Amazon EC2. */
export const ec2: ServiceEvents = {
  sources: ['ec2.amazonaws.com'],
  events: [
    { names: ['RunInstances'], created: runInstances },
    { names: ['CreateFleet'], created: createFleet },
    ...SINGLE.map(
      ([names, type, path]): CreateEvent => ({
        names: names.split(' '),
        created: (call) => {
          const holder = path.includes('.')
            ? fieldOf(call.response, path.slice(0, path.lastIndexOf('.')))
            : undefined;
          const shown = fieldOf(holder ?? call.response, 'tagSet');
          return [resource(call, type, specified(call, type), textOf(call.response, path), shown)];
        },
      }),
    ),
    ...SEVERAL.map(
      ([names, type, list, id]): CreateEvent => ({
        names: names.split(' '),
        created: (call) => {
          const asked = specified(call, type);
          const items = listOf(call.response, list);
          if (items.length === 0) return [resource(call, type, asked, undefined)];
          return items.map((item) => resource(call, type, asked, idIn(item, id), fieldOf(item, 'tagSet')));
        },
      }),
    ),
  ],
};

function idIn(item: unknown, path: string): string | undefined {
  return typeof item === 'string' ? item : textOf(item, ...(path === '' ? ['item', 'value'] : [path]));
}

/** The tags that a request asks for things of a type; undefined where the event does not tell. */
type Asked = Tags | undefined;

/** One resource: its tags are what the request asks for its type, and what the answer shows of itself. */
function resource(
  call: CreateCall,
  type: string,
  asked: Asked,
  id: string | undefined,
  shown?: unknown,
): Created {
  const arn = id === undefined ? undefined : arnFrom(call, `ec2:{region}:{account}:${type}/{id}`, id);
  const told = tagsOf(shown);
  const tags = asked === undefined && shown !== undefined ? told : bothTags(asked, told);
  return { type: `ec2:${type}`, arn, tags };
}

const SPECIFICATIONS = [
  'tagSpecificationSet',
  'tagSpecifications',
  'tagSpecification',
  'spotFleetRequestConfig.tagSpecifications',
  'spotFleetRequestConfig.tagSpecificationSet',
  'spotFleetRequestConfig.tagSpecification',
];

function specified({ request }: CreateCall, type: string): Asked {
  if (request === undefined) return undefined;
  let tags: Asked = {};
  for (const path of SPECIFICATIONS)
    for (const item of listOf(request, path)) {
      const about = textOf(item, 'resourceType');
      if (about !== type && about !== undefined) continue;
      tags = bothTags(tags, tagsOf(fieldOf(item, 'tags') ?? fieldOf(item, 'tagSet') ?? fieldOf(item, 'Tag')));
      if (tags === undefined) return undefined;
    }
  return tags;
}

/** All instances, with the network interfaces, volumes and spot requests that the answer names. */
function runInstances(call: CreateCall): readonly Created[] {
  const asked = {
    instance: specified(call, 'instance'),
    'network-interface': specified(call, 'network-interface'),
    volume: specified(call, 'volume'),
    'spot-instances-request': specified(call, 'spot-instances-request'),
  };
  const instances = listOf(call.response, 'instancesSet');
  const made = instances.flatMap((item) => {
    const instance = resource(
      call,
      'instance',
      asked.instance,
      textOf(item, 'instanceId'),
      fieldOf(item, 'tagSet'),
    );
    const parents = instance.tags === undefined ? {} : { parents: { instance: instance.tags } };
    const part = (type: keyof typeof asked, id: string | undefined, shown?: unknown): Created[] =>
      id === undefined ? [] : [{ ...resource(call, type, asked[type], id, shown), ...parents }];
    return [
      instance,
      ...listOf(item, 'networkInterfaceSet').flatMap((one) =>
        part('network-interface', textOf(one, 'networkInterfaceId'), fieldOf(one, 'tagSet')),
      ),
      ...listOf(item, 'blockDeviceMapping').flatMap((one) => part('volume', textOf(one, 'ebs.volumeId'))),
      ...part('spot-instances-request', textOf(item, 'spotInstanceRequestId')),
    ];
  });
  return made.length === 0 ? [resource(call, 'instance', asked.instance, undefined)] : made;
}

/** The fleet, and the instances of one that is launched at once. */
function createFleet(call: CreateCall): readonly Created[] {
  const fleet = resource(call, 'fleet', specified(call, 'fleet'), textOf(call.response, 'fleetId'));
  const asked = specified(call, 'instance');
  const ids = [...listOf(call.response, 'fleetInstanceSet'), ...listOf(call.response, 'instances')].flatMap(
    (set) => listOf(set, 'instanceIds').flatMap((one) => idIn(one, '') ?? []),
  );
  return [fleet, ...ids.map((id) => resource(call, 'instance', asked, id))];
}
