import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import {
  GetAccountAuthorizationDetailsCommand,
  IAMClient,
  ListInstanceProfilesCommand,
  ListPoliciesCommand,
  ListPolicyTagsCommand,
} from '@aws-sdk/client-iam';
import {
  ListSupportedResourceTypesCommand,
  ResourceExplorer2Client,
  SearchCommand,
} from '@aws-sdk/client-resource-explorer-2';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { arnParts } from '../../../shared/tags/arn-parts.ts';
import { type Coverage, type InventoryCursor, withCoverage } from '../../../shared/tags/inventory.ts';
import { inventory } from '../../../shared/tags/inventory-client.ts';
import { mergeInventory, type Seen } from '../../../shared/tags/merge-inventory.ts';
import { groupArn } from '../../support/played-ec2.ts';
import { ACCOUNT } from '../../support/tags.ts';

const tagging = mockClient(ResourceGroupsTaggingAPIClient);
const explorer = mockClient(ResourceExplorer2Client);
const iam = mockClient(IAMClient);
const autoscaling = mockClient(AutoScalingClient);
const HERE = { account: ACCOUNT, region: 'eu-west-1', global: false };

const arn = (id: string) => `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/${id}`;
const mapping = (id: string, tags: Record<string, string> = {}) => ({
  ResourceARN: arn(id),
  Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
});
const fault = (name: string) => Object.assign(new Error(name), { name });

/** All pages from a cursor on, until one throws: then where to go on. */
async function read(from?: InventoryCursor, place = HERE) {
  const clients = {
    tagging: new ResourceGroupsTaggingAPIClient({}),
    explorer: new ResourceExplorer2Client({}),
    iam: new IAMClient({}),
    autoscaling: new AutoScalingClient({}),
  };
  const all = inventory(clients, place);
  const seen: Seen[] = [];
  let coverage: Coverage = {};
  let cursor: InventoryCursor | undefined = from;
  for (;;) {
    try {
      const page = await all.page(cursor);
      seen.push(...page.seen);
      coverage = withCoverage(coverage, page.coverage);
      if (page.next === undefined) return { seen, coverage, stopped: undefined };
      cursor = page.next;
    } catch {
      return { seen, coverage, stopped: cursor };
    }
  }
}
const ids = (seen: readonly Seen[]) => seen.map(({ resource }) => resource.arn.replace(/^.*[/:]/, ''));

beforeEach(() => {
  tagging.reset();
  explorer.reset();
  iam.reset();
  autoscaling.reset();
  autoscaling.on(DescribeAutoScalingGroupsCommand).resolves({ AutoScalingGroups: [] });
  tagging.on(GetResourcesCommand).resolves({});
  explorer.on(SearchCommand).resolves({ Resources: [], Count: { Complete: true, TotalResources: 0 } });
});

/** Answers to a question about these ARNs: those of them that are given. */
function knows(...known: ReturnType<typeof mapping>[]) {
  tagging.on(GetResourcesCommand).callsFake(({ ResourceARNList }: { ResourceARNList?: string[] }) => ({
    ResourceTagMappingList:
      ResourceARNList === undefined
        ? known
        : known.filter(({ ResourceARN }) => ResourceARNList.includes(ResourceARN)),
  }));
}

