import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { shift } from '../../../shared/kernel/instant.ts';
import { IN_VPC } from '../../../shared/tags/belonging.ts';
import { judge } from '../../../shared/tags/judge.ts';
import { type ParentTags, parentTags } from '../../../shared/tags/parent-tags-client.ts';
import type { SeenResource } from '../../../shared/tags/plan-enforcement.ts';
import type { TagPolicy } from '../../../shared/tags/policy.ts';
import type { Resource } from '../../../shared/tags/resource.ts';
import { withParents } from '../../../shared/tags/with-parents.ts';
import { PlayedEc2 } from '../../support/played-ec2.ts';
import { ACCOUNT, tagPolicy } from '../../support/tags.ts';

const NOW = '2026-11-21T09:00:00.000Z';
const STACK = `arn:aws:cloudformation:eu-west-1:${ACCOUNT}:stack/shop/1`;
const INHERITS = tagPolicy([{ key: 'team', inherit: ['stack', 'asg', 'instance', 'vpc', 'account'] }]);
const OF_STACK = { 'aws:cloudformation:stack-id': STACK };
const OF_GROUP = { 'aws:autoscaling:groupName': 'web' };

let aws: PlayedEc2;
let parents: ParentTags;
let now = NOW;
beforeEach(() => {
  aws = new PlayedEc2();
  now = NOW;
  parents = parentTags(aws.clients, () => now);
});

/** A resource of EC2 by its type and id. */
function ec2(type: string, id: string, tags: Resource['tags'] = {}, other: Partial<Resource> = {}): Resource {
  const arn = `arn:aws:ec2:eu-west-1:${ACCOUNT}:${type.replace('ec2:', '')}/${id}`;
  return { arn, type, account: ACCOUNT, region: 'eu-west-1', tags, ...other };
}

const seen = (all: readonly Resource[]): SeenResource[] => all.map((resource) => ({ resource, seenAt: NOW }));

/** What each of them would have as its team, and where from. */
async function filled(all: readonly Resource[], policy: TagPolicy = INHERITS): Promise<string[]> {
  const found = await withParents(seen(all), policy, parents, NOW);
  return found.map(({ resource }) =>
    judge(resource, policy, NOW)
      .actions.map((action) => (action.action === 'set-tag' ? `${action.value} from ${action.from}` : ''))
      .join(),
  );
}

describe('what is in a VPC', () => {
  it.each(IN_VPC)('%s has its tags, by one question about the type and one about VPCs', async (type) => {
    aws.vpcs.set('vpc-1', { team: 'search' });
    for (const place of [1, 2, 3]) {
      aws.placed.set(`x-${place}`, { vpc: 'vpc-1' });
      aws.instances.set(`x-${place}`, { vpc: 'vpc-1', tags: {} });
    }
    const policy = tagPolicy([{ key: 'team', inherit: ['vpc'] }]);
    const all = [1, 2, 3].map((place) => ec2(type, `x-${place}`));
    expect(await filled(all, policy)).toEqual(all.map(() => 'search from vpc'));
    expect(aws.calls).toEqual([expect.stringMatching(/^Describe[A-Za-z]+ 3$/), 'DescribeVpcs 1']);
  });

  it('a page of a hundred takes one call for each type, and one for all of their VPCs', async () => {
    const all = Array.from({ length: 100 }, (_, place) => {
      const type = ['ec2:subnet', 'ec2:security-group', 'ec2:route-table', 'ec2:vpc'][place % 4] ?? '';
      aws.placed.set(`x-${place}`, { vpc: `vpc-${place % 5}` });
      return ec2(type, `x-${place}`);
    });
    for (const place of [0, 1, 2, 3, 4]) aws.vpcs.set(`vpc-${place}`, { team: 'search' });
    const teams = await filled(all);
    expect(teams.filter((team) => team === 'search from vpc')).toHaveLength(75);
    expect(aws.calls).toEqual([
      'DescribeRouteTables 25',
      'DescribeSecurityGroups 25',
      'DescribeSubnets 25',
      'DescribeVpcs 5',
    ]);
  });

  it('needs no question where the event says which', async () => {
    aws.vpcs.set('vpc-1', { team: 'search' });
    expect(await filled([ec2('ec2:subnet', 'subnet-1', {}, { vpc: 'vpc-1' })])).toEqual(['search from vpc']);
    expect(aws.calls).toEqual(['DescribeVpcs 1']);
  });
});

