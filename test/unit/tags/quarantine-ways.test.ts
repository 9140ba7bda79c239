import '../../support/quiet.ts';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { quarantine } from '../../../shared/tags/quarantine-client.ts';
import { quarantineWay, whyNotStopped } from '../../../shared/tags/quarantine-way.ts';
import { QuarantineWay, StateBefore, WAYS } from '../../../shared/tags/ways/table.ts';
import { type Answers, PLAYED, PlayedServices, refuses } from '../../support/quarantine-ways.ts';

const services = new PlayedServices();
const clients = () => quarantine(() => undefined, 'eu-west-1');
const target = (way: QuarantineWay, arn: string) => ({ way, arn, account: undefined, region: 'eu-west-1' });
const resource = (arn: string, type: string, tags = {}) => ({ arn, type, tags });

beforeEach(() => services.play({}));

function state(seen: Awaited<ReturnType<ReturnType<typeof clients>['look']>>): StateBefore {
  if ('fault' in seen) throw new Error(`${seen.fault} ${seen.code}`);
  return StateBefore.parse(seen);
}

describe.each(PLAYED)('$way', ({ way, arn, runs, stopped, service, stops, putsBack }) => {
  const played = (is: string | number | null) => {
    const now = { is };
    services.play(service(now));
    return { now, it: clients(), on: target(way, arn) };
  };

  it('is looked at, stopped, and put back to exactly what it was', async () => {
    for (const is of runs) {
      const { now, it: one, on } = played(is);
      const before = state(await one.look(on));
      expect([is, WAYS[way].isSo(before)]).toEqual([is, false]);
      services.taken();
      expect(await one.stop(on, before)).toBeUndefined();
      expect(services.taken()).toEqual(stops);
      expect(WAYS[way].isSo(state(await one.look(on)))).toBe(true);
      services.taken();
      expect(await one.putBack(on, before)).toBeUndefined();
      if (is === runs[0]) expect(services.taken()).toEqual(putsBack);
      expect(now.is).toBe(is === 'pending' ? 'running' : is);
      expect(WAYS[way].isSame(state(await one.look(on)), before)).toBe(true);
    }
  });

  it('what is so already is known to be so', async () => {
    const { it: one, on } = played(stopped);
    expect(WAYS[way].isSo(state(await one.look(on)))).toBe(true);
  });

  it.each([
    ['NoSuchEntityException', 'gone'],
    ['AccessDeniedException', 'blocked'],
    ['InvalidStateFault', 'refused'],
    ['LimitExceededException', 'refused'],
    ['ThrottlingException', 'throttled'],
    ['InternalError', 'failed'],
  ])('a service that says %s: %s, and nothing is thrown', async (name, fault) => {
    const before = state(await played(runs[0] ?? null).it.look(target(way, arn)));
    services.play(new Proxy<Answers>({}, { get: () => refuses(name) }));
    expect(await clients().look(target(way, arn))).toMatchObject({ fault, code: name });
    expect(await clients().stop(target(way, arn), before)).toMatchObject({ fault, code: name });
    expect(await clients().putBack(target(way, arn), before)).toMatchObject({ fault, code: name });
  });

  it('asks IAM for what is in its table, and for nothing else', async () => {
    const { it: one, on } = played(runs[0] ?? null);
    const before = state(await one.look(on));
    await one.stop(on, before);
    await one.putBack(on, before);
    if (way === 'no-concurrency') await one.putBack(on, { way, reserved: 5 });
    if (way === 'deny-writes') {
      const bare = played(null);
      await bare.it.stop(bare.on, { way, denied: false });
      await bare.it.putBack(bare.on, { way, denied: false });
      services.asked.push({ operation: 'PutBucketPolicy', input: {} });
    }
    const { look, act } = WAYS[way].access;
    const allowed = [...look.actions, ...act].map((action) => action.split(':')[1]);
    expect([...new Set(services.taken())].filter((operation) => !allowed.includes(operation))).toEqual([]);
  });
});