describe('the inventory', () => {
  it('12: what was tagged once and is empty now is found once, by the Tagging API; what never was, by Resource Explorer', async () => {
    knows(mapping('i-tagged', { team: 'search' }), mapping('i-emptied'));
    explorer.on(SearchCommand).resolves({
      Resources: [{ Arn: arn('i-emptied') }, { Arn: arn('i-never') }],
      Count: { Complete: true },
    });
    const { seen, coverage } = await read();
    expect(seen.map(({ resource, seenBy }) => [resource.arn, resource.tags, seenBy])).toEqual([
      [arn('i-tagged'), { team: 'search' }, ['tagging']],
      [arn('i-emptied'), {}, ['tagging']],
      [arn('i-never'), {}, ['explorer']],
    ]);
    expect(coverage).toEqual({
      tagging: { state: 'whole' },
      explorer: { state: 'whole' },
      native: { state: 'whole' },
    });
  });

  it('42: throttled on page 2 of 3, nothing is lost or doubled', async () => {
    let calls = 0;
    tagging.on(GetResourcesCommand).callsFake(({ PaginationToken }: { PaginationToken?: string }) => {
      const page = Number(PaginationToken ?? 1);
      if (page === 2 && calls++ === 0) throw fault('ThrottledException');
      return {
        ResourceTagMappingList: [mapping(`i-${page}a`, { team: 'search' }), mapping(`i-${page}b`)],
        ...(page < 3 ? { PaginationToken: String(page + 1) } : { PaginationToken: '' }),
      };
    });
    const first = await read();
    expect(first.stopped).toEqual({ source: 'tagging', token: '2' });
    const rest = await read(first.stopped);
    expect(rest.stopped).toBeUndefined();
    expect([...ids(first.seen), ...ids(rest.seen)]).toEqual(['i-1a', 'i-1b', 'i-2a', 'i-2b', 'i-3a', 'i-3b']);
  });

  it('splits what Resource Explorer does not show whole, by service and then by type, and says what stays hidden', async () => {
    const asked: string[] = [];
    explorer.on(ListSupportedResourceTypesCommand).resolves({
      ResourceTypes: ['ec2:instance', 'ec2:volume', 'iam:role', 'sqs:queue'].map((ResourceType) => ({
        ResourceType,
      })),
    });
    explorer.on(SearchCommand).callsFake(({ QueryString }: { QueryString: string }) => {
      asked.push(QueryString);
      const capped = !/sqs|instance/.test(QueryString);
      const id = /volume/.test(QueryString) ? 'i-v' : /instance/.test(QueryString) ? 'i-i' : 'q';
      return { Resources: [{ Arn: arn(id) }], Count: { Complete: !capped } };
    });
    const { seen, coverage } = await read();
    expect(asked).toEqual([
      'tag:none region:eu-west-1 -service:iam',
      'tag:none region:eu-west-1 -service:iam service:ec2',
      'tag:none region:eu-west-1 -service:iam resourcetype:ec2:instance',
      'tag:none region:eu-west-1 -service:iam resourcetype:ec2:volume',
      'tag:none region:eu-west-1 -service:iam service:sqs',
    ]);
    expect(ids(seen)).toEqual(['i-i', 'i-v', 'q']);
    expect(coverage.explorer).toEqual({ state: 'partial', reason: 'CAPPED: ec2:volume' });
  });

  it.each([
    ['UnauthorizedException', 'NO_VIEW'],
    ['ResourceNotFoundException', 'NO_INDEX'],
    ['ValidationException', 'NO_TAGS_IN_VIEW'],
    ['AccessDeniedException', 'NOT_ALLOWED'],
    ['UnknownError', 'NOT_OFFERED'],
    ['Unknown', 'NOT_OFFERED'],
  ])('goes on without Resource Explorer where it answers %s', async (name, reason) => {
    knows(mapping('i-1', { team: 'search' }));
    explorer.on(SearchCommand).rejects(fault(name));
    const { seen, coverage, stopped } = await read();
    expect([ids(seen), stopped]).toEqual([['i-1'], undefined]);
    expect(coverage.explorer).toEqual({ state: 'off', reason });
  });

  it('stops at what the Tagging API refuses, and at a Resource Explorer that does not answer', async () => {
    explorer.on(SearchCommand).rejects(fault('InternalServerException'));
    expect((await read()).stopped).toEqual({ source: 'explorer' });
    tagging.on(GetResourcesCommand).rejects(fault('AccessDeniedException'));
    expect((await read()).stopped).toBeUndefined(); // at its very beginning
  });

  it('says so where a token is no longer taken, so that the cell begins anew', async () => {
    tagging.on(GetResourcesCommand).rejects(fault('PaginationTokenExpiredException'));
    const clients = {
      tagging: new ResourceGroupsTaggingAPIClient({}),
      explorer: new ResourceExplorer2Client({}),
      iam: new IAMClient({}),
      autoscaling: new AutoScalingClient({}),
    };
    const page = inventory(clients, HERE).page({ source: 'tagging', token: 'old' });
    await expect(page).rejects.toMatchObject({ kind: 'gone', code: 'listing-expired' });
  });
});

describe('the inventory of Auto Scaling groups', () => {
  const group = (name: string, tags: Record<string, string> = {}) => ({
    AutoScalingGroupName: name,
    AutoScalingGroupARN: groupArn(name),
    MinSize: 0,
    MaxSize: 1,
    DesiredCapacity: 0,
    DefaultCooldown: 300,
    AvailabilityZones: [],
    HealthCheckType: 'EC2',
    CreatedTime: new Date(0),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  });

  it('is that of their service, a hundred in a call, since the Tagging API tells nothing of them', async () => {
    autoscaling
      .on(DescribeAutoScalingGroupsCommand)
      .resolves({ AutoScalingGroups: [group('web', { team: 'search' })], NextToken: 'n e' })
      .on(DescribeAutoScalingGroupsCommand, { NextToken: 'n e' })
      .resolves({ AutoScalingGroups: [group('api')] });
    explorer.on(SearchCommand).resolves({ Resources: [{ Arn: groupArn('web') }], Count: { Complete: true } });
    const { seen, coverage } = await read();
    expect(seen.map(({ resource, seenBy }) => [resource.arn, resource.type, resource.tags, seenBy])).toEqual([
      [groupArn('web'), 'autoscaling:autoScalingGroup', { team: 'search' }, ['native']],
      [groupArn('api'), 'autoscaling:autoScalingGroup', {}, ['native']],
    ]);
    expect(coverage.native).toEqual({ state: 'whole' });
    expect([autoscaling.calls().length, tagging.calls().length]).toEqual([2, 1]);
  });

  it('is left out where it may not be read', async () => {
    autoscaling.on(DescribeAutoScalingGroupsCommand).rejects(fault('AccessDenied'));
    const { coverage, stopped } = await read();
    expect([coverage.native, stopped]).toEqual([
      { state: 'off', reason: 'NOT_ALLOWED: autoscaling' },
      undefined,
    ]);
  });
});

