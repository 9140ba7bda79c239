import '../../support/quiet.ts';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/kernel/errors.ts';
import { queueHandler } from '../../../shared/runtime/queue-handler.ts';
import { tagWriter } from '../../../shared/tags/apply-tags-client.ts';
import { tagReader } from '../../../shared/tags/current-tags-client.ts';
import { makeEnforceTags } from '../../../shared/tags/enforce-tags.ts';
import { groupFinder } from '../../../shared/tags/group-finder-client.ts';
import { makeJudgeTagEvent } from '../../../shared/tags/judge-tag-event.ts';
import { parentClients } from '../../../shared/tags/parent-readers-client.ts';
import { parentTags } from '../../../shared/tags/parent-tags-client.ts';
import type { TagPolicy } from '../../../shared/tags/policy.ts';
import type { ResourceRecord } from '../../../shared/tags/resource-record.ts';
import { ResourceStore } from '../../../shared/tags/resource-store.ts';
import { taggingClients } from '../../../shared/tags/tagging-api-client.ts';
import { CONTEXT, sqsEvent } from '../../support/lambda.ts';
import { MemoryDynamo } from '../../support/memory-dynamo.ts';
import { groupArn, PlayedEc2 } from '../../support/played-ec2.ts';
import { TaggedAccount } from '../../support/tagged-account.ts';
import { ACCOUNT, REQUIRED, RIGHT, tagPolicy } from '../../support/tags.ts';
import { runInstances, trailEvent } from '../../support/trail-events.ts';

const NOW = '2026-11-21T09:00:00.000Z';
const DLQ = 'https://sqs.eu-west-1.amazonaws.com/111111111111/dead';
const account = new TaggedAccount();
const memory = new MemoryDynamo();
const sqs = mockClient(SQSClient);
const APPLY = { enforce: { mode: 'tag' }, apply: true };

interface World {
  readonly policy?: TagPolicy;
  readonly now?: string;
  /** Groups, VPCs and instances; by default there are none. */
  readonly ec2?: PlayedEc2;
}

/** The function as it is deployed, over an account in memory. */
function world({ policy = tagPolicy(REQUIRED, APPLY), now = NOW, ec2 }: World = {}) {
  const counted: string[] = [];
  const logged: string[] = [];
  const putBack: { body: string; seconds: number }[] = [];
  const log = (event: string, facts: object = {}) => void logged.push(JSON.stringify([event, facts]));
  const telemetry = {
    info: log,
    warn: log,
    count: (metric: string, value: number, dimensions: object = {}) =>
      void counted.push([metric, ...Object.values(dimensions), value].join(' ')),
    milliseconds: () => {},
  };
  const store = new ResourceStore(memory.client, { resources: 'resources', audit: 'audit' });
  const clients = {
    ...taggingClients(),
    ...(ec2 === undefined
      ? {}
      : { autoscaling: () => ec2.clients.autoscaling({ account: ACCOUNT, region: 'eu-west-1' }) }),
  };
  const judge = makeJudgeTagEvent({
    store,
    reader: tagReader(clients),
    parents: parentTags({ ...parentClients(), ...ec2?.clients }, () => now),
    groups: groupFinder(clients),
    enforce: makeEnforceTags({
      store,
      writer: tagWriter(clients),
      policy,
      telemetry,
      hash: (text) => text,
      now: () => now,
    }),
    policy,
    putBack: async (body, seconds) => void putBack.push({ body, seconds }),
    telemetry,
    now: () => now,
  });
  const take = (event: unknown) => judge({ body: JSON.stringify(event), id: 'message-1' });
  return { take, judge, counted, logged, putBack };
}

function records(): ResourceRecord[] {
  return memory.items('resources') as unknown as ResourceRecord[]; // as the store wrote them
}

const ec2 = (type: string, place: number) =>
  `arn:aws:ec2:eu-west-1:${ACCOUNT}:${type}/${{ instance: 'i', volume: 'vol', 'network-interface': 'eni' }[type]}-${String(place).padStart(17, '0')}`;