describe('no way', () => {
  it('deletes or terminates, but for what quarantine has set itself', async () => {
    // A concurrency of 0, and a policy of a bucket in which our statement is all there is.
    const harmless = new Set(['DeleteFunctionConcurrency', 'DeleteBucketPolicy']);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...PLAYED),
        fc.nat(),
        fc.array(fc.constantFrom('look', 'stop', 'putBack'), { maxLength: 8 }),
        async ({ way, arn, runs, service }, place, doings) => {
          const now = { is: runs[place % runs.length] ?? null };
          services.play(service(now));
          const [one, on] = [clients(), target(way, arn)];
          const before = state(await one.look(on));
          for (const doing of doings)
            await (doing === 'look' ? one.look(on) : one[doing === 'stop' ? 'stop' : 'putBack'](on, before));
          const gone = services
            .taken()
            .filter((operation) => /^(Delete|Terminate|Remove|Purge|Deregister)/.test(operation));
          expect(gone.filter((operation) => !harmless.has(operation))).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is in the table with an action of IAM that deletes, but those', () => {
    const acts = QuarantineWay.options.flatMap((way) => WAYS[way].access.act);
    expect(acts.filter((action) => /:(Delete|Terminate|Remove|Purge)/.test(action))).toEqual([
      'lambda:DeleteFunctionConcurrency',
      's3:DeleteBucketPolicy',
    ]);
  });
});