describe('the inventory of IAM', () => {
  const GLOBAL = { ...HERE, global: true };
  const role = (name: string, path = '/') => ({
    RoleName: name,
    Path: path,
    Arn: `arn:aws:iam::${ACCOUNT}:role${path}${name}`,
    Tags: [{ Key: 'team', Value: 'search' }],
  });
  const policy = (name: string) => ({ PolicyName: name, Arn: `arn:aws:iam::${ACCOUNT}:policy/${name}` });
  const calls = () =>
    [iam, tagging].flatMap((client) =>
      client.calls().map(({ args: [command] }) => command.constructor.name.replace('Command', '')),
    );
  const counted = () =>
    Object.fromEntries([...Map.groupBy(calls(), String)].map(([k, all]) => [k, all.length]));

  beforeEach(() => {
    iam.on(GetAccountAuthorizationDetailsCommand).resolves({});
    iam.on(ListPoliciesCommand).resolves({ Policies: [] });
    iam.on(ListInstanceProfilesCommand).resolves({ InstanceProfiles: [] });
  });

  it.each([
    ['its listing', GetAccountAuthorizationDetailsCommand],
    ['its policies', ListPoliciesCommand],
  ])('goes on without it where %s may not be read', async (_what, command) => {
    iam.on(command).rejects(fault('AccessDenied'));
    const { coverage, stopped } = await read({ source: 'native' }, GLOBAL);
    expect([coverage.native, stopped]).toEqual([{ state: 'off', reason: 'NOT_ALLOWED' }, undefined]);
  });

  it('has roles and users with their tags, in one region alone, without the roles that are AWS’s own', async () => {
    const user = { UserName: 'ci', Path: '/', Arn: `arn:aws:iam::${ACCOUNT}:user/ci` };
    iam
      .on(GetAccountAuthorizationDetailsCommand)
      .resolves({
        RoleDetailList: [
          role('deploy'),
          role('ecs', '/aws-service-role/ecs.amazonaws.com/'),
          role('sso', '/aws-reserved/sso/'),
        ],
        Marker: 'm n',
        IsTruncated: true,
      })
      .on(GetAccountAuthorizationDetailsCommand, { Marker: 'm n' })
      .resolves({ RoleDetailList: [role('later')], UserDetailList: [user] });
    const { seen, coverage } = await read({ source: 'native' }, GLOBAL);
    const one = (kind: string, tags: object) => ({
      arn: `arn:aws:iam::${ACCOUNT}:${kind}`,
      type: `iam:${kind.split('/')[0]}`,
      account: ACCOUNT,
      region: undefined,
      tags,
    });
    expect(seen.map(({ resource }) => resource)).toEqual([
      one('role/deploy', { team: 'search' }),
      one('role/later', { team: 'search' }),
      one('user/ci', {}),
    ]);
    expect(coverage).toEqual({ native: { state: 'whole' } });
  });

  it('of 2,000 roles is 22 calls, each page of which can be resumed', async () => {
    const pages = Array.from({ length: 20 }, (_, page) =>
      Array.from({ length: 100 }, (__, place) => role(`role-${page}-${place}`)),
    );
    let throttled = false;
    iam.on(GetAccountAuthorizationDetailsCommand).callsFake(({ Marker = '0' }: { Marker?: string }) => {
      if (Marker === '7' && !throttled) {
        throttled = true;
        throw fault('Throttling');
      }
      const page = Number(Marker);
      return { RoleDetailList: pages[page], ...(page < 19 ? { Marker: String(page + 1) } : {}) };
    });
    const first = await read({ source: 'native' }, GLOBAL);
    expect(first.stopped).toEqual({ source: 'native', token: 'iam principals 7' });
    const rest = await read(first.stopped, GLOBAL);
    expect(new Set(ids([...first.seen, ...rest.seen])).size).toBe(2000);
    expect(counted()).toEqual({
      GetAccountAuthorizationDetails: 21, // one of them throttled
      ListPolicies: 1,
      ListInstanceProfiles: 1,
    });
  });

  it('asks IAM for the tags of those policies alone that the Tagging API does not know', async () => {
    iam.on(ListPoliciesCommand).resolves({ Policies: ['tagged', 'never', 'gone', 'closed'].map(policy) });
    iam.on(ListPolicyTagsCommand).resolves({ Tags: [] });
    iam.on(ListPolicyTagsCommand, { PolicyArn: policy('gone').Arn }).rejects(fault('NoSuchEntityException'));
    iam.on(ListPolicyTagsCommand, { PolicyArn: policy('closed').Arn }).rejects(fault('AccessDenied'));
    tagging.on(GetResourcesCommand).callsFake(({ ResourceARNList = [] }: { ResourceARNList?: string[] }) => ({
      ResourceTagMappingList: ResourceARNList.includes(policy('tagged').Arn)
        ? [{ ResourceARN: policy('tagged').Arn, Tags: [] }]
        : [],
    }));
    const { seen } = await read({ source: 'native' }, GLOBAL);
    expect(seen.map(({ resource }) => [resource.arn, resource.tags])).toEqual([
      [policy('never').Arn, {}],
      [policy('closed').Arn, undefined],
    ]);
    expect(counted()).toMatchObject({ GetResources: 1, ListPolicyTags: 3 });
  });

  it.each(['roles 7', 'iam roles 7'])(
    'is begun anew where it was left at %j, which is not known any more',
    async (token) => {
      const clients = {
        tagging: new ResourceGroupsTaggingAPIClient({}),
        explorer: new ResourceExplorer2Client({}),
        iam: new IAMClient({}),
        autoscaling: new AutoScalingClient({}),
      };
      const page = inventory(clients, GLOBAL).page({ source: 'native', token });
      await expect(page).rejects.toMatchObject({ kind: 'gone', code: 'listing-expired' });
    },
  );
});