const all = (count: number) =>
  ['instance', 'network-interface', 'volume'].flatMap((type) =>
    Array.from({ length: count }, (_, place) => ec2(type, place)),
  );
/** What `runInstances` starts is there, with the tags it is born with. */
function launched(count: number, tags: Record<string, string>) {
  for (const arn of all(count)) account.tags.set(arn, arn.includes(':instance/') ? tags : {});
}

const { owner: _, ...WITHOUT_OWNER } = RIGHT;
const TABLE = `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/orders`;
const createTable = (tags: Record<string, string>, other: object = {}) =>
  trailEvent({
    source: 'dynamodb',
    name: 'CreateTable',
    request: {
      tableName: 'orders',
      tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
    },
    response: { tableDescription: { tableArn: TABLE, tableStatus: 'CREATING' } },
    ...other,
  });

beforeEach(() => {
  account.reset();
  memory.clear();
  sqs.reset();
  sqs.on(SendMessageCommand).resolves({});
});

describe('14: twenty instances', () => {
  it('are judged with their interfaces and volumes, and tagged in one call for twenty', async () => {
    launched(20, { ...WITHOUT_OWNER, env: 'production' });
    const { take, counted } = world();
    await take(runInstances(20, { ...WITHOUT_OWNER, env: 'production' }));
    expect(account.calls).toEqual([
      'GetResources 60',
      'TagResources 20',
      'TagResources 20',
      'TagResources 20',
    ]);
    expect(records()).toHaveLength(60);
    for (const arn of all(20)) expect(account.tags.get(arn)).toMatchObject({ owner: 'alice@acme.example' });
    expect(account.tags.get(ec2('instance', 7))).toEqual({ ...RIGHT, owner: 'alice@acme.example' });
    expect(counted).toContain('TagVerdicts violation 60');
    expect(counted).toContain('TagWrites written 60');
  });

  it('judged right need no call at all', async () => {
    await world({ policy: tagPolicy([{ key: 'team', appliesTo: { type: 'ec2:instance' } }], APPLY) }).take(
      runInstances(20, RIGHT),
    );
    expect(account.calls).toEqual([]);
    expect(new Set(records().map(({ verdict }) => verdict))).toEqual(new Set(['compliant']));
  });
});

describe('15: one of twenty fails', () => {
  it('nineteen are done, one is tried alone, and only that one again; then it is set aside', async () => {
    const instances = all(20).filter((arn) => arn.includes(':instance/'));
    account.hold(instances, WITHOUT_OWNER);
    account.failures.set(ec2('instance', 7), { code: 'InternalServiceException', status: 500 });
    const policy = tagPolicy(
      [{ key: 'owner', fromCreator: true, appliesTo: { type: 'ec2:instance' } }],
      APPLY,
    );
    const { judge } = world({ policy });
    const handler = queueHandler({ handle: judge, deadLetterQueueUrl: DLQ });
    const body = JSON.stringify(runInstances(20, WITHOUT_OWNER));
    const deliver = (deliveries: number) => handler(sqsEvent([body], deliveries), CONTEXT);

    expect((await deliver(1)).batchItemFailures).toHaveLength(1);
    expect(account.writes).toEqual(['TagResources 20', 'TagResources 1']);
    expect(instances.filter((arn) => 'owner' in (account.tags.get(arn) ?? {}))).toHaveLength(19);

    expect((await deliver(2)).batchItemFailures).toHaveLength(1);
    expect(account.writes.slice(2)).toEqual(['TagResources 1']);
    expect(sqs.calls()).toHaveLength(0);

    expect((await deliver(3)).batchItemFailures).toEqual([]);
    expect(sqs.commandCalls(SendMessageCommand)[0]?.args[0].input).toMatchObject({
      QueueUrl: DLQ,
      MessageAttributes: {
        reason: {
          StringValue: 'InternalServiceException: tags of 1 of 1 resources could not be written',
        },
      },
    });
  });
});

