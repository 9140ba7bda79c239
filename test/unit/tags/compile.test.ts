import { App, AspectPriority, Aspects, Stack, Tags } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';
import { compileAspect } from '../../../shared/tags/compile-aspect.ts';
import { compileScp, MOST_CHARACTERS, scpText } from '../../../shared/tags/compile-scp.ts';
import { compileTagPolicy } from '../../../shared/tags/compile-tag-policy.ts';
import { globOfPattern } from '../../../shared/tags/pattern-glob.ts';
import { importAspect } from '../../support/compiled-aspect.ts';
import { tagPolicy } from '../../support/tags.ts';

describe('32: the service control policies', () => {
  const { documents, left } = compileScp(tagPolicy());
  const statements = documents.flatMap(({ Statement }) => Statement);

  it('deny with one statement a key, but for the owner, who is filled in later', () => {
    expect(statements.map(({ Sid }) => Sid)).toEqual([
      'Require01Team',
      'Require02Service',
      'Require03Env',
      'Require04CostCenter',
    ]);
    expect(left).toEqual(['owner: it is filled in afterwards, whatever the value']);
  });

  it('have at most 5,120 characters, and are split', () => {
    expect(documents.length).toBeGreaterThan(1);
    for (const document of documents) expect(scpText(document).length).toBeLessThanOrEqual(MOST_CHARACTERS);
    const many = compileScp(tagPolicy(Array.from({ length: 50 }, (_, place) => ({ key: `key-${place}` }))));
    expect(many.documents.flatMap(({ Statement }) => Statement)).toHaveLength(50);
    for (const document of many.documents)
      expect(scpText(document).length).toBeLessThanOrEqual(MOST_CHARACTERS);
  });

  it('leave service-linked roles alone, in every statement', () => {
    for (const { Effect, Condition } of statements) {
      expect(Effect).toBe('Deny');
      expect(Condition['ArnNotLike']).toEqual({ 'aws:PrincipalArn': 'arn:*:iam::*:role/aws-service-role/*' });
    }
  });

  it('say which values there may be', () => {
    const about = statements.map(({ Condition }) =>
      Object.fromEntries(Object.entries(Condition).filter(([operator]) => operator !== 'ArnNotLike')),
    );
    expect(about).toEqual([
      { StringNotEquals: { 'aws:RequestTag/team': ['payments', 'search'] } },
      { StringNotLike: { 'aws:RequestTag/service': '??*' } },
      { StringNotEquals: { 'aws:RequestTag/env': ['prod', 'staging', 'dev'] } },
      { StringNotLike: { 'aws:RequestTag/cost-center': 'cc-????' } },
    ]);
  });

  it('let what is inherited be missing, and not wrong', () => {
    const {
      documents: [one],
    } = compileScp(tagPolicy([{ key: 'env', values: ['prod'], inherit: ['account'], case: 'ignore' }]));
    expect(one?.Statement[0]?.Condition).toMatchObject({
      StringNotEqualsIgnoreCaseIfExists: { 'aws:RequestTag/env': ['prod'] },
    });
  });

  it('ask only that a tag is there where its values are too many for a policy', () => {
    const values = Array.from({ length: 900 }, (_, place) => `value-${place}`);
    const {
      documents: [one],
    } = compileScp(tagPolicy([{ key: 'env', values }]));
    expect(one?.Statement[0]?.Condition).toMatchObject({ StringNotLike: { 'aws:RequestTag/env': '?*' } });
  });

  it('are about what their key is about', () => {
    const {
      documents: [one],
      left: rest,
    } = compileScp(
      tagPolicy([
        { key: 'a', appliesTo: { type: 's3:*' } },
        { key: 'b', appliesTo: { type: 'ec2:inst*', region: 'eu-*', env: 'prod' } },
        { key: 'c', appliesTo: { arn: '*x*' } },
      ]),
    );
    expect(one?.Statement).toMatchObject([
      {
        Action: ['ec2:RunInstances'],
        Resource: ['arn:*:ec2:*:*:instance/*'],
        Condition: {
          StringEquals: { 'aws:PrincipalAccount': ['111111111111'] },
          StringLike: { 'aws:RequestedRegion': 'eu-*' },
        },
      },
    ]);
    expect(rest).toEqual([
      'a: it is about no resource that can be denied up front',
      'c: it is about single resources, which a policy cannot tell apart',
    ]);
  });
});

it.each([
  ['^cc-[0-9]{4}$', 'cc-????'],
  ['^[a-z][a-z0-9-]{1,40}$', '??*'],
  ['prod|dev', '?*'],
  ['a+', 'a*'],
  ['.*', '?*'],
  ['(ab){2}c?', 'abab*'],
  ['v\\d+\\.\\d', 'v?*??'],
])('%s as IAM can say it: %s', (pattern, glob) => {
  expect(globOfPattern(pattern)).toBe(glob);
});

it('the tag policy of AWS Organizations says how keys are written, which values they have, where they are required', () => {
  const { tags } = compileTagPolicy(
    tagPolicy([
      { key: 'Team', values: 'fromTeams', appliesTo: { type: 'sns:*' } },
      { key: 'owner', fromCreator: true },
    ]),
  );
  expect(tags).toEqual({
    team: {
      tag_key: { '@@assign': 'Team' },
      tag_value: { '@@assign': ['payments', 'search'] },
      report_required_tag_for: { '@@assign': ['sns:topic'] },
    },
    owner: { tag_key: { '@@assign': 'owner' } },
  });
});

describe('the aspect', () => {
  it('is a file other apps import, which makes their synthesis fail', async () => {
    const { RequiredTags } = await importAspect(compileAspect(tagPolicy()));
    const app = new App();
    const stack = new Stack(app, 'Shop');
    const topic = new Topic(stack, 'Orders');
    new Topic(stack, 'Right');
    for (const [key, value] of Object.entries({
      team: 'payments',
      service: 'shop',
      'cost-center': 'cc-1200',
    }))
      Tags.of(stack).add(key, value);
    Tags.of(stack).add('env', 'prod');
    Tags.of(topic).add('env', 'production');
    Aspects.of(app).add(new RequiredTags(), { priority: AspectPriority.READONLY });
    const errors = Annotations.fromStack(stack).findError('*', Match.anyValue());
    expect(errors.map(({ id, entry }) => [id, entry.data])).toEqual([
      ['/Shop/Orders/Resource', 'tag env may not be "production"; allowed: prod, staging, dev'],
    ]);
  });
});
