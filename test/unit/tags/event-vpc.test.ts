import fc from 'fast-check';
import { expect, it } from 'vitest';
import { vpcsOf } from '../../../shared/tags/event-vpc.ts';
import { ACCOUNT } from '../../support/tags.ts';

const VPC = 'vpc-0a1b2c3d4e5f60718';
const arn = (type: string, id: string) => `arn:aws:ec2:eu-west-1:${ACCOUNT}:${type}/${id}`;

it.each<[string, string, string, object, object | null, string | undefined]>([
  ['a subnet', 'subnet', 'subnet-1', {}, { subnet: { subnetId: 'subnet-1', vpcId: VPC } }, VPC],
  ['a group', 'security-group', 'sg-1', { vpcId: VPC }, { _return: true, groupId: 'sg-1' }, VPC],
  [
    'an endpoint',
    'vpc-endpoint',
    'vpce-1',
    {},
    { vpcEndpoint: { vpcEndpointId: 'vpce-1', VpcId: VPC } },
    VPC,
  ],
  [
    'an interface of an instance',
    'network-interface',
    'eni-2',
    {},
    {
      instancesSet: {
        items: [
          {
            instanceId: 'i-1',
            networkInterfaceSet: { items: [{ networkInterfaceId: 'eni-1', vpcId: 'vpc-aaaaaaaa' }] },
          },
          {
            instanceId: 'i-2',
            networkInterfaceSet: { items: [{ networkInterfaceId: 'eni-2', vpcId: VPC }] },
          },
        ],
      },
    },
    VPC,
  ],
  [
    'an instance outside of any',
    'instance',
    'i-1',
    {},
    { instancesSet: { items: [{ instanceId: 'i-1' }] } },
    undefined,
  ],
  [
    'a gateway that is attached later',
    'internet-gateway',
    'igw-1',
    {},
    { internetGateway: { internetGatewayId: 'igw-1' } },
    undefined,
  ],
  ['a VPC itself', 'vpc', VPC, {}, { vpc: { vpcId: VPC } }, undefined],
  ['what is in none', 'volume', 'vol-1', { vpcId: VPC }, { volumeId: 'vol-1', vpcId: VPC }, undefined],
  ['what is no id', 'subnet', 'subnet-1', { vpcId: 'mine' }, null, undefined],
])('of %s', (_what, type, id, request, response, expected) => {
  expect(vpcsOf({ request, response })(`ec2:${type}`, arn(type, id))).toBe(expected);
});

it('is an id of a VPC or nothing, whatever the event holds', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (request, response) => {
      const found = vpcsOf({ request, response })('ec2:subnet', arn('subnet', 'subnet-1'));
      expect(found === undefined || found.startsWith('vpc-')).toBe(true);
    }),
  );
});