describe('what is never stopped', () => {
  it.each([
    ['an instance of a group', 'ec2:instance', 'arn:aws:ec2:::instance/i-1', 'IN_AUTO_SCALING_GROUP'],
    ['a queue', 'sqs:queue', 'arn:aws:sqs:eu-west-1:1:orders', 'NO_WAY_FOR_TYPE'],
    [
      'a service-linked role',
      'iam:role',
      'arn:aws:iam::1:role/aws-service-role/x.amazonaws.com/A',
      'ROLE_OF_AWS',
    ],
    [
      'a role of Identity Center',
      'iam:role',
      'arn:aws:iam::1:role/aws-reserved/sso.amazonaws.com/A',
      'ROLE_OF_AWS',
    ],
    ['the member role', 'iam:role', 'arn:aws:iam::1:role/BelltowerMember', 'ROLE_OF_BELLTOWER'],
    ['a role of Belltower', 'iam:role', 'arn:aws:iam::1:role/Belltower-TagsDaily-1', 'ROLE_OF_BELLTOWER'],
    ['a role of the CDK', 'iam:role', 'arn:aws:iam::1:role/cdk-hnb659fds-deploy-role-1', 'ROLE_OF_CDK'],
    ['one below a path', 'iam:role', 'arn:aws:iam::1:role/x/cdk-hnb659fds-deploy-role-1', 'ROLE_OF_CDK'],
    ['the way in', 'iam:role', 'arn:aws:iam::1:role/OrganizationAccountAccessRole', 'WAY_INTO_ACCOUNT'],
    [
      'one of Control Tower',
      'iam:role',
      'arn:aws:iam::1:role/aws-controltower-AdministratorExecutionRole',
      'WAY_INTO_ACCOUNT',
    ],
    ['one of its account factory', 'iam:role', 'arn:aws:iam::1:role/AWSAFTExecution', 'WAY_INTO_ACCOUNT'],
    ['a bucket of Belltower', 's3:bucket', 'arn:aws:s3:::belltower-reviews-1', 'BUCKET_OF_BELLTOWER'],
    ['a bucket of the CDK', 's3:bucket', 'arn:aws:s3:::cdk-hnb659fds-assets-1', 'BUCKET_OF_CDK'],
    [
      'a service of before 2018',
      'ecs:service',
      'arn:aws:ecs:eu-west-1:1:service/checkout',
      'NO_CLUSTER_IN_ARN',
    ],
  ])('%s', (_what, type, arn, reason) => {
    const tags = type === 'ec2:instance' ? { 'aws:autoscaling:groupName': 'web' } : {};
    expect(quarantineWay(resource(arn, type, tags))).toEqual({ way: undefined, reason });
    expect(whyNotStopped(reason)).not.toContain('AWS refuses it');
  });

  it.each(PLAYED)('but $arn is, by $way', ({ way, arn }) => {
    expect(quarantineWay(resource(arn, WAYS[way].type))).toEqual({ way });
  });

  const db = (more: object) => ({
    DescribeDBInstances: () => ({ DBInstances: [{ DBInstanceStatus: 'available', ...more }] }),
  });
  const cluster = (more: object) => ({
    DescribeDBClusters: () => ({ DBClusters: [{ Status: 'available', ...more }] }),
  });
  const may = (...names: readonly string[]) => ({
    AttachedPolicies: names.map((name) => ({ PolicyArn: `arn:aws:iam::aws:policy/${name}` })),
  });
  const policy = (statement: object) => ({
    GetBucketPolicy: () => ({ Policy: JSON.stringify({ Statement: statement }) }),
  });
  const logs = {
    Effect: 'Allow',
    Principal: { Service: 'delivery.logs.amazonaws.com' },
    Action: 's3:PutObject',
  };
  it.each<[string, QuarantineWay, Answers, string]>([
    [
      'an instance with disks of its host',
      'stop-instance',
      {
        DescribeInstances: () => ({
          Reservations: [{ Instances: [{ State: { Name: 'running' }, InstanceType: 'i4i.large' }] }],
        }),
        DescribeInstanceTypes: () => ({ InstanceTypes: [{ InstanceStorageSupported: true }] }),
      },
      'HAS_INSTANCE_STORE',
    ],
    ['a member of a cluster', 'stop-database', db({ DBClusterIdentifier: 'orders' }), 'MEMBER_OF_CLUSTER'],
    ['a replica', 'stop-database', db({ ReadReplicaSourceDBInstanceIdentifier: 'a' }), 'IS_READ_REPLICA'],
    [
      'the source of one',
      'stop-database',
      db({ ReadReplicaDBInstanceIdentifiers: ['a'] }),
      'HAS_READ_REPLICAS',
    ],
    [
      'SQL Server in zones',
      'stop-database',
      db({ Engine: 'sqlserver-se', MultiAZ: true }),
      'MULTI_AZ_SQL_SERVER',
    ],
    ['serverless v1', 'stop-database-cluster', cluster({ EngineMode: 'serverless' }), 'ENGINE_MODE'],
    [
      'a global one',
      'stop-database-cluster',
      cluster({ GlobalClusterIdentifier: 'g' }),
      'IN_GLOBAL_DATABASE',
    ],
    [
      'a replica of clusters',
      'stop-database-cluster',
      cluster({ ReplicationSourceIdentifier: 'a' }),
      'IS_READ_REPLICA',
    ],
    [
      'the source of some',
      'stop-database-cluster',
      cluster({ ReadReplicaIdentifiers: ['a'] }),
      'HAS_READ_REPLICAS',
    ],
    [
      'a daemon',
      'no-tasks',
      { DescribeServices: () => ({ services: [{ status: 'ACTIVE', schedulingStrategy: 'DAEMON' }] }) },
      'DAEMON_SERVICE',
    ],
    [
      'a managed rule',
      'disable-rule',
      { DescribeRule: () => ({ State: 'ENABLED', ManagedBy: 'x' }) },
      'MANAGED_RULE',
    ],
    [
      'a rule for all management events',
      'disable-rule',
      { DescribeRule: () => ({ State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' }) },
      'HEARS_ALL_MANAGEMENT_EVENTS',
    ],
    [
      'a role for emergencies',
      'deny-role',
      { ListAttachedRolePolicies: () => may('ReadOnlyAccess', 'AdministratorAccess') },
      'IS_ADMINISTRATOR',
    ],
    [
      'a user for emergencies',
      'deny-user',
      {
        ListAttachedUserPolicies: ({ Marker }) =>
          Marker === undefined ? { ...may('AdministratorAccess'), Marker: '2' } : may('ReadOnlyAccess'),
      },
      'IS_ADMINISTRATOR',
    ],
    ['a bucket for logs', 'deny-writes', policy([logs]), 'AWS_WRITES_THERE'],
    ['one with a single statement', 'deny-writes', policy({ ...logs, Action: ['s3:*'] }), 'AWS_WRITES_THERE'],
    [
      'a policy that is none',
      'deny-writes',
      { GetBucketPolicy: () => ({ Policy: '{' }) },
      'POLICY_UNREADABLE',
    ],
  ])('%s: refused, in words', async (_what, way, answers, code) => {
    services.play(answers);
    const arn = PLAYED.find((one) => one.way === way)?.arn ?? '';
    expect(await clients().look(target(way, arn))).toEqual({ fault: 'refused', code });
    expect(whyNotStopped(code)).not.toContain('AWS refuses it');
  });

  it.each<[QuarantineWay, Answers]>([
    [
      'stop-instance',
      { DescribeInstances: () => ({ Reservations: [{ Instances: [{ State: { Name: 'terminated' } }] }] }) },
    ],
    ['stop-instance', { DescribeInstances: () => ({ Reservations: [] }) }],
    ['stop-database', db({ DBInstanceStatus: 'deleting' })],
    ['stop-database-cluster', { DescribeDBClusters: () => ({ DBClusters: [] }) }],
    ['no-tasks', { DescribeServices: () => ({ services: [], failures: [{ reason: 'MISSING' }] }) }],
    ['no-tasks', { DescribeServices: () => ({ services: [{ status: 'INACTIVE' }] }) }],
  ])('what is gone: %s', async (way, answers) => {
    services.play(answers);
    const arn = PLAYED.find((one) => one.way === way)?.arn ?? '';
    expect(await clients().look(target(way, arn))).toMatchObject({ fault: 'gone' });
  });

  it.each([
    ['123456789012', 'refused'],
    ['arn:aws:iam::127311923021:root', 'refused'],
    [['arn:aws:iam::111111111111:root', 'arn:aws-cn:iam::222222222222:role/a'], 'refused'],
    ['arn:aws:iam::111111111111:role/app', 'looked at'],
    ['*', 'looked at'],
  ])('a bucket into which %j may write: %s', async (AWS, expected) => {
    const on = { ...target('deny-writes', 'arn:aws:s3:::a'), account: '111111111111' };
    const write = { Effect: 'Allow', Principal: { AWS }, Action: 's3:PutObject' };
    services.play(policy([write]));
    expect(await clients().look(on)).toEqual(
      expected === 'refused'
        ? { fault: 'refused', code: 'OTHER_ACCOUNT_WRITES_THERE' }
        : { way: 'deny-writes', denied: false },
    );
    services.play(policy([{ ...write, Action: 's3:GetObject' }]));
    expect(await clients().look(on)).toEqual({ way: 'deny-writes', denied: false });
    expect(whyNotStopped('OTHER_ACCOUNT_WRITES_THERE')).not.toContain('AWS refuses it');
  });

  it('an administrator who is denied already is found so, and can be put back', async () => {
    const pages = { ListAttachedRolePolicies: () => may('AdministratorAccess', 'AWSDenyAll') };
    services.play(pages);
    const arn = 'arn:aws:iam::111111111111:role/admin';
    expect(await clients().look(target('deny-role', arn))).toEqual({ way: 'deny-role', denied: true });
    services.play({ ListAttachedRolePolicies: () => may('AdministratorAccess-Amplify') });
    expect(await clients().look(target('deny-role', arn))).toEqual({ way: 'deny-role', denied: false });
  });

  it('a bucket from which CloudFront only reads is closed to new objects', async () => {
    const cdn = {
      Effect: 'Allow',
      Principal: { Service: 'cloudfront.amazonaws.com' },
      Action: 's3:GetObject',
    };
    services.play(policy([cdn]));
    expect(await clients().look(target('deny-writes', 'arn:aws:s3:::a'))).toEqual({
      way: 'deny-writes',
      denied: false,
    });
  });
});

describe('the policy of a bucket', () => {
  it('keeps every statement of others, in its order, and what else it has', async () => {
    const statement = fc.record(
      { Sid: fc.constantFrom('A', 'B', ''), Effect: fc.constantFrom('Allow', 'Deny'), Resource: fc.string() },
      { requiredKeys: ['Effect'] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(statement, { minLength: 1, maxLength: 5 }), fc.string(), async (all, Id) => {
        const before = { Version: '2008-10-17', Id, Statement: all };
        const now = { is: JSON.stringify(before) };
        const played = PLAYED.find(({ way }) => way === 'deny-writes');
        services.play(played?.service(now) ?? {});
        const [one, on] = [clients(), target('deny-writes', played?.arn ?? '')];
        const was = state(await one.look(on));
        await one.stop(on, was);
        await one.stop(on, was);
        expect(JSON.parse(now.is)).toEqual({
          ...before,
          Statement: [
            ...all,
            {
              Sid: 'BelltowerQuarantine',
              Effect: 'Deny',
              Principal: '*',
              Action: ['s3:PutObject', 's3:ReplicateObject'],
              Resource: 'arn:aws:s3:::acme-exports/*',
            },
          ],
        });
        await one.putBack(on, was);
        expect(JSON.parse(now.is)).toEqual(before);
      }),
      { numRuns: 50 },
    );
  });
});
