import { A, type Fixture, R, TAGS, tagList } from './fixture.ts';

const ec2 = (rest: string) => `arn:aws:ec2:${R}:${A}:${rest}`;
const specified = (resourceType: string) => ({
  tagSpecificationSet: { items: [{ resourceType, tags: tagList(TAGS) }] },
});
const shown = { tagSet: { items: tagList(TAGS) } };

/** The newer calls of EC2 are wrapped in their own name and speak with capitals. */
const wrapped = (call: string, resourceType: string, request: object, response: object) => ({
  source: 'ec2',
  name: call,
  request: {
    [`${call}Request`]: {
      ...request,
      TagSpecification: {
        ResourceType: resourceType,
        tag: 1,
        Tag: [
          { Key: 'team', Value: 'payments', tag: 1 },
          { Key: 'env', Value: 'prod', tag: 2 },
        ],
      },
    },
  },
  response: {
    [`${call}Response`]: { xmlns: 'http://ec2.amazonaws.com/doc/2016-11-15/', requestId: 'r', ...response },
  },
});

export const COMPUTE: readonly Fixture[] = [
  {
    source: 'ec2',
    name: 'RunInstances',
    request: {
      instancesSet: { items: [{ imageId: 'ami-1', minCount: 1, maxCount: 1 }] },
      blockDeviceMapping: {},
      tagSpecificationSet: {
        items: [
          { resourceType: 'instance', tags: tagList(TAGS) },
          { resourceType: 'volume', tags: tagList({ team: 'search' }) },
        ],
      },
    },
    response: {
      reservationId: 'r-1',
      ownerId: A,
      groupSet: {},
      instancesSet: {
        items: [
          {
            instanceId: 'i-1',
            ...shown,
            networkInterfaceSet: { items: [{ networkInterfaceId: 'eni-1', tagSet: {} }] },
            blockDeviceMapping: { items: [{ deviceName: '/dev/xvda', ebs: { volumeId: 'vol-1' } }] },
            spotInstanceRequestId: 'sir-1',
          },
        ],
      },
    },
    made: {
      [ec2('instance/i-1')]: TAGS,
      [ec2('network-interface/eni-1')]: {},
      [ec2('volume/vol-1')]: { team: 'search' },
      [ec2('spot-instances-request/sir-1')]: {},
    },
    byRequest: false,
  },
  {
    source: 'ec2',
    name: 'CreateVolume',
    request: { size: '8', zone: 'eu-west-1a', volumeType: 'gp3', ...specified('volume') },
    response: { volumeId: 'vol-2', size: '8', zone: 'eu-west-1a', status: 'creating', ...shown },
    made: { [ec2('volume/vol-2')]: TAGS },
    byRequest: false,
  },
  {
    source: 'ec2',
    name: 'CreateSnapshot',
    request: { volumeId: 'vol-1', description: 'x', ...specified('snapshot') },
    response: { snapshotId: 'snap-1', volumeId: 'vol-1', status: 'pending', ownerId: A },
    made: { [ec2('snapshot/snap-1')]: TAGS },
    byRequest: false,
  },
  {
    source: 'ec2',
    name: 'CreateSnapshots',
    request: {
      CreateSnapshotsRequest: {
        InstanceSpecification: { InstanceId: 'i-1' },
        TagSpecification: [{ ResourceType: 'snapshot', Tag: tagList(TAGS, 'Key', 'Value') }],
      },
    },
    response: {
      CreateSnapshotsResponse: {
        snapshotSet: { item: [{ snapshotId: 'snap-2' }, { snapshotId: 'snap-3' }] },
      },
    },
    made: { [ec2('snapshot/snap-2')]: TAGS, [ec2('snapshot/snap-3')]: TAGS },
    byRequest: false,
  },
  {
    source: 'ec2',
    name: 'CreateImage',
    request: { instanceId: 'i-1', name: 'x', ...specified('image') },
    response: { imageId: 'ami-2' },
    made: { [ec2('image/ami-2')]: TAGS },
    byRequest: false,
  },
  {
    source: 'ec2',
    name: 'CreateVpc',
    request: { cidrBlock: '10.0.0.0/16', instanceTenancy: 'default', ...specified('vpc') },
    response: { vpc: { vpcId: 'vpc-1', state: 'pending', ...shown } },
    made: { [ec2('vpc/vpc-1')]: TAGS },
    byRequest: false,
  },
  ...(
    [
      ['CreateSubnet', 'subnet', { vpcId: 'vpc-1' }, { subnet: { subnetId: 'x-1', vpcId: 'vpc-1' } }],
      ['CreateRouteTable', 'route-table', { vpcId: 'vpc-1' }, { routeTable: { routeTableId: 'x-1' } }],
      ['CreateInternetGateway', 'internet-gateway', {}, { internetGateway: { internetGatewayId: 'x-1' } }],
      ['CreateNetworkAcl', 'network-acl', { vpcId: 'vpc-1' }, { networkAcl: { networkAclId: 'x-1' } }],
      [
        'CreateNetworkInterface',
        'network-interface',
        { subnetId: 'subnet-1' },
        { networkInterface: { networkInterfaceId: 'x-1', ...shown } },
      ],
      [
        'CreateVpcPeeringConnection',
        'vpc-peering-connection',
        { vpcId: 'vpc-1' },
        { vpcPeeringConnection: { vpcPeeringConnectionId: 'x-1' } },
      ],
      ['AllocateAddress', 'elastic-ip', { domain: 'vpc' }, { allocationId: 'x-1', publicIp: '203.0.113.1' }],
      ['CreateSecurityGroup', 'security-group', { groupName: 'x', vpcId: 'vpc-1' }, { groupId: 'x-1' }],
      ['CreateKeyPair', 'key-pair', { keyName: 'x' }, { keyName: 'x', keyPairId: 'x-1' }],
      ['CreateVpnGateway', 'vpn-gateway', { type: 'ipsec.1' }, { vpnGateway: { vpnGatewayId: 'x-1' } }],
      ['CreateDhcpOptions', 'dhcp-options', {}, { dhcpOptions: { dhcpOptionsId: 'x-1' } }],
    ] as const
  ).map(([name, type, request, response]) => ({
    source: 'ec2',
    name,
    request: { ...request, ...specified(type) },
    response,
    made: { [ec2(`${type}/x-1`)]: TAGS },
    byRequest: false,
  })),
  ...(
    [
      ['CreateNatGateway', 'natgateway', { natGateway: { natGatewayId: 'nat-1' } }, 'nat-1'],
      ['CreateVpcEndpoint', 'vpc-endpoint', { vpcEndpoint: { vpcEndpointId: 'vpce-1' } }, 'vpce-1'],
      ['CreateLaunchTemplate', 'launch-template', { launchTemplate: { launchTemplateId: 'lt-1' } }, 'lt-1'],
      ['CreateTransitGateway', 'transit-gateway', { transitGateway: { transitGatewayId: 'tgw-1' } }, 'tgw-1'],
      ['CreateFlowLogs', 'vpc-flow-log', { flowLogIdSet: { item: 'fl-1' } }, 'fl-1'],
    ] as const
  ).map(([name, type, response, id]) => ({
    ...wrapped(name, type, {}, response),
    made: { [ec2(`${type}/${id}`)]: TAGS },
    byRequest: false,
  })),
  {
    ...wrapped(
      'CreateFleet',
      'fleet',
      { Type: 'instant' },
      {
        fleetId: 'fleet-1',
        fleetInstanceSet: { item: [{ instanceIds: { item: ['i-8', 'i-9'] } }] },
      },
    ),
    made: { [ec2('fleet/fleet-1')]: TAGS, [ec2('instance/i-8')]: {}, [ec2('instance/i-9')]: {} },
    byRequest: false,
  },
  {
    ...wrapped(
      'CreateFleet',
      'instance',
      {},
      { fleetId: 'fleet-2', fleetInstanceSet: { item: { instanceIds: { item: 'i-10' } } } },
    ),
    made: { [ec2('fleet/fleet-2')]: {}, [ec2('instance/i-10')]: TAGS },
    byRequest: false,
  },
  {
    source: 'ec2',
    name: 'CreateTransitGateway',
    request: {
      CreateTransitGatewayRequest: {
        Options: { DnsSupport: 'enable' },
        TagSpecification: {
          ResourceType: 'transit-gateway',
          tag: 1,
          Tag: { Value: 'payments', tag: 1, Key: 'team' },
        },
      },
    },
    response: {
      CreateTransitGatewayResponse: {
        xmlns: 'http://ec2.amazonaws.com/doc/2016-11-15/',
        transitGateway: {
          transitGatewayId: 'tgw-9',
          ownerId: A,
          state: 'pending',
          tagSet: { item: { key: 'team', value: 'payments' } },
        },
      },
    },
    made: { [ec2('transit-gateway/tgw-9')]: { team: 'payments' } },
    byRequest: false,
  },
  {
    source: 'ec2',
    name: 'RunScheduledInstances',
    request: { scheduledInstanceId: 'sci-1' },
    response: { instanceIdSet: { items: ['i-11', 'i-12'] } },
    made: { [ec2('instance/i-11')]: {}, [ec2('instance/i-12')]: {} },
    byRequest: false,
  },
  {
    source: 'ec2',
    name: 'RequestSpotFleet',
    request: {
      spotFleetRequestConfig: { tagSpecifications: specified('spot-fleet-request').tagSpecificationSet },
    },
    response: { spotFleetRequestId: 'sfr-1' },
    made: { [ec2('spot-fleet-request/sfr-1')]: TAGS },
    byRequest: false,
  },
  {
    source: 'ec2',
    name: 'ImportKeyPair',
    request: { keyName: 'x' },
    response: { keyPairId: 'key-9', keyName: 'x', ...shown },
    made: { [ec2('key-pair/key-9')]: TAGS },
    byRequest: false,
  },
  {
    source: 'lambda',
    name: 'CreateFunction20150331',
    request: { functionName: 'checkout', runtime: 'nodejs24.x', tags: TAGS, publish: false },
    response: { functionName: 'checkout', functionArn: `arn:aws:lambda:${R}:${A}:function:checkout` },
    made: { [`arn:aws:lambda:${R}:${A}:function:checkout`]: TAGS },
    byRequest: true,
  },
  {
    source: 'ecs',
    name: 'CreateCluster',
    request: { clusterName: 'web', tags: tagList(TAGS) },
    response: {
      cluster: { clusterArn: `arn:aws:ecs:${R}:${A}:cluster/web`, clusterName: 'web', status: 'ACTIVE' },
    },
    made: { [`arn:aws:ecs:${R}:${A}:cluster/web`]: TAGS },
    byRequest: true,
  },
  {
    source: 'ecs',
    name: 'CreateService',
    request: { cluster: 'web', serviceName: 'api', tags: tagList(TAGS) },
    response: { service: { serviceArn: `arn:aws:ecs:${R}:${A}:service/web/api`, serviceName: 'api' } },
    made: { [`arn:aws:ecs:${R}:${A}:service/web/api`]: TAGS },
    byRequest: true,
  },
  {
    source: 'ecs',
    name: 'RegisterTaskDefinition',
    request: { family: 'api', tags: tagList(TAGS) },
    response: { taskDefinition: { taskDefinitionArn: `arn:aws:ecs:${R}:${A}:task-definition/api:7` } },
    made: { [`arn:aws:ecs:${R}:${A}:task-definition/api:7`]: TAGS },
    byRequest: false,
  },
  {
    source: 'ecs',
    name: 'RunTask',
    request: { cluster: 'web', count: 2, tags: tagList(TAGS) },
    response: {
      tasks: ['a', 'b'].map((id) => ({
        taskArn: `arn:aws:ecs:${R}:${A}:task/web/${id}`,
        tags: tagList(TAGS),
      })),
      failures: [],
    },
    made: { [`arn:aws:ecs:${R}:${A}:task/web/a`]: TAGS, [`arn:aws:ecs:${R}:${A}:task/web/b`]: TAGS },
    byRequest: false,
  },
  {
    source: 'eks',
    name: 'CreateCluster',
    request: { name: 'main', tags: TAGS, roleArn: `arn:aws:iam::${A}:role/eks` },
    response: { cluster: { name: 'main', arn: `arn:aws:eks:${R}:${A}:cluster/main`, status: 'CREATING' } },
    made: { [`arn:aws:eks:${R}:${A}:cluster/main`]: TAGS },
    byRequest: true,
  },
  {
    source: 'eks',
    name: 'CreateNodegroup',
    request: { clusterName: 'main', nodegroupName: 'n', tags: TAGS },
    response: { nodegroup: { nodegroupArn: `arn:aws:eks:${R}:${A}:nodegroup/main/n/5ec1-1` } },
    made: { [`arn:aws:eks:${R}:${A}:nodegroup/main/n/5ec1-1`]: TAGS },
    byRequest: false,
  },
  {
    source: 'ecr',
    name: 'CreateRepository',
    request: { repositoryName: 'team/api', tags: tagList(TAGS) },
    response: { repository: { repositoryArn: `arn:aws:ecr:${R}:${A}:repository/team/api`, registryId: A } },
    made: { [`arn:aws:ecr:${R}:${A}:repository/team/api`]: TAGS },
    byRequest: true,
  },
  {
    source: 'ecr-public',
    name: 'CreateRepository',
    request: { repositoryName: 'api', tags: tagList(TAGS) },
    response: { repository: { repositoryArn: `arn:aws:ecr-public::${A}:repository/api` } },
    made: { [`arn:aws:ecr-public::${A}:repository/api`]: TAGS },
    byRequest: true,
  },
  {
    source: 'autoscaling',
    name: 'CreateAutoScalingGroup',
    request: {
      autoScalingGroupName: 'web',
      minSize: 1,
      maxSize: 2,
      tags: tagList(TAGS).map((tag) => ({ ...tag, resourceId: 'web', propagateAtLaunch: true })),
    },
    response: null,
    made: { [`arn:aws:autoscaling:${R}:${A}:autoScalingGroup:*:autoScalingGroupName/web`]: TAGS },
    byRequest: true,
  },
  {
    source: 'autoscaling',
    name: 'CreateLaunchConfiguration',
    request: { launchConfigurationName: 'lc' },
    response: null,
    made: { [`arn:aws:autoscaling:${R}:${A}:launchConfiguration:*:launchConfigurationName/lc`]: {} },
    byRequest: true,
  },
  {
    source: 'elasticloadbalancing',
    name: 'CreateLoadBalancer',
    request: { loadBalancerName: 'classic', listeners: [], tags: tagList(TAGS) },
    response: { dNSName: 'classic-1.eu-west-1.elb.amazonaws.com' },
    made: { [`arn:aws:elasticloadbalancing:${R}:${A}:loadbalancer/classic`]: TAGS },
    byRequest: true,
  },
  {
    source: 'elasticloadbalancing',
    name: 'CreateLoadBalancer',
    request: { name: 'web', subnets: ['subnet-1'], type: 'network', tags: tagList(TAGS) },
    response: {
      loadBalancers: [
        {
          loadBalancerArn: `arn:aws:elasticloadbalancing:${R}:${A}:loadbalancer/net/web/50dc6c495c0c9188`,
          loadBalancerName: 'web',
          dNSName: 'web-1.elb.amazonaws.com',
          type: 'network',
        },
      ],
    },
    made: { [`arn:aws:elasticloadbalancing:${R}:${A}:loadbalancer/net/web/50dc6c495c0c9188`]: TAGS },
    byRequest: false,
  },
  {
    source: 'elasticloadbalancing',
    name: 'CreateTargetGroup',
    request: { name: 'web', tags: tagList(TAGS) },
    response: {
      targetGroups: [
        { targetGroupArn: `arn:aws:elasticloadbalancing:${R}:${A}:targetgroup/web/73e2d6bc24d8a067` },
      ],
    },
    made: { [`arn:aws:elasticloadbalancing:${R}:${A}:targetgroup/web/73e2d6bc24d8a067`]: TAGS },
    byRequest: false,
  },
];
