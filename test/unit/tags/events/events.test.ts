import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CREATE_CALLS } from '../../../../shared/tags/events/table.ts';
import { type EventJudgement, judgeEvent } from '../../../../shared/tags/judge-event.ts';
import { planTagging } from '../../../../shared/tags/plan-tagging.ts';
import { recordsIn } from '../../../../shared/tags/read-cloudtrail.ts';
import { TAG_ON_CREATE } from '../../../../shared/tags/tag-on-create.ts';
import { RIGHT, tagPolicy } from '../../../support/tags.ts';
import { COMPUTE } from './compute.ts';
import { DATA } from './data.ts';
import { A, ALICE, R, record, tagList } from './fixture.ts';
import { LATER } from './later.ts';
import { PLATFORM } from './platform.ts';

const FIXTURES = [...COMPUTE, ...DATA, ...PLATFORM, ...LATER];
const NOW = '2026-11-21T09:00:00.000Z';
const policy = tagPolicy();

const judged = (one: unknown) => judgeEvent(one, policy, NOW);
const summary = (list: readonly EventJudgement[]) =>
  list.map(({ action, arn, tags }) => ({ action, arn, tags }));
const cases = FIXTURES.map(
  (fixture) => [`${fixture.source} ${fixture.name} ${Object.keys(fixture.made)[0]}`, fixture] as const,
);