describe('an instance', () => {
  it('of an Auto Scaling group has its tags: one call for a hundred groups, each once', async () => {
    const all = Array.from({ length: 300 }, (_, place) => {
      const name = `web-${place % 130}`;
      aws.group(name, { team: 'search' });
      return ec2('ec2:instance', `i-${place}`, { 'aws:autoscaling:groupName': name });
    });
    expect(new Set(await filled(all))).toEqual(new Set(['search from asg']));
    expect(aws.calls).toEqual(['DescribeAutoScalingGroups 100', 'DescribeAutoScalingGroups 30']);
  });

  it('hands its own down to volumes and interfaces', async () => {
    aws.instances.set('i-1', { tags: { team: 'search' } });
    aws.instances.set('i-2', { tags: {} });
    aws.placed.set('vol-1', { on: ['i-1'] });
    aws.placed.set('vol-2', { on: ['i-2'] });
    aws.placed.set('vol-3', { on: ['i-1', 'i-2'] }); // shared: nobody's alone
    aws.placed.set('vol-4', {});
    aws.placed.set('eni-1', { on: ['i-1'] });
    const all = ['vol-1', 'vol-2', 'vol-3', 'vol-4'].map((id) => ec2('ec2:volume', id));
    const policy = tagPolicy([{ key: 'team', inherit: ['instance'] }]);
    expect(await filled([...all, ec2('ec2:network-interface', 'eni-1')], policy)).toEqual([
      'search from instance',
      '',
      '',
      '',
      'search from instance',
    ]);
    expect(aws.calls).toEqual(['DescribeNetworkInterfaces 1', 'DescribeVolumes 4', 'DescribeInstances 2']);
  });

  it('that an event has told of is not asked for', async () => {
    const volume = ec2('ec2:volume', 'vol-1', {}, { parents: { instance: { team: 'search' } } });
    expect(await filled([volume])).toEqual(['search from instance']);
    expect(aws.calls).toEqual([]);
  });
});

describe('nothing is asked', () => {
  const subnet = ec2('ec2:subnet', 'subnet-1');
  const byVpc = (other: object = {}) => tagPolicy([{ key: 'team', inherit: ['vpc'], ...other }]);
  const until = '2027-01-31';
  it.each<[string, Resource, TagPolicy]>([
    ['where the key is there', ec2('ec2:subnet', 'subnet-1', { team: 'x' }), byVpc()],
    ['where the tags could not be read', ec2('ec2:subnet', 'subnet-1', {}, { tags: undefined }), byVpc()],
    ['where no rule inherits', subnet, tagPolicy([{ key: 'team' }])],
    [
      'where the rule inherits from elsewhere',
      subnet,
      tagPolicy([{ key: 'team', inherit: ['asg', 'account'] }]),
    ],
    ['where the rule is about others', subnet, byVpc({ appliesTo: { type: 'ec2:vpc' } })],
    ['about a type that is in no VPC', ec2('ec2:key-pair', 'key-1'), byVpc()],
    [
      'about a group of an instance that has none',
      ec2('ec2:instance', 'i-1'),
      tagPolicy([{ key: 'team', inherit: ['asg'] }]),
    ],
    [
      'about what is exempt',
      subnet,
      tagPolicy([{ key: 'team', inherit: ['vpc'] }], {
        exempt: [{ match: { type: 'ec2:*' }, until, why: 'w' }],
      }),
    ],
    [
      'where several spellings contradict each other',
      ec2('ec2:subnet', 's', { Team: 'a', TEAM: 'b' }),
      byVpc(),
    ],
    ['where a word stands that says nothing', ec2('ec2:subnet', 's', { team: 'tbd' }), byVpc()],
    [
      'where who made it is known',
      ec2('ec2:instance', 'i-1', { ...OF_STACK, ...OF_GROUP }, { creator: 'alice' }),
      tagPolicy([{ key: 'owner', fromCreator: true }]),
    ],
    [
      'where what the rule prefers has a value',
      subnet,
      tagPolicy([{ key: 'team', inherit: ['account', 'vpc'] }], { accounts: { [ACCOUNT]: { team: 'x' } } }),
    ],
  ])('%s', async (_what, resource, policy) => {
    const [one] = await withParents(seen([resource]), policy, parents, NOW);
    expect([one?.resource, aws.calls]).toEqual([resource, []]);
  });

  it('of a VPC where the stack has it, which the rule prefers', async () => {
    aws.stacks.set(STACK, { team: 'search' });
    expect(await filled([ec2('ec2:subnet', 'subnet-1', OF_STACK)])).toEqual(['search from stack']);
    expect(aws.calls).toEqual(['DescribeStacks 1']);
  });

  it('of a stack that is deleted, of which CloudFormation still tells by its ARN', async () => {
    aws.stacks.set(STACK, { team: 'search' });
    aws.stackStatus = 'DELETE_COMPLETE';
    expect(await filled([ec2('ec2:subnet', 'subnet-1', OF_STACK)])).toEqual(['']);
  });
});