describe('16: a call that failed', () => {
  it('is counted, and makes no call', async () => {
    const { take, counted } = world();
    await take(
      runInstances(2, {}, { more: { errorCode: 'Client.UnauthorizedOperation', responseElements: null } }),
    );
    expect([...account.calls, ...records()]).toEqual([]);
    expect(counted).toEqual(['TagEventsIgnored FAILED 1']);
  });
});

describe('17, 20: what is gone', () => {
  it('when we came to write is recorded as gone, without an error', async () => {
    account.hold([TABLE], WITHOUT_OWNER);
    account.failures.set(TABLE, { code: 'ResourceNotFoundException' });
    const { take, counted } = world();
    await take(createTable(WITHOUT_OWNER));
    expect(records()).toMatchObject([{ state: 'gone' }]);
    expect(counted).toContain('TagWrites gone 1');
  });

  it('three hours before we heard of it is not written to', async () => {
    await world().take(createTable(WITHOUT_OWNER, { at: '2026-11-21T06:00:00Z' }));
    expect(records()).toMatchObject([{ state: 'gone' }]);
    expect(account.writes).toEqual([]);
  });
});

describe('20: the same event', () => {
  it('twice has one effect, and the second time no call at all', async () => {
    account.hold([TABLE], WITHOUT_OWNER);
    const { take } = world();
    await take(createTable(WITHOUT_OWNER));
    const [calls, [first]] = [account.calls.length, records()];
    await take(createTable(WITHOUT_OWNER));
    expect(account.calls).toHaveLength(calls);
    expect(records()).toEqual([first]);
    expect(memory.items('audit')).toHaveLength(1);
  });

  it('three hours late reads first, and never writes over what a person wrote since', async () => {
    account.hold([TABLE], { ...WITHOUT_OWNER, env: 'staging', owner: 'bob' });
    const late = createTable({ ...WITHOUT_OWNER, env: 'production' }, { at: '2026-11-21T06:00:00Z' });
    await world().take(late);
    expect(account.calls).toEqual(['GetResources 1']);
    expect(account.tags.get(TABLE)).toMatchObject({ env: 'staging', owner: 'bob' });
    expect(records()).toMatchObject([{ verdict: 'compliant', seenAt: NOW }]);
  });

  it('never writes again what somebody has changed after us', async () => {
    account.hold([TABLE], { ...RIGHT, env: 'production' });
    await world().take(createTable({ ...RIGHT, env: 'production' }));
    expect(account.tags.get(TABLE)).toMatchObject({ env: 'prod' });
    account.hold([TABLE], { ...RIGHT, env: 'production' });
    const later = '2026-11-21T09:30:00.000Z';
    await world({ now: later }).take(
      createTable({ ...RIGHT, env: 'production' }, { id: 'another-copy', at: '2026-11-21T08:59:30Z' }),
    );
    expect(account.tags.get(TABLE)).toMatchObject({ env: 'production' });
    expect(records()).toMatchObject([{ verdict: 'violation' }]);
  });

  it('never writes where the tags cannot be read', async () => {
    account.hold([TABLE], { ...WITHOUT_OWNER, owner: 'bob' });
    account.unreadable = 'AccessDeniedException';
    await world().take(createTable(WITHOUT_OWNER));
    expect(account.writes).toEqual([]);
    expect(records()).toMatchObject([{ state: 'blocked', blocked: { why: 'POLICY_BLOCKED' } }]);
  });

  it('of a call that finds the thing there, as CreateTopic may, is judged by the tags that are there', async () => {
    const topic = `arn:aws:sns:eu-west-1:${ACCOUNT}:orders`;
    account.hold([topic], RIGHT);
    const call = {
      source: 'sns',
      name: 'CreateTopic',
      request: { name: 'orders' },
      response: { topicArn: topic },
    };
    await world({ policy: tagPolicy([{ key: 'team' }], APPLY) }).take(trailEvent(call));
    expect(records()).toMatchObject([{ arn: topic, verdict: 'compliant' }]);
  });

  it('is old news where the resource was seen since', async () => {
    const compliant = tagPolicy([{ key: 'team' }], APPLY);
    await world({ policy: compliant }).take(createTable(RIGHT, { at: '2026-11-21T08:59:50Z', id: 'b' }));
    await world({ policy: compliant }).take(
      createTable({ team: 'x' }, { at: '2026-11-21T08:59:40Z', id: 'a' }),
    );
    expect(records()).toMatchObject([{ eventId: 'b', version: 1 }]);
  });
});

