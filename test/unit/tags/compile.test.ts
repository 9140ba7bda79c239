import { App, AspectPriority, Aspects, Stack, Tags } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';
import { compileAspect } from '../../../shared/tags/compile-aspect.ts';
import { compileScp, MOST_CHARACTERS, scpText } from '../../../shared/tags/compile-scp.ts';
import {
  compileTagPolicy,
  MOST_TAG_POLICY_CHARACTERS,
  tagPolicyText,
} from '../../../shared/tags/compile-tag-policy.ts';
import { globOfPattern } from '../../../shared/tags/pattern-glob.ts';
import { importAspect } from '../../support/compiled-aspect.ts';
import { tagPolicy } from '../../support/tags.ts';

describe('32: the service control policies', () => {
  const { documents, left } = compileScp(tagPolicy());
  const statements = documents.flatMap(({ Statement }) => Statement);

  it('deny by one key a statement, and every key but the owner, who is filled in later', () => {
    const [first, ...others] = statements.map(({ Sid }) => Sid);
    expect(first).toBe('Require01Team');
    expect(new Set(others).size).toBe(others.length);
    expect([...new Set(statements.map(({ Sid }) => Sid.replace(/Part\d$/, '')))]).toEqual([
      'Require01Team',
      'Require02Service',
      'Require03Env',
      'Require04CostCenter',
    ]);
    for (const { Condition } of statements)
      expect(JSON.stringify(Condition).match(/aws:RequestTag/g)).toHaveLength(1);
    expect(left).toEqual(['owner: it is filled in afterwards, whatever the value']);
  });

  it('have at most 5,120 characters, and are split', () => {
    expect(documents.length).toBeGreaterThan(1);
    for (const document of documents) expect(scpText(document).length).toBeLessThanOrEqual(MOST_CHARACTERS);
    const many = compileScp(tagPolicy(Array.from({ length: 50 }, (_, place) => ({ key: `key-${place}` }))));
    const keys = many.documents.flatMap(({ Statement }) => Statement.map(({ Condition }) => Condition));
    expect(new Set(keys.map((one) => JSON.stringify(one))).size).toBe(50);
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
    const about = statements
      .filter(({ Sid }) => !Sid.includes('Part'))
      .map(({ Condition }) =>
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
      left: unsaid,
    } = compileScp(tagPolicy([{ key: 'env', values }]));
    expect(one?.Statement[0]?.Condition).toMatchObject({ StringNotLike: { 'aws:RequestTag/env': '?*' } });
    expect(unsaid).toEqual(['env: its values do not fit into a policy, so that any value will do']);
  });

  it('leave out what does not fit at all, and what is about no account there is', () => {
    const region = Array.from(
      { length: 100 },
      (_, place) => `a-region-with-a-name-${'x'.repeat(50)}-${place}`,
    );
    expect(
      compileScp(
        tagPolicy([
          { key: 'a', appliesTo: { region } },
          { key: 'b', appliesTo: { env: 'moon' } },
        ]),
      ),
    ).toEqual({
      documents: [],
      left: [
        'a: it cannot be said in 5120 characters',
        'b: no account in organization.yaml is of an env it is about',
      ],
    });
  });

  it('are ASCII, whatever keys and values are', () => {
    const {
      documents: [one],
    } = compileScp(tagPolicy([{ key: 'größe', values: ['日本', '𝔘'], appliesTo: { type: 'ec2:instance' } }]));
    if (one === undefined) throw new Error('there is one');
    expect(scpText(one)).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(scpText(one)).Statement[0].Condition.StringNotEquals).toEqual({
      'aws:RequestTag/größe': ['日本', '𝔘'],
    });
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
  ['a\\*b\\?', 'a?b?'],
  ['\\$\\{aws:username\\}', '??aws:username?'],
])('%s as IAM can say it: %s', (pattern, glob) => {
  expect(globOfPattern(pattern)).toBe(glob);
});

it('the tag policy of AWS Organizations says how keys are written, which values they have, where they are required', () => {
  const compiled = compileTagPolicy(
    tagPolicy([
      { key: 'Team', values: 'fromTeams', appliesTo: { type: 'sns:*' } },
      { key: 'owner', fromCreator: true },
    ]),
  );
  expect(compiled).toEqual({
    documents: [
      {
        tags: {
          team: {
            tag_key: { '@@assign': 'Team' },
            tag_value: { '@@assign': ['payments', 'search'] },
            report_required_tag_for: { '@@assign': ['sns:topic'] },
          },
          owner: { tag_key: { '@@assign': 'owner' } },
        },
      },
    ],
    left: [],
  });
});

it('tag policies have at most 10,000 characters, and are split', () => {
  const keys = Array.from({ length: 50 }, (_, place) => ({ key: `key-${place}` }));
  const { documents } = compileTagPolicy(tagPolicy(keys));
  expect(documents.length).toBeGreaterThan(1);
  expect(documents.flatMap(({ tags }) => Object.keys(tags))).toEqual(keys.map(({ key }) => key));
  for (const document of documents)
    expect(tagPolicyText(document).length).toBeLessThanOrEqual(MOST_TAG_POLICY_CHARACTERS);
  const values = Array.from({ length: 900 }, (_, place) => `a-long-value-${place}`);
  const crowded = compileTagPolicy(tagPolicy([{ key: 'env', values, appliesTo: { type: 'sns:*' } }]));
  expect(crowded).toEqual({
    documents: [
      {
        tags: {
          env: {
            tag_key: { '@@assign': 'env' },
            report_required_tag_for: { '@@assign': ['sns:topic'] },
          },
        },
      },
    ],
    left: ['env: its values do not fit into a tag policy'],
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