describe('an empty value', () => {
  it.each([{ team: '' }, { team: ' ' }, { Team: '' }])(
    'as in %j is filled as if it were missing',
    async (tags) => {
      aws.vpcs.set('vpc-1', { team: 'search' });
      const resource = ec2('ec2:subnet', 'subnet-1', tags, { vpc: 'vpc-1' });
      const [one] = await withParents(seen([resource]), INHERITS, parents, NOW);
      expect(judge(one?.resource ?? resource, INHERITS, NOW).actions).toMatchObject([{ value: 'search' }]);
    },
  );
});

describe('a parent', () => {
  const instance = ec2('ec2:instance', 'i-1', OF_GROUP);
  const fromGroup = tagPolicy([{ key: 'team', inherit: ['asg'] }]);
  const subnet = ec2('ec2:subnet', 'subnet-1');
  const fromVpc = tagPolicy([{ key: 'team', inherit: ['vpc'] }]);

  it.each<[string, Resource, TagPolicy, string]>([
    ['DescribeAutoScalingGroups', instance, fromGroup, 'AccessDenied'],
    ['DescribeAutoScalingGroups', instance, fromGroup, 'ValidationError'],
    ['DescribeSubnets', subnet, fromVpc, 'UnauthorizedOperation'],
    ['DescribeVpcs', subnet, fromVpc, 'UnauthorizedOperation'],
    ['DescribeVpcs', subnet, fromVpc, 'OptInRequired'],
  ])('that %s may not tell of leaves %j as it is', async (call, resource, policy, fault) => {
    aws.group('web', { team: 'search' });
    aws.placed.set('subnet-1', { vpc: 'vpc-1' });
    aws.vpcs.set('vpc-1', { team: 'search' });
    aws.faults.set(call, fault);
    expect(await filled([resource], policy)).toEqual(['']);
  });

  it.each([
    [instance, fromGroup],
    [subnet, fromVpc],
  ])('that is gone leaves %j as it is', async (resource, policy) => {
    expect(await filled([resource], policy)).toEqual(['']);
    aws.placed.set('subnet-1', { vpc: 'vpc-gone' });
    expect(await filled([resource], policy)).toEqual(['']);
  });

  it('whose value its rule would not take hands nothing down', async () => {
    aws.vpcs.set('vpc-1', { team: 'n/a' });
    expect(await filled([{ ...subnet, vpc: 'vpc-1' }], fromVpc)).toEqual(['']);
  });

  it.each([
    ['RequestLimitExceeded', 'throttled'],
    ['InternalError', 'unavailable'],
  ])('that is answered with %s is asked again', async (fault, kind) => {
    aws.vpcs.set('vpc-1', { team: 'search' });
    aws.faults.set('DescribeVpcs', fault);
    const inVpc = [{ ...subnet, vpc: 'vpc-1' }];
    await expect(filled(inVpc, fromVpc)).rejects.toMatchObject({ code: fault, kind });
    aws.faults.clear();
    expect(await filled(inVpc, fromVpc)).toEqual(['search from vpc']);
  });

  it('is remembered from page to page, and for five minutes', async () => {
    aws.group('web', { team: 'search' });
    for (let page = 0; page < 3; page++)
      expect(await filled([ec2('ec2:instance', `i-${page}`, OF_GROUP)])).toEqual(['search from asg']);
    expect(aws.calls).toEqual(['DescribeAutoScalingGroups 1']);
    aws.group('web', { team: 'payments' });
    now = shift(NOW, 5 * 60_000);
    expect(await filled([instance])).toEqual(['payments from asg']);
  });

  it('of another account is asked for there', async () => {
    aws.vpcs.set('vpc-1', { team: 'search' });
    const other = ec2('ec2:subnet', 'subnet-2', {}, { vpc: 'vpc-1', account: '222222222222' });
    expect(await filled([{ ...subnet, vpc: 'vpc-1' }, other], fromVpc)).toEqual([
      'search from vpc',
      'search from vpc',
    ]);
    expect(aws.calls).toEqual(['DescribeVpcs 1', 'DescribeVpcs 1']);
  });
});