describe('the table of create calls', () => {
  it('has a fixture for every service', () => {
    const sources = new Set(FIXTURES.map(({ source }) => `${source}.amazonaws.com`));
    const aliases = ['cloudwatch.amazonaws.com'];
    expect(
      CREATE_CALLS.map(({ source }) => source).filter((one) => !sources.has(one) && !aliases.includes(one)),
    ).toEqual([]);
  });

  it('has the types that are denied up front', () => {
    const types = new Set(FIXTURES.flatMap((fixture) => judged(record(fixture)).map(({ type }) => type)));
    expect(TAG_ON_CREATE.map(({ type }) => type).filter((type) => !types.has(type))).toEqual([]);
  });

  it('knows the commonest calls: 40 and more', () => {
    expect(new Set(FIXTURES.map(({ source, name }) => `${source} ${name}`)).size).toBeGreaterThan(80);
  });

  it.each(cases)('%s: every resource, with its tags at birth', (_what, fixture) => {
    expect(summary(judged(record(fixture)))).toEqual(
      Object.entries(fixture.made).map(([arn, tags]) => ({ action: 'judged', arn, tags: tags ?? {} })),
    );
  });

  it.each(cases)('16: %s that failed: ignored', (_what, fixture) => {
    const failed = record({ ...fixture, response: null }, { errorCode: 'AccessDenied', errorMessage: 'no' });
    expect(judged(failed)).toMatchObject([
      { action: 'ignored', arn: null, reason: 'FAILED: the call ended with AccessDenied', actions: [] },
    ]);
    expect(judged(failed)).toHaveLength(1);
  });

  it.each(cases)('21: %s without an answer: from the request, else unresolved', (_what, fixture) => {
    const [arn = ''] = Object.keys(fixture.made);
    for (const response of [null, 'null', undefined, {}]) {
      const [first, ...rest] = judged(record({ ...fixture, response }));
      expect(rest).toEqual([]);
      if (fixture.byRequest) expect(first).toMatchObject({ action: 'judged', arn });
      else expect(first).toMatchObject({ action: 'unresolved', arn: null, verdict: 'unknown' });
      expect(first?.type).not.toBeNull();
    }
  });

  it.each(cases)('26: %s in GovCloud and China: the partition of the event', (_what, fixture) => {
    for (const [awsRegion, partition] of [
      ['us-gov-west-1', 'aws-us-gov'],
      ['cn-north-1', 'aws-cn'],
    ] as const) {
      const response: unknown = JSON.parse(
        JSON.stringify(fixture.response).replaceAll('arn:aws:', `arn:${partition}:`).replaceAll(R, awsRegion),
      );
      const made = judged(record({ ...fixture, response }, { awsRegion }));
      expect(made).toHaveLength(Object.keys(fixture.made).length);
      for (const { arn } of made) {
        expect(arn?.startsWith(`arn:${partition}:`)).toBe(true);
        expect(arn).not.toContain(`:${R}:`);
      }
    }
  });

  it.each(cases)('%s: nothing but its own call makes it throw or invent', (_what, fixture) => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (request, response) => {
        for (const one of judged(record({ ...fixture, request, response }))) {
          expect(['judged', 'ignored', 'unresolved']).toContain(one.action);
          if (one.action === 'judged') expect(one.arn).toMatch(/^arn:aws:/);
        }
      }),
      { numRuns: 30 },
    );
  });

  it.each(cases)('%s: a broken part of a real event does not make it throw', (_what, fixture) => {
    const whole = JSON.stringify(record(fixture));
    fc.assert(
      fc.property(
        fc.nat(whole.length),
        fc.constantFrom('null', '[]', '{}', '0', '""', '"x"'),
        (place, instead) => {
          const from = whole.indexOf(':', place);
          const broken = `${whole.slice(0, from + 1)}${instead}${whole.slice(from + 1).replace(/^("[^"]*"|\w+|\{\}|\[\])/, '')}`;
          let parsed: unknown;
          try {
            parsed = JSON.parse(broken);
          } catch {
            return;
          }
          expect(judged(parsed).length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('an event', () => {
  it('14: RunInstances of 20: 20 instances and their interfaces, in no more than 1 call for 20 ARNs', () => {
    const items = Array.from({ length: 20 }, (_, place) => ({
      instanceId: `i-${place}`,
      tagSet: { items: tagList({ ...RIGHT, env: 'production', owner: 'bob' }) },
      networkInterfaceSet: { items: [{ networkInterfaceId: `eni-${place}` }] },
      blockDeviceMapping: {},
    }));
    const request = { tagSpecificationSet: { items: [{ resourceType: 'instance', tags: [] }] } };
    const made = judged(
      record({ source: 'ec2', name: 'RunInstances', request, response: { instancesSet: { items } } }),
    );
    expect(made.filter(({ type }) => type === 'ec2:instance')).toHaveLength(20);
    expect(made.filter(({ type }) => type === 'ec2:network-interface')).toHaveLength(20);
    const batches = planTagging(
      made.map(({ arn, tags, actions }) => ({
        resource: { arn: arn ?? '', account: A, region: R, tags },
        actions,
      })),
      { mode: 'tag' },
    );
    expect(batches.map(({ arns, set }) => [arns.length, set])).toEqual([
      [20, { env: 'prod' }],
      [20, { owner: 'alice@acme.example' }],
    ]);
  });

  it('22: CreateCluster is told apart by who was called', () => {
    const clusters = FIXTURES.filter(({ name }) => name === 'CreateCluster');
    expect(clusters.map((one) => judged(record(one))[0]?.type)).toEqual([
      'ecs:cluster',
      'eks:cluster',
      'redshift:cluster',
      'kafka:cluster',
    ]);
    expect(
      judged(record({ source: 'unheard-of', name: 'CreateCluster', request: {}, response: {} })),
    ).toMatchObject([
      {
        action: 'unresolved',
        reason: 'UNKNOWN_CALL: CreateCluster of unheard-of.amazonaws.com is not in the table of create calls',
      },
    ]);
  });

  it.each<[what: string, identity: object]>([
    ['root', { type: 'Root', arn: `arn:aws:iam::${A}:root` }],
    ['a service', { type: 'AWSService', invokedBy: 'autoscaling.amazonaws.com' }],
    ['Auto Scaling', { ...ALICE, invokedBy: 'autoscaling.amazonaws.com' }],
    ['an instance', { ...ALICE, arn: `arn:aws:sts::${A}:assumed-role/web/i-0123456789abcdef0` }],
  ])('23: %s is nobody; the owner is that of the account', (_what, userIdentity) => {
    const [topic] = PLATFORM;
    if (topic === undefined) throw new Error('there is one');
    expect(judged({ ...record(topic), userIdentity })).toMatchObject([
      { creator: null, actions: [{ key: 'owner', value: 'payments', from: 'account' }] },
    ]);
  });

  const plain = record({
    source: 'sqs',
    name: 'CreateQueue',
    request: { queueName: 'q', tags: RIGHT },
    response: {},
  });

  it('is read as an event of EventBridge, as a record, or from a list of both', () => {
    const bridge = { 'detail-type': 'AWS API Call via CloudTrail', account: A, region: R, detail: plain };
    const readings = [plain, bridge, { Records: [plain] }, { Records: [bridge] }].map((one) =>
      recordsIn(one)?.flatMap(judged),
    );
    for (const reading of readings) expect(reading).toEqual(judged(plain));
    expect(judged(plain)).toMatchObject([
      { arn: `arn:aws:sqs:${R}:${A}:q`, verdict: 'compliant', creator: 'alice@acme.example' },
    ]);
    expect([{}, [], 1, null, 'x', { a: 1 }].map(recordsIn)).toEqual(Array(6).fill(undefined));
  });

  it.each([
    { detail: null },
    { 'detail-type': 'x', detail: {} },
    { eventName: 5 },
    { eventName: 'RunInstances' },
  ])('%j is one that cannot be read', (broken) => {
    expect(recordsIn(broken)?.flatMap(judged)).toMatchObject([
      { action: 'unresolved', reason: expect.stringMatching(/^UNREADABLE: it has no event(Name|Source)$/) },
    ]);
  });

  it('takes account and region from around the record where that has none', () => {
    const { awsRegion: _r, recipientAccountId: _a, ...bare } = plain;
    expect(judged({ account: '222222222222', region: 'cn-north-1', detail: bare })).toMatchObject([
      { arn: 'arn:aws-cn:sqs:cn-north-1:222222222222:q' },
    ]);
  });

  it('takes the service from around the record where that has none', () => {
    const { eventSource: _s, ...bare } = plain;
    const bridge = { source: 'aws.sqs', 'detail-type': 'AWS API Call via CloudTrail', detail: bare };
    expect(judged(bridge)).toEqual(judged(plain));
    expect(judged({ ...bridge, source: 'acme.sqs' })).toMatchObject([{ action: 'unresolved' }]);
  });

  it('is the account in which the thing is, not the caller’s', () => {
    const one = {
      ...plain,
      userIdentity: { ...ALICE, accountId: '333333333333' },
      recipientAccountId: '222222222222',
    };
    expect(judged(one)).toMatchObject([{ arn: `arn:aws:sqs:${R}:222222222222:q` }]);
  });

  it('without an account makes no ARN up', () => {
    expect(judged({ ...plain, recipientAccountId: null, userIdentity: {} })).toMatchObject([
      { action: 'unresolved' },
    ]);
  });

  it.each<[name: string, more: object]>([
    ['DeleteQueue', {}],
    ['TerminateInstances', {}],
    ['DescribeInstances', { readOnly: true }],
    ['TagQueue', {}],
    ['PutObject', { eventCategory: 'Data' }],
  ])('%s makes nothing: ignored', (eventName, more) => {
    expect(judged({ ...plain, eventName, ...more })).toMatchObject([
      { action: 'ignored', reason: `NOTHING_NEW: ${eventName} makes nothing that has tags` },
    ]);
  });

  it('of a new version of what is there makes nothing', () => {
    const put = (version: number) =>
      judged(record({ source: 'ssm', name: 'PutParameter', request: { name: 'a' }, response: { version } }));
    expect(put(1)).toMatchObject([{ action: 'judged' }]);
    expect(put(2)).toMatchObject([{ action: 'ignored' }]);
    const changes = { changeSetType: 'UPDATE', stackName: 'a' };
    expect(
      judged(record({ source: 'cloudformation', name: 'CreateChangeSet', request: changes, response: {} })),
    ).toMatchObject([{ action: 'ignored' }]);
    const role = { aWSServiceName: 'ecs.amazonaws.com' };
    expect(
      judged(record({ source: 'iam', name: 'CreateServiceLinkedRole', request: role, response: {} })),
    ).toMatchObject([
      { action: 'ignored', reason: 'NOTHING_NEW: a service-linked role, which belongs to its service' },
    ]);
  });

  it('whose tags are hidden is judged unknown', () => {
    const hidden = { queueName: 'q', tags: 'HIDDEN_DUE_TO_SECURITY_REASONS' };
    expect(judged({ ...plain, requestParameters: hidden })).toMatchObject([
      { action: 'judged', verdict: 'unknown', missing: [] },
    ]);
  });

  it('may show its tags in the answer only', () => {
    const name = 'CreateFunction20150331';
    const functionArn = `arn:aws:lambda:${R}:${A}:function:f`;
    const shown = { functionArn, tags: { team: 'payments' } };
    for (const request of [{ functionName: 'f' }, null])
      expect(judged(record({ source: 'lambda', name, request, response: shown }))).toMatchObject([
        { arn: functionArn, tags: { team: 'payments' } },
      ]);
    const cluster = { arn: `arn:aws:eks:${R}:${A}:cluster/c`, tags: { team: 'search' } };
    expect(
      judged(record({ source: 'eks', name: 'CreateCluster', request: { name: 'c' }, response: { cluster } })),
    ).toMatchObject([{ tags: { team: 'search' } }]);
    const silent = record({ source: 'lambda', name, request: null, response: { functionArn } });
    expect(judged(silent)).toMatchObject([{ action: 'judged', verdict: 'unknown' }]);
  });

  it('62: of our own stack is judged like any other', () => {
    const tags = { 'aws:cloudformation:stack-name': 'Belltower', application: 'belltower' };
    expect(judged({ ...plain, requestParameters: { queueName: 'q', tags } })).toMatchObject([
      { verdict: 'violation', actions: [{ key: 'owner' }] },
    ]);
  });

  it('20: twice is the same verdict, and one write', () => {
    const [first, second] = [judged(plain), judged(plain)];
    expect(first).toEqual(second);
  });

  it('nested without end, or with fields no object should have, is an answer too', () => {
    const deep: unknown = JSON.parse(`${'{"tags":'.repeat(50_000)}1${'}'.repeat(50_000)}`);
    const odd: unknown = JSON.parse('{"toString":1,"valueOf":1,"__proto__":{"a":1},"constructor":null}');
    for (const any of [deep, odd, [deep], [odd]])
      for (const field of [
        'requestParameters',
        'responseElements',
        'userIdentity',
        'recipientAccountId',
        'awsRegion',
        'errorCode',
      ])
        expect(judged({ ...plain, [field]: any })).toHaveLength(1);
  });

  it('of any JSON is an answer', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (any) => {
        expect(judged(any).every(({ action }) => action === 'unresolved' || action === 'ignored')).toBe(true);
        recordsIn(any);
      }),
    );
  });
});