describe('merging', () => {
  it('takes tags that were read for those of a source that could not, and never unread ones for none', () => {
    const [a, b] = mergeInventory(
      [
        { source: 'explorer', listed: [{ arn: arn('i-a'), tags: {} }] },
        {
          source: 'tagging',
          listed: [
            { arn: arn('i-a'), tags: { team: 'x' } },
            { arn: arn('i-b'), tags: undefined },
          ],
        },
        { source: 'native', listed: [{ arn: 'no arn', tags: {} }] },
      ],
      HERE,
    );
    expect(a).toMatchObject({ resource: { tags: { team: 'x' } }, seenBy: ['tagging', 'explorer'] });
    expect(b?.resource.tags).toBeUndefined();
  });

  it('knows a log group with and without `:*` as one, and where a bucket is', () => {
    const group = `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:/app`;
    const seen = mergeInventory(
      [
        {
          source: 'tagging',
          listed: [
            { arn: group, tags: {} },
            { arn: 'arn:aws:s3:::b', tags: {} },
          ],
        },
        { source: 'explorer', listed: [{ arn: `${group}:*`, tags: {} }] },
      ],
      HERE,
    );
    expect(seen.map(({ resource }) => [resource.arn, resource.account, resource.region])).toEqual([
      [group, ACCOUNT, 'eu-west-1'],
      ['arn:aws:s3:::b', ACCOUNT, 'eu-west-1'],
    ]);
  });
});

describe('the parts of an ARN', () => {
  it.each([
    ['arn:aws:ec2:eu-west-1:111111111111:volume/vol-1', 'ec2:volume'],
    ['arn:aws:s3:::b', 's3:bucket'],
    ['arn:aws:s3:eu-west-1:111111111111:accesspoint/a', 's3:accesspoint'],
    ['arn:aws:sns:eu-west-1:111111111111:t', 'sns:topic'],
    ['arn:aws:sns:eu-west-1:111111111111:t:0-1', 'sns:subscription'],
    ['arn:aws:sqs:eu-west-1:111111111111:q', 'sqs:queue'],
    ['arn:aws:lambda:eu-west-1:111111111111:function:f', 'lambda:function'],
    ['arn:aws:dynamodb:eu-west-1:111111111111:table/t/backup/0', 'dynamodb:backup'],
    ['arn:aws:apigateway:eu-west-1::/restapis/a/stages/s', 'apigateway:stages'],
    ['arn:aws:apigateway:eu-west-1::/restapis/a', 'apigateway:restapis'],
    [
      'arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/app/a/1',
      'elasticloadbalancing:loadbalancer',
    ],
    ['arn:aws:logs:eu-west-1:111111111111:log-group:/a/b', 'logs:log-group'],
    ['arn:aws:ssm:eu-west-1:111111111111:parameter/a/b', 'ssm:parameter'],
  ])('%s is of type %s', (text, type) => {
    expect(arnParts(text)?.type).toBe(type);
  });

  it.each(['', 'x', 'arn:aws:ec2', 'arn:aws::::x', 'arn:aws:ec2:r:a:'])('%j is none', (text) => {
    expect(arnParts(text)).toBeUndefined();
  });
});