describe('whatever is asked together', () => {
  const TYPES = ['ec2:subnet', 'ec2:instance', 'ec2:volume', 'ec2:network-interface', 'ec2:key-pair'];
  const RULES = tagPolicy([
    { key: 'team', inherit: ['stack', 'asg', 'instance', 'vpc'] },
    { key: 'env', inherit: ['vpc', 'asg'] },
    { key: 'owner', fromCreator: true },
  ]);
  const some = fc.dictionary(fc.constantFrom('team', 'env', 'owner'), fc.constantFrom('a', 'b', ''));
  const one = fc.record({
    type: fc.constantFrom(...TYPES),
    tags: some,
    stack: fc.option(fc.constantFrom('1', '2', 'gone')),
    group: fc.option(fc.constantFrom('web', 'api', 'gone')),
    vpc: fc.option(fc.constantFrom('vpc-1', 'vpc-2', 'vpc-gone'), { nil: undefined }),
    on: fc.option(fc.constantFrom('i-a', 'i-b', 'i-gone')),
    told: fc.boolean(),
  });

  it('is judged the same in any order and on pages of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(one, { maxLength: 20 }),
        fc.dictionary(fc.constantFrom('1', '2', 'web', 'api', 'vpc-1', 'vpc-2', 'i-a', 'i-b'), some),
        fc.integer({ min: 1, max: 20 }),
        fc.func(fc.integer()),
        async (things, tagsOf, size, rank) => {
          const played = () => {
            const the = new PlayedEc2();
            for (const [name, tags] of Object.entries(tagsOf)) {
              if (/^\d$/.test(name)) the.stacks.set(STACK.replace('/1', `/${name}`), tags);
              else if (name.startsWith('vpc')) the.vpcs.set(name, tags);
              else if (name.startsWith('i-')) the.instances.set(name, { tags });
              else the.group(name, tags);
            }
            for (const [place, { vpc, on, type }] of things.entries()) {
              const placed = { ...(vpc === undefined ? {} : { vpc }), on: on === null ? [] : [on] };
              the.placed.set(`x-${place}`, placed);
              if (type === 'ec2:instance') the.instances.set(`x-${place}`, { ...placed, tags: {} });
            }
            return the;
          };
          const all = things.map(({ type, tags, stack, group, vpc, told }, place) =>
            ec2(
              type,
              `x-${place}`,
              {
                ...tags,
                ...(stack === null
                  ? {}
                  : { 'aws:cloudformation:stack-id': STACK.replace('/1', `/${stack}`) }),
                ...(group === null ? {} : { 'aws:autoscaling:groupName': group }),
              },
              told ? { vpc } : {},
            ),
          );
          const verdicts = async (pages: readonly (readonly Resource[])[]) => {
            const asked = parentTags(played().clients, () => NOW);
            const found = new Map<string, unknown>();
            for (const page of pages)
              for (const { resource } of await withParents(seen(page), RULES, asked, NOW))
                found.set(resource.arn, judge(resource, RULES, NOW));
            return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
          };
          const shuffled = all.toSorted((a, b) => rank(a.arn) - rank(b.arn));
          const pages = Array.from({ length: Math.ceil(all.length / size) }, (_, page) =>
            shuffled.slice(page * size, (page + 1) * size),
          );
          expect(await verdicts(pages)).toEqual(await verdicts([all]));
        },
      ),
      { numRuns: 200 },
    );
  });
});
