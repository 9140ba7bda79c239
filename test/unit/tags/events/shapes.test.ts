import { describe, expect, it } from 'vitest';
import { judgeEvent } from '../../../../shared/tags/judge-event.ts';
import { RIGHT, tagPolicy } from '../../../support/tags.ts';
import { A, ALICE, R, record, tagList } from './fixture.ts';

const policy = tagPolicy();
const judged = (one: unknown) => judgeEvent(one, policy, '2026-11-21T09:00:00.000Z');
const queue = (request: object) => record({ source: 'sqs', name: 'CreateQueue', request, response: null });

describe('what CloudTrail leaves out', () => {
  const large = (field: string) => ({
    reason: `${field} too large`,
    omitted: 'true',
    originalSize: '149893',
  });

  it('a request that is too large tells no tags, so nothing is said of what is missing', () => {
    const functionArn = `arn:aws:lambda:${R}:${A}:function:f`;
    for (const request of [large('requestParameters'), JSON.stringify({ omitted: true })])
      expect(
        judged(
          record({ source: 'lambda', name: 'CreateFunction20150331', request, response: { functionArn } }),
        ),
      ).toMatchObject([{ action: 'judged', arn: functionArn, verdict: 'unknown', missing: [], actions: [] }]);
  });

  it('21: an answer that is too large is one that is not there', () => {
    const response = large('responseElements');
    expect(
      judged(
        record({ source: 'sqs', name: 'CreateQueue', request: { queueName: 'q', tags: RIGHT }, response }),
      ),
    ).toMatchObject([{ arn: `arn:aws:sqs:${R}:${A}:q`, verdict: 'compliant' }]);
    const instances = record({ source: 'ec2', name: 'RunInstances', request: { maxCount: 500 }, response });
    expect(judged(instances)).toMatchObject([{ action: 'unresolved', type: 'ec2:instance', arn: null }]);
  });

  it('26: a region: the partition is then that of who called', () => {
    const role = { source: 'iam', name: 'CreateRole', request: { roleName: 'app' }, response: null };
    const userIdentity = { ...ALICE, arn: ALICE.arn.replace('arn:aws:', 'arn:aws-us-gov:') };
    expect(judged(record(role, { awsRegion: null, userIdentity }))).toMatchObject([
      { arn: `arn:aws-us-gov:iam::${A}:role/app` },
    ]);
    expect(judged(record(role, { awsRegion: undefined }))).toMatchObject([
      { arn: `arn:aws:iam::${A}:role/app` },
    ]);
  });
});

describe('tags in an event', () => {
  it.each<[what: string, tags: unknown]>([
    ['a map', { team: 'payments' }],
    ['a list of keys and values', tagList({ team: 'payments' })],
    ['a list of Keys and Values', tagList({ team: 'payments' }, 'Key', 'Value')],
    ['a list of tagKeys and tagValues', tagList({ team: 'payments' }, 'tagKey', 'tagValue')],
    ['a list of TagKeys and TagValues', tagList({ team: 'payments' }, 'TagKey', 'TagValue')],
    ['a wrapped list', { items: tagList({ team: 'payments' }) }],
    ['a list of one, unwrapped', { Key: 'team', Value: 'payments', tag: 1 }],
    ['a list in its own name', { Tag: tagList({ team: 'payments' }, 'Key', 'Value') }],
    ['a set', { tagSet: { item: { key: 'team', value: 'payments' } } }],
  ])('are read from %s', (_what, tags) => {
    expect(judged(queue({ queueName: 'q', tags }))).toMatchObject([{ tags: { team: 'payments' } }]);
  });

  it('that are a map may have a key of any name', () => {
    const tags = { key: 'a', Name: 'b', item: 'c', team: 'payments' };
    expect(judged(queue({ queueName: 'q', tags }))).toMatchObject([{ tags }]);
  });

  it.each<[what: string, tags: unknown]>([
    ['hidden', 'HIDDEN_DUE_TO_SECURITY_REASONS'],
    ['hidden in part', [{ key: 'team', value: 'HIDDEN_DUE_TO_SECURITY_REASONS' }]],
    ['no tags', [1, 2]],
    [
      'more than anything can have',
      tagList(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, 'v']))),
    ],
  ])('that are %s are unknown', (_what, tags) => {
    expect(judged(queue({ queueName: 'q', tags }))).toMatchObject([
      { action: 'judged', tags: {}, verdict: 'unknown', missing: [] },
    ]);
  });

  it('14: of a network interface are those the answer shows', () => {
    const shown = { tagSet: { items: tagList({ team: 'search' }) } };
    const items = [
      { instanceId: 'i-1', networkInterfaceSet: { items: [{ networkInterfaceId: 'eni-1', ...shown }] } },
    ];
    for (const request of [{}, null])
      expect(
        judged(
          record({ source: 'ec2', name: 'RunInstances', request, response: { instancesSet: { items } } }),
        )[1],
      ).toMatchObject({ arn: `arn:aws:ec2:${R}:${A}:network-interface/eni-1`, tags: { team: 'search' } });
  });
});

describe('a call that is not in the table', () => {
  it.each([
    ['ec2', 'ModifyInstanceAttribute'],
    ['ec2', 'StopInstances'],
    ['ec2', 'AuthorizeSecurityGroupIngress'],
    ['ec2', 'CreateRoute'],
    ['iam', 'AttachRolePolicy'],
    ['iam', 'CreateAccessKey'],
    ['iam', 'PutRolePolicy'],
    ['logs', 'CreateLogStream'],
    ['kms', 'CreateGrant'],
    ['lambda', 'UpdateFunctionCode20150331v2'],
    ['s3', 'PutBucketPolicy'],
    ['sts', 'AssumeRole'],
    ['signin', 'ConsoleLogin'],
  ])('%s %s is known to make nothing that has tags: ignored', (source, name) => {
    expect(judged(record({ source, name, request: {}, response: null }))).toMatchObject([
      {
        action: 'ignored',
        arn: null,
        reason: expect.stringMatching(/^NOTHING_NEW: \w+ makes nothing that has tags$/),
      },
    ]);
  });

  it.each([
    ['ec2', 'CreateSomethingNew'],
    ['unheard-of', 'CreateRoute'],
    ['unheard-of', 'Frobnicate'],
    ['constructor', 'toString'],
  ])('%s %s may have made anything: unresolved', (source, name) => {
    expect(judged(record({ source, name, request: {}, response: null }))).toMatchObject([
      { action: 'unresolved', arn: null, type: null, reason: expect.stringMatching(/^UNKNOWN_CALL: /) },
    ]);
  });
});
