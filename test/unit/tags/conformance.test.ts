import { runSimulation } from '@cloud-copilot/iam-simulate';
import { describe, expect, it } from 'vitest';
import { compileAspect } from '../../../shared/tags/compile-aspect.ts';
import { compileScp, isFilledLater, type ScpDocument } from '../../../shared/tags/compile-scp.ts';
import { judge } from '../../../shared/tags/judge.ts';
import type { TagPolicy } from '../../../shared/tags/policy.ts';
import type { Tags } from '../../../shared/tags/resource.ts';
import { TAG_ON_CREATE, type TagOnCreate } from '../../../shared/tags/tag-on-create.ts';
import { importAspect } from '../../support/compiled-aspect.ts';
import { ACCOUNT, RIGHT, resource, tagPolicy } from '../../support/tags.ts';

const NOW = '2026-11-21T09:00:00.000Z';
const PERSON = `arn:aws:sts::${ACCOUNT}:assumed-role/Developer/alice`;
const SERVICE_LINKED = `arn:aws:sts::${ACCOUNT}:assumed-role/AWSServiceRoleForAutoScaling/AutoScaling`;
const LINKED_ROLE = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;

const without = (key: keyof typeof RIGHT): Tags =>
  Object.fromEntries(Object.entries(RIGHT).filter(([one]) => one !== key));

/** Tags that are right, or wrong in one way each. */
const VARIANTS: readonly Tags[] = [
  RIGHT,
  { ...RIGHT, Name: 'x' },
  without('team'),
  without('service'),
  without('env'),
  without('owner'),
  { ...RIGHT, team: 'zoo' },
  { ...RIGHT, env: 'production' },
  { ...RIGHT, 'cost-center': 'cost' },
  { ...RIGHT, service: '' },
  {},
];

/** The ends of ARNs that have more parts than a name. */
const ENDS: Readonly<Record<string, string>> = {
  'ecs:CreateService': 'web/api',
  'elasticloadbalancing:CreateLoadBalancer': 'app/web/50dc6c495c0c9188',
  'elasticloadbalancing:CreateTargetGroup': 'web/73e2d6bc24d8a067',
  'autoscaling:CreateAutoScalingGroup': 'b3b1:autoScalingGroupName/web',
};

function arnOf({ action, arn }: TagOnCreate): string {
  const [service = ''] = action.split(':');
  const region = service === 'iam' ? '' : 'eu-west-1';
  return `arn:aws:${service}:${region}:${ACCOUNT}:${arn.replace('*', ENDS[action] ?? 'some-name')}`;
}

/** Whether a policy evaluator lets the call through, with nothing but the service control policies in its way. */
async function isAllowed(
  call: TagOnCreate,
  tags: Tags,
  documents: readonly ScpDocument[],
  principal = PERSON,
): Promise<boolean> {
  const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  const outcome = await runSimulation(
    {
      request: {
        principal,
        action: call.action,
        resource: { resource: arnOf(call), accountId: ACCOUNT },
        contextVariables: {
          'aws:PrincipalArn': principal === PERSON ? `arn:aws:iam::${ACCOUNT}:role/Developer` : LINKED_ROLE,
          'aws:PrincipalAccount': ACCOUNT,
          'aws:RequestedRegion': 'eu-west-1',
          ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
        },
      },
      identityPolicies: [{ name: 'everything', policy: everything }],
      serviceControlPolicies: [
        {
          orgIdentifier: 'r-root',
          policies: [everything, ...documents].map((policy, place) => ({ name: `scp-${place}`, policy })),
        },
      ],
      resourceControlPolicies: [],
    },
    {},
  );
  if (outcome.resultType === 'error') throw new Error(`${call.action}: ${JSON.stringify(outcome.errors)}`);
  return outcome.overallResult === 'Allowed';
}

function made(action: string): TagOnCreate {
  const call = TAG_ON_CREATE.find((one) => one.action === action);
  if (call === undefined) throw new Error('there is one');
  return call;
}

/** Whether the rule at run time finds something that is not filled in afterwards. */
function isWrong(call: TagOnCreate, tags: Tags, policy: TagPolicy): boolean {
  const { missing, invalid } = judge(resource(tags, { arn: arnOf(call), type: call.type }), policy, NOW);
  const later = new Set(policy.rules.filter(isFilledLater).map(({ key }) => key));
  return invalid.length > 0 || missing.some((key) => !later.has(key));
}

describe('the same file, three times', () => {
  it('the verdict, the service control policies and the aspect agree on 300 resources and more', async () => {
    const policy = tagPolicy();
    const { documents } = compileScp(policy);
    const { faultsOf } = await importAspect(compileAspect(policy));
    const differing: string[] = [];
    let [judged, wrong] = [0, 0];
    for (const call of TAG_ON_CREATE)
      for (const tags of VARIANTS) {
        judged++;
        const byVerdict = isWrong(call, tags, policy);
        const byScp = !(await isAllowed(call, tags, documents));
        const byAspect = faultsOf(call.cloudFormation, tags).length > 0;
        if (byVerdict) wrong++;
        if (byVerdict !== byScp || byVerdict !== byAspect)
          differing.push(`${call.action} ${JSON.stringify(tags)}: ${byVerdict}, ${byScp}, ${byAspect}`);
      }
    expect(differing).toEqual([]);
    expect(judged).toBeGreaterThan(300);
    expect(wrong).toBe(TAG_ON_CREATE.length * 8);
  });

  it.each<[call: string, also: string[]]>([
    // Service Authorization Reference, Amazon EC2: the types of resources of these calls that take no tags from them, or
    // their own.
    [
      'ec2:RunInstances',
      ['key-pair', 'launch-template', 'network-interface', 'security-group', 'subnet', 'volume'],
    ],
    ['ec2:CreateSubnet', ['vpc']],
    ['ec2:CreateSecurityGroup', ['vpc']],
    ['ec2:AllocateAddress', ['ipv4pool-ec2']],
    ['ec2:CreateNatGateway', ['elastic-ip', 'subnet', 'vpc']],
    ['ec2:CreateVpcEndpoint', ['route-table', 'security-group', 'subnet', 'vpc']],
  ])('%s may use what is there, which takes no tags from it: %j', async (action, also) => {
    const { documents } = compileScp(tagPolicy());
    const call = made(action);
    for (const type of also)
      expect([type, await isAllowed({ ...call, arn: `${type}/*` }, {}, documents)]).toEqual([type, true]);
    expect(await isAllowed(call, RIGHT, documents)).toBe(true);
    expect(await isAllowed(call, {}, documents)).toBe(false);
  });

  it('what services make for people, without tags and by roles that these policies bind, is not denied', async () => {
    // Source: AWS Lambda, giving functions access to a VPC: the execution role makes the network interfaces.
    const { documents } = compileScp(tagPolicy());
    const call = { ...made('ec2:RunInstances'), action: 'ec2:CreateNetworkInterface' };
    for (const arn of ['network-interface/*', 'subnet/*', 'security-group/*'])
      expect([arn, await isAllowed({ ...call, arn }, {}, documents)]).toEqual([arn, true]);
    expect(documents.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action))).not.toContain(
      call.action,
    );
  });

  it('32: a service-linked role may make what has no tags', async () => {
    const { documents } = compileScp(tagPolicy());
    const [call] = TAG_ON_CREATE;
    if (call === undefined) throw new Error('there is one');
    expect(await isAllowed(call, {}, documents)).toBe(false);
    expect(await isAllowed(call, {}, documents, SERVICE_LINKED)).toBe(true);
  });
});