describe('21, 22: events that do not say what they made', () => {
  it('are set aside with the reason, and counted', async () => {
    const { take, counted } = world();
    const volume = trailEvent({
      source: 'ec2',
      name: 'CreateVolume',
      request: { size: '8' },
      response: 'null',
    });
    await expect(take(volume)).rejects.toMatchObject({
      kind: 'invalid',
      code: 'NO_ARN',
      message: 'NO_ARN: CreateVolume does not say which ec2:volume it made',
    });
    await expect(take(trailEvent({ source: 'newthing', name: 'CreateThing' }))).rejects.toMatchObject({
      code: 'UNKNOWN_CALL',
    });
    expect(counted).toEqual(['TagEventsUnresolved NO_ARN 1', 'TagEventsUnresolved UNKNOWN_CALL 1']);
    expect([...account.calls, ...records()]).toEqual([]);
  });

  it('name nobody in the error, whatever their fields hold', async () => {
    const made = trailEvent({ source: 'x', name: 'Carol Danvers, +4915112345678', more: {} });
    await expect(world().take(made)).rejects.toMatchObject({ message: 'a call that no service has' });
  });

  it.each([
    ['ecs', { cluster: { clusterArn: `arn:aws:ecs:eu-west-1:${ACCOUNT}:cluster/a` } }],
    ['eks', { cluster: { arn: `arn:aws:eks:eu-west-1:${ACCOUNT}:cluster/a` } }],
    ['kafka', { clusterArn: `arn:aws:kafka:eu-west-1:${ACCOUNT}:cluster/a/1` }],
  ])('CreateCluster of %s is told by its source', async (source, response) => {
    await world()
      .take(trailEvent({ source, name: 'CreateCluster', response, request: {} }))
      .catch(() => {});
    expect(records().map(({ arn }) => arn.split(':')[2])).toEqual([source]);
  });
});

describe('23: machines', () => {
  it('are never written as the owner; the account’s is', async () => {
    account.hold([TABLE], WITHOUT_OWNER);
    const userIdentity = {
      type: 'AssumedRole',
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/ci/i-0123456789abcdef0`,
    };
    await world().take(createTable(WITHOUT_OWNER, { more: { userIdentity } }));
    expect(account.tags.get(TABLE)).toMatchObject({ owner: 'payments' });
    expect(records()[0]?.creator).toBeUndefined();
  });

  it('a stack hands its owner down', async () => {
    const stack = `arn:aws:cloudformation:eu-west-1:${ACCOUNT}:stack/shop/1`;
    account.stacks.set(stack, { owner: 'carol' });
    account.hold([TABLE], { ...WITHOUT_OWNER, 'aws:cloudformation:stack-id': stack });
    const userIdentity = { type: 'AWSService', invokedBy: 'cloudformation.amazonaws.com' };
    const { take } = world();
    await take(createTable(WITHOUT_OWNER, { more: { userIdentity } }));
    expect(account.tags.get(TABLE)).toMatchObject({ owner: 'carol' });
    expect(account.calls.filter((call) => call === 'DescribeStacks')).toHaveLength(1);
  });
});

describe('what it belongs to', () => {
  const fromVpc = tagPolicy([{ key: 'team', inherit: ['vpc'] }], APPLY);
  const made = (name: string, type: string, id: string, request: object, response: object) => {
    const arn = `arn:aws:ec2:eu-west-1:${ACCOUNT}:${type}/${id}`;
    account.hold([arn], {});
    return { arn, event: trailEvent({ source: 'ec2', name, request, response }) };
  };

  it.each([
    ['CreateSubnet', 'subnet', 'subnet-1', {}, { subnet: { subnetId: 'subnet-1', vpcId: 'vpc-0a1b2c3d' } }],
    ['CreateSecurityGroup', 'security-group', 'sg-1', { vpcId: 'vpc-0a1b2c3d' }, { groupId: 'sg-1' }],
    [
      'CreateNatGateway',
      'natgateway',
      'nat-1',
      {},
      { CreateNatGatewayResponse: { natGateway: { natGatewayId: 'nat-1', vpcId: 'vpc-0a1b2c3d' } } },
    ],
  ])(
    '%s says the VPC, whose tags are asked for and nothing else',
    async (name, type, id, request, response) => {
      const ec2 = new PlayedEc2();
      ec2.vpcs.set('vpc-0a1b2c3d', { team: 'search' });
      const { arn, event } = made(name, type, id, request, response);
      await world({ policy: fromVpc, ec2 }).take(event);
      expect(account.tags.get(arn)).toEqual({ team: 'search' });
      expect([ec2.calls, account.calls]).toEqual([['DescribeVpcs 1'], ['GetResources 1', 'TagResources 1']]);
    },
  );

  it('20 instances of one VPC, with their interfaces, take one question', async () => {
    const ec2 = new PlayedEc2();
    ec2.vpcs.set('vpc-0a1b2c3d', { team: 'search' });
    launched(20, {});
    const event = JSON.parse(
      JSON.stringify(runInstances(20, {})).replaceAll('"tagSet":', '"vpcId":"vpc-0a1b2c3d","tagSet":'),
    );
    await world({ policy: fromVpc, ec2 }).take(event);
    expect(ec2.calls).toEqual(['DescribeVpcs 1']);
    expect(account.calls).toEqual(['GetResources 40', 'TagResources 20', 'TagResources 20']);
  });

  it('a volume that is attached by now has the tags of its instance', async () => {
    const ec2 = new PlayedEc2();
    ec2.instances.set('i-1', { tags: { team: 'search' } });
    ec2.placed.set('vol-1', { on: ['i-1'] });
    const policy = tagPolicy([{ key: 'team', inherit: ['instance'] }], APPLY);
    const { arn, event } = made('CreateVolume', 'volume', 'vol-1', {}, { volumeId: 'vol-1' });
    await world({ policy, ec2 }).take(event);
    expect(account.tags.get(arn)).toEqual({ team: 'search' });
    expect(ec2.calls).toEqual(['DescribeVolumes 1', 'DescribeInstances 1']);
  });

  it('an instance that Auto Scaling has launched has the owner of its group', async () => {
    const ec2 = new PlayedEc2();
    ec2.group('web', { owner: 'carol' });
    launched(1, { ...WITHOUT_OWNER, 'aws:autoscaling:groupName': 'web' });
    const userIdentity = { type: 'AWSService', invokedBy: 'autoscaling.amazonaws.com' };
    await world({ ec2 }).take(runInstances(1, WITHOUT_OWNER, { more: { userIdentity } }));
    expect(account.tags.get(all(1)[0] ?? '')).toMatchObject({ owner: 'carol' });
    expect(ec2.calls).toEqual(['DescribeAutoScalingGroups 1']);
  });

  it('says nothing where it may not be asked, and the rest is done', async () => {
    const ec2 = new PlayedEc2();
    ec2.faults.set('DescribeVpcs', 'UnauthorizedOperation');
    const policy = tagPolicy(
      [
        { key: 'team', inherit: ['vpc'] },
        { key: 'env', values: ['prod'], aliases: { prod: ['prd'] } },
      ],
      APPLY,
    );
    const response = { subnet: { subnetId: 'subnet-1', vpcId: 'vpc-0a1b2c3d' } };
    const { arn, event } = made('CreateSubnet', 'subnet', 'subnet-1', {}, response);
    account.hold([arn], { env: 'prd' });
    await world({ policy, ec2 }).take(event);
    expect(account.tags.get(arn)).toEqual({ env: 'prod' });
    expect(records()).toMatchObject([{ verdict: 'violation', missing: ['team'] }]);
  });
});

describe('26: another partition', () => {
  it('is that of the event', async () => {
    const bucket = trailEvent({
      source: 'sqs',
      name: 'CreateQueue',
      region: 'us-gov-west-1',
      request: { queueName: 'q', tags: RIGHT },
    });
    await world().take(bucket);
    expect(records().map(({ arn }) => arn)).toEqual([`arn:aws-us-gov:sqs:us-gov-west-1:${ACCOUNT}:q`]);
  });
});

describe('27: a policy refuses our write', () => {
  it('is recorded, and not tried again that day', async () => {
    account.hold([TABLE], WITHOUT_OWNER);
    account.failures.set(TABLE, { code: 'AccessDeniedException', status: 403 });
    const { take, counted } = world();
    await take(createTable(WITHOUT_OWNER));
    expect(records()).toMatchObject([
      {
        state: 'blocked',
        verdict: 'violation',
        blocked: { why: 'POLICY_BLOCKED', code: 'AccessDeniedException' },
      },
    ]);
    expect(counted).toContain('TagWrites blocked 1');
    await world({ now: '2026-11-21T12:00:00.000Z' }).take(createTable(WITHOUT_OWNER, { id: 'again' }));
    expect(account.writes).toEqual(['TagResources 1']);
  });
});

describe('9, 10: fifty tags', () => {
  const many = Object.fromEntries(Array.from({ length: 45 }, (_, place) => [`k${place}`, 'v']));

  it('and the owner missing: nothing is written', async () => {
    const full = { ...many, ...WITHOUT_OWNER, other: 'x' };
    account.hold([TABLE], full);
    await world().take(createTable(full));
    expect(account.writes).toEqual([]);
    expect(records()[0]?.reason).toContain('TAG_LIMIT');
  });

  it('and a value that is another name: it is written over', async () => {
    const full = { ...many, ...RIGHT, env: 'prd' };
    account.hold([TABLE], full);
    await world().take(createTable(full));
    expect(account.tags.get(TABLE)).toEqual({ ...full, env: 'prod' });
  });
});

describe('39: a dry run', () => {
  const bad = { ...WITHOUT_OWNER, env: 'production' };

  it.each([
    ['apply is off', { enforce: { mode: 'tag' } }],
    ['nothing is said', {}],
    ['the mode is report', { enforce: { mode: 'report' }, apply: true }],
  ])('%s: nothing that changes anything is called', async (_what, section) => {
    launched(20, bad);
    await world({ policy: tagPolicy(REQUIRED, section) }).take(runInstances(20, bad));
    expect(account.writes).toEqual([]);
    expect(account.calls.length).toBeGreaterThan(0);
    expect(records()).toHaveLength(60);
  });

  it('plans what applying then writes', async () => {
    launched(20, bad);
    await world({ policy: tagPolicy(REQUIRED, { enforce: { mode: 'tag' } }) }).take(runInstances(20, bad));
    const planned = new Map(records().map(({ arn, planned: plan }) => [arn, plan]));
    memory.clear();
    await world().take(runInstances(20, bad));
    expect(planned.size).toBe(60);
    for (const { arn, wrote } of records())
      expect({ set: wrote?.set, removed: wrote?.removed }).toEqual(planned.get(arn));
  });
});

describe('tags that come by a second call', () => {
  const BUCKET = 'arn:aws:s3:::acme-uploads';
  const createBucket = (at: string) =>
    trailEvent({ source: 's3', name: 'CreateBucket', request: { bucketName: 'acme-uploads' }, at });

  it('are waited for, and then read', async () => {
    const first = world();
    await first.take(createBucket('2026-11-21T08:59:55Z'));
    expect(first.putBack).toHaveLength(1);
    expect(first.putBack[0]?.seconds).toBe(60);
    expect([...account.calls, ...records()]).toEqual([]);

    account.hold([BUCKET], RIGHT);
    const again = world({ now: '2026-11-21T09:01:00.000Z' });
    await again.judge({ body: first.putBack[0]?.body ?? '', id: 'message-2' });
    expect(again.putBack).toEqual([]);
    expect(records()).toMatchObject([{ arn: BUCKET, region: 'eu-west-1', verdict: 'compliant' }]);
  });

  it('of an event that says it is of the future are not waited for for ever', async () => {
    account.hold([BUCKET], RIGHT);
    const { take, putBack } = world();
    await take(createBucket('2027-01-01T00:00:00Z'));
    expect(putBack).toEqual([]);
    expect(records()).toMatchObject([{ verdict: 'compliant', seenAt: NOW }]);
  });
});

describe('whatever comes', () => {
  it('is judged or refused with a reason, and named nowhere but in the record', async () => {
    const { take, logged, counted } = world();
    const detail = fc.record(
      {
        eventSource: fc.constantFrom('ec2.amazonaws.com', 's3.amazonaws.com', 'iam.amazonaws.com', 'x'),
        eventName: fc.constantFrom('RunInstances', 'CreateBucket', 'CreateRole', 'CreateVolume', 'x'),
        requestParameters: fc.jsonValue(),
        responseElements: fc.jsonValue(),
        userIdentity: fc.jsonValue(),
        eventTime: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.jsonValue(), detail, fc.record({ detail })), async (event) => {
        await take(event).catch((thrown: unknown) => {
          expect(thrown).toBeInstanceOf(AppError);
          expect(thrown).toMatchObject({ kind: 'invalid' });
        });
      }),
      { numRuns: 300 },
    );
    expect(account.writes.every((call) => /^(Tag|Untag)/.test(call))).toBe(true);
    expect(counted.length).toBeGreaterThan(0);
    expect(logged.join()).not.toContain('alice');
  });

  it('the creator is in the record and the tag alone', async () => {
    launched(2, WITHOUT_OWNER);
    const { take, logged, counted } = world();
    await take(runInstances(2, WITHOUT_OWNER));
    expect(records()[0]?.creator).toBe('alice@acme.example');
    expect([...logged, ...counted, JSON.stringify(memory.items('audit'))].join()).not.toContain('alice');
  });

  it('a stack is judged and never written to, since that would update it', async () => {
    const stack = `arn:aws:cloudformation:eu-west-1:${ACCOUNT}:stack/shop/1`;
    account.hold([stack], WITHOUT_OWNER);
    const made = { name: 'CreateStack', request: { stackName: 'shop' }, response: { stackId: stack } };
    await world().take(trailEvent({ source: 'cloudformation', ...made }));
    expect(account.writes).toEqual([]);
    expect(records()).toMatchObject([{ arn: stack, verdict: 'violation' }]);
  });

  it('not JSON is refused', async () => {
    await expect(world().judge({ body: '{', id: 'm' })).rejects.toMatchObject({ code: 'UNREADABLE' });
  });
});

describe('an Auto Scaling group', () => {
  const group = (tags: Record<string, string>, other: object = {}) =>
    trailEvent({
      source: 'autoscaling',
      name: 'CreateAutoScalingGroup',
      request: {
        autoScalingGroupName: 'web',
        tags: Object.entries(tags).map(([key, value]) => ({ key, value, propagateAtLaunch: true })),
      },
      ...other,
    });
  const played = (tags: Record<string, string>) => {
    const ec2 = new PlayedEc2();
    ec2.group('web', tags);
    ec2.made.set('web', new Date('2026-11-21T08:59:31Z'));
    return ec2;
  };
  const WRONG = { ...WITHOUT_OWNER, env: 'production' };

  it('is judged and tagged by the event, under the ARN that Auto Scaling tells', async () => {
    const ec2 = played(WRONG);
    const { take, counted } = world({ ec2 });
    await take(group(WRONG));
    expect(records()).toMatchObject([
      { arn: groupArn('web'), type: 'autoscaling:autoScalingGroup', verdict: 'compliant' },
    ]);
    expect(ec2.tagsOf('web')).toEqual({ ...RIGHT, owner: 'alice@acme.example' });
    expect(ec2.calls).toEqual([
      'DescribeAutoScalingGroups 1',
      'DescribeAutoScalingGroups 1', // what instances are launched with, right before it is written
      'CreateOrUpdateTags 2',
    ]);
    expect(account.calls).toEqual([]);
    expect(counted).toContain('TagVerdicts violation 1');
  });

  it('that is right takes one call', async () => {
    const ec2 = played(RIGHT);
    await world({ ec2 }).take(group(RIGHT));
    expect([ec2.calls, account.calls]).toEqual([['DescribeAutoScalingGroups 1'], []]);
    expect(records()).toMatchObject([{ verdict: 'compliant', seenAt: NOW }]);
  });

  it('goes on launching instances with what it did, also under the right spelling, and not with what is new', async () => {
    const { env: _env, ...others } = WITHOUT_OWNER;
    const ec2 = played({ ...others, Env: 'production' });
    ec2.groups.get('web')?.set('service', { value: 'checkout', propagated: false });
    await world({ ec2 }).take(group({}));
    const tags = [...(ec2.groups.get('web') ?? [])].map(([key, { value, propagated }]) => [
      key,
      value,
      propagated,
    ]);
    expect(tags).toEqual(
      expect.arrayContaining([
        ['env', 'prod', true],
        ['owner', 'alice@acme.example', false],
        ['service', 'checkout', false],
        ['team', 'payments', true],
      ]),
    );
    expect(ec2.groups.get('web')?.has('Env')).toBe(false);
    expect(ec2.writes).toEqual(['CreateOrUpdateTags 2', 'DeleteTags 1']);
  });

  it('twice has one effect', async () => {
    const ec2 = played(WRONG);
    const { take } = world({ ec2 });
    await take(group(WRONG));
    const [writes, [first]] = [ec2.writes.length, records()];
    await take(group(WRONG));
    expect([ec2.writes.length, records()]).toEqual([writes, [first]]);
  });

  it('is never written over what a person wrote since', async () => {
    const ec2 = played({ ...RIGHT, owner: 'bob' });
    await world({ ec2 }).take(group(WRONG));
    expect([ec2.writes, ec2.tagsOf('web')['owner']]).toEqual([[], 'bob']);
  });

  it.each<[string, (ec2: PlayedEc2) => void]>([
    ['is gone', (ec2) => ec2.groups.clear()],
    ['may not be read', (ec2) => ec2.faults.set('DescribeAutoScalingGroups', 'AccessDenied')],
    ['was made anew by another call', (ec2) => ec2.made.set('web', new Date('2026-11-21T09:30:00Z'))],
  ])('that %s is left to the sweep', async (_what, change) => {
    const ec2 = played(WRONG);
    change(ec2);
    const { take, counted } = world({ ec2 });
    await take(group(WRONG));
    expect(counted).toEqual(['TagVerdicts left-to-sweep 1']);
    expect([...account.calls, ...records(), ...ec2.writes]).toEqual([]);
  });

  it.each([
    ['Throttling', 'throttled'],
    ['ServiceUnavailable', 'unavailable'],
  ])('that is answered with %s comes again', async (fault, kind) => {
    const ec2 = played(WRONG);
    ec2.faults.set('DescribeAutoScalingGroups', fault);
    await expect(world({ ec2 }).take(group(WRONG))).rejects.toMatchObject({ kind });
    expect(records()).toEqual([]);
  });

  it('in a dry run is judged, and nothing is written', async () => {
    const ec2 = played(WRONG);
    await world({ ec2, policy: tagPolicy(REQUIRED, { enforce: { mode: 'tag' } }) }).take(group(WRONG));
    expect(ec2.writes).toEqual([]);
    expect(records()).toMatchObject([{ verdict: 'violation', planned: { set: { env: 'prod' } } }]);
  });
});
