import { runSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { LogsSection } from '../../shared/logs/config.ts';
import { Organization } from '../../shared/platform/schema.ts';
import { TagsSection } from '../../shared/tags/config.ts';
import { type Finding, HOME, MEMBER, type Properties, resources, synthesize } from './synthesized.ts';
import { synthesizeSpoke } from './synthesized-spoke.ts';

const organization = Organization.parse({
  name: 'acme',
  home: { region: 'eu-west-1' },
  accounts: [{ id: MEMBER, name: 'payments-prod' }],
});
const grace = { remind: '0d', warn: '3d', quarantine: '14d' };
const required = [{ key: 'team', inherit: ['asg', 'instance', 'vpc'] }, { key: 'cost-center' }];

function spoke({ mode = 'report', apply = false }: { mode?: string; apply?: boolean } = {}) {
  const config = {
    organization,
    tags: TagsSection.parse({ required, enforce: { mode, grace }, apply }),
    logs: LogsSection.parse({ apply }),
  };
  return synthesizeSpoke({ hub: HOME, config });
}

const policies = (template: Template): Properties[] =>
  resources(template, 'AWS::IAM::Role').flatMap(([id, role]) =>
    id.startsWith('Member') ? (role['Policies'] ?? []) : [],
  );
const statementsOf = (template: Template): Properties[] =>
  policies(template).flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
const actionsOf = (template: Template): string[] =>
  statementsOf(template).flatMap(({ Action }) => [Action].flat());

const INSTANCE = `arn:aws:ec2:us-east-1:${MEMBER}:instance/i-0123456789abcdef0`;
const ROLE = `arn:aws:iam::${MEMBER}:role/app`;
const DATABASE = `arn:aws:rds:us-east-1:${MEMBER}:db:orders`;
const SERVICE = `arn:aws:ecs:us-east-1:${MEMBER}:service/shop/checkout`;
const RULE = `arn:aws:events:us-east-1:${MEMBER}:rule/nightly`;
const TOPIC = `arn:aws:sns:us-east-1:${MEMBER}:orders`;
const VIEW = `arn:aws:resource-explorer-2:us-east-1:${MEMBER}:view/all/0a1b`;
const GROUP = `arn:aws:logs:us-east-1:${MEMBER}:log-group:/app`;
const HUB_ROLE = `arn:aws:iam::${HOME}:role/`;

/** A policy of the template as it is in the member account. */
function inMember(policy: unknown): Properties {
  const known: Readonly<Record<string, string>> = { 'AWS::Partition': 'aws', 'AWS::AccountId': MEMBER };
  return JSON.parse(JSON.stringify(policy), (_key, value: Properties | null) => {
    if (value?.['Ref'] !== undefined) return known[value['Ref']];
    return value?.['Fn::Join'] === undefined ? value : value['Fn::Join'][1].join('');
  });
}

const policyOf = (Action: string, Resource: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource }],
});

type Asked = Pick<Simulation, 'request' | 'identityPolicies' | 'resourcePolicy'>;

const simulate = (asked: Asked) =>
  runSimulation({ ...asked, serviceControlPolicies: [], resourceControlPolicies: [] }, {});

/** What IAM would say. @throws Error where the simulation cannot be run, which is no verdict */
async function allows(asked: Asked): Promise<boolean> {
  const outcome = await simulate(asked);
  if (outcome.resultType === 'error') throw new Error(JSON.stringify(outcome.errors));
  return outcome.overallResult === 'Allowed';
}

describe('what a member account is given', () => {
  let template: Template;
  let findings: readonly Finding[];
  beforeAll(() => {
    ({ template, findings } = spoke({ mode: 'quarantine', apply: true }));
  });

  test('keeps the rules for templates', () => {
    expect(findings).toEqual([]);
  });

  test('is one template for all accounts and regions, without assets or a bootstrapped account', () => {
    const { Parameters, Rules } = template.toJSON();
    expect([Parameters, Rules]).toEqual([undefined, undefined]);
    expect(JSON.stringify(template.toJSON())).not.toContain(MEMBER);
  });

  test('has the role in the region of Belltower only, and nothing where Belltower itself is', () => {
    const { Conditions } = template.toJSON();
    expect(Conditions).toEqual({
      IsHub: { 'Fn::Equals': [{ Ref: 'AWS::AccountId' }, HOME] },
      IsHome: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] },
      HasRole: { 'Fn::And': [{ Condition: 'IsHome' }, { 'Fn::Not': [{ Condition: 'IsHub' }] }] },
      IsElsewhere: { 'Fn::Not': [{ 'Fn::And': [{ Condition: 'IsHome' }, { Condition: 'IsHub' }] }] },
    });
    for (const [id, { Condition }] of Object.entries(
      template.toJSON()['Resources'] as Record<string, Properties>,
    ))
      expect([id, Condition]).toEqual([id, id.startsWith('MemberRole') ? 'HasRole' : 'IsElsewhere']);
  });

  test('bears in its template the tag that IAM knows ours by, which a StackSet would not give it', () => {
    const all = Object.entries(template.toJSON()['Resources'] as Record<string, Properties>);
    const ours = { Key: 'application', Value: 'belltower' };
    for (const [id, { Type, Properties: own }] of all)
      if (Type !== 'AWS::SQS::QueuePolicy')
        expect([id, own.Tags]).toEqual([id, expect.arrayContaining([ours])]);
  });

  test('is entered by functions of Belltower alone, and for this organization', () => {
    const [[, role] = []] = resources(template, 'AWS::IAM::Role').filter(([id]) => id.startsWith('Member'));
    const inPartition = (rest: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, rest]] });
    expect(role).toMatchObject({
      RoleName: 'BelltowerMember',
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Effect: 'Allow',
            Principal: { AWS: inPartition(`:iam::${HOME}:root`) },
            Condition: {
              StringEquals: { 'sts:ExternalId': 'belltower-acme' },
              ArnLike: { 'aws:PrincipalArn': inPartition(`:iam::${HOME}:role/Belltower-*`) },
            },
          },
        ],
      },
    });
  });

  test('allows no action by a pattern, and none that deletes', () => {
    const actions = actionsOf(template);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
    // `DeleteTags` takes a tag away, `DeleteRetentionPolicy` a limit; to keep for ever is the default. What quarantine has
    // set is taken away by the last two: a concurrency of 0, and a policy in which its statement is all there is.
    const harmless =
      /^(autoscaling|ec2|redshift|sagemaker):DeleteTags$|^apigateway:DELETE$|^logs:DeleteRetentionPolicy$|^lambda:DeleteFunctionConcurrency$|^s3:DeleteBucketPolicy$/;
    expect(actions.filter((action) => /delete|terminate/i.test(action) && !harmless.test(action))).toEqual(
      [],
    );
  });

  test('allows only what there is', async () => {
    const unknown = await Promise.all(
      actionsOf(template).map(async (action) => {
        const outcome = await simulate({
          request: {
            principal: ROLE,
            action,
            resource: { resource: '*', accountId: MEMBER },
            contextVariables: {},
          },
          identityPolicies: [],
          resourcePolicy: undefined,
        });
        return outcome.resultType === 'error' && /^invalid\.(action|service)$/.test(outcome.errors.message)
          ? [action]
          : [];
      }),
    );
    expect(unknown.flat()).toEqual([]);
  });

  test('fits into a policy', () => {
    const documents = policies(template).map(({ PolicyDocument }) => inMember(PolicyDocument));
    expect(JSON.stringify(documents).length).toBeLessThan(10_240);
  });

  test.each([
    ['sets a tag of the policy', 'ec2:CreateTags', INSTANCE, ['team'], true],
    ['sets it on IAM as it is written there', 'iam:TagRole', ROLE, ['Team'], true],
    ['sets no other', 'ec2:CreateTags', INSTANCE, ['team', 'access'], false],
    ['sets none without which IAM lets somebody in', 'iam:TagRole', ROLE, ['access'], false],
    ['takes away a misspelling', 'sns:UntagResource', TOPIC, ['TEAM', 'team '], true],
    ['takes away no other', 'sns:UntagResource', TOPIC, ['access'], false],
    ['writes the tags of a bucket', 's3:PutBucketTagging', 'arn:aws:s3:::bucket', undefined, true],
    ['reads tags', 'tag:GetResources', '*', undefined, true],
    ['sets retention', 'logs:PutRetentionPolicy', GROUP, undefined, true],
    ['deletes no group', 'logs:DeleteLogGroup', GROUP, undefined, false],
    ['stops an instance', 'ec2:StopInstances', INSTANCE, undefined, true],
    ['reads tags of IAM', 'iam:ListRoleTags', ROLE, undefined, true],
    ['looks at what a volume is attached to', 'ec2:DescribeVolumes', '*', undefined, true],
    ['reads the tags of VPCs', 'ec2:DescribeVpcs', '*', undefined, true],
    ['reads those of Auto Scaling groups', 'autoscaling:DescribeAutoScalingGroups', '*', undefined, true],
    ['reads roles with their tags', 'iam:GetAccountAuthorizationDetails', '*', undefined, true],
    ['looks for what has no tag', 'resource-explorer-2:Search', VIEW, undefined, true],
    ['deletes no instance', 'ec2:TerminateInstances', INSTANCE, undefined, false],
    ['starts it again', 'ec2:StartInstances', INSTANCE, undefined, true],
    ['stops a database', 'rds:StopDBInstance', DATABASE, undefined, true],
    ['stops a cluster', 'rds:StopDBCluster', DATABASE.replace(':db:', ':cluster:'), undefined, true],
    ['deletes no database', 'rds:DeleteDBInstance', DATABASE, undefined, false],
    ['sets the count of a service', 'ecs:UpdateService', SERVICE, undefined, true],
    ['deletes no service', 'ecs:DeleteService', SERVICE, undefined, false],
    ['closes a bucket', 's3:PutBucketPolicy', 'arn:aws:s3:::bucket', undefined, true],
    ['not one of Belltower', 's3:PutBucketPolicy', 'arn:aws:s3:::belltower-reviews', undefined, false],
    ['nor one of the CDK', 's3:PutBucketPolicy', 'arn:aws:s3:::cdk-hnb659fds-assets-1', undefined, false],
    ['writes no policy of a role', 'iam:PutRolePolicy', ROLE, undefined, false],
  ])('%s: %s', async (_what, action, resource, tagKeys, expected) => {
    expect(
      await allows({
        request: {
          principal: `arn:aws:sts::${MEMBER}:assumed-role/BelltowerMember/belltower-tags`,
          action,
          resource: { resource, accountId: MEMBER },
          contextVariables: tagKeys === undefined ? {} : { 'aws:TagKeys': tagKeys },
        },
        identityPolicies: policies(template).map(({ PolicyName, PolicyDocument }) => ({
          name: PolicyName,
          policy: inMember(PolicyDocument),
        })),
        resourcePolicy: undefined,
      }),
    ).toBe(expected);
  });

  const KEY = `arn:aws:kms:us-east-1:${MEMBER}:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9`;
  /** As the console gives it to a key. */
  const LEFT_TO_IAM = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${MEMBER}:root` }, Action: 'kms:*', Resource: '*' },
    ],
  };
  const FOR_VOLUMES = {
    'kms:GrantIsForAWSResource': 'true',
    'kms:ViaService': 'ec2.us-east-1.amazonaws.com',
  };
  const DENY_ALL = 'arn:aws:iam::aws:policy/AWSDenyAll';
  const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess';
  test.each([
    ['denies a role everything', 'iam:AttachRolePolicy', ROLE, { 'iam:PolicyARN': DENY_ALL }, true],
    ['and no longer', 'iam:DetachRolePolicy', ROLE, { 'iam:PolicyARN': DENY_ALL }, true],
    ['gives it nothing', 'iam:AttachRolePolicy', ROLE, { 'iam:PolicyARN': ADMIN }, false],
    ['takes nothing from it', 'iam:DetachRolePolicy', ROLE, { 'iam:PolicyARN': ADMIN }, false],
    ...[
      'BelltowerMember',
      'cdk-hnb659fds-deploy-role-1',
      'aws-reserved/sso.amazonaws.com/a',
      'aws-controltower-ReadOnlyExecutionRole',
      'AWSAFTService',
    ].map(
      (name) =>
        [
          `spares ${name}`,
          'iam:AttachRolePolicy',
          `arn:aws:iam::${MEMBER}:role/${name}`,
          { 'iam:PolicyARN': DENY_ALL },
          false,
        ] as const,
    ),
    ['starts what has volumes with a key of its own', 'kms:CreateGrant', KEY, FOR_VOLUMES, true],
    ['gives the key to nobody', 'kms:CreateGrant', KEY, { 'kms:GrantIsForAWSResource': 'true' }, false],
    [
      'nor to other services',
      'kms:CreateGrant',
      KEY,
      { ...FOR_VOLUMES, 'kms:ViaService': 'rds.us-east-1.amazonaws.com' },
      false,
    ],
    ['disables a rule', 'events:DisableRule', RULE, {}, true],
    [
      'none that a service manages',
      'events:DisableRule',
      RULE,
      { 'events:ManagedBy': 'a.amazonaws.com' },
      false,
    ],
    [
      'stops nothing of ours',
      'ec2:StopInstances',
      INSTANCE,
      { 'aws:ResourceTag/application': 'belltower' },
      false,
    ],
    ['nor a database', 'rds:StopDBInstance', DATABASE, { 'aws:ResourceTag/application': 'belltower' }, false],
  ] as const)('quarantine %s', async (_what, action, resource, contextVariables, expected) => {
    expect(
      await allows({
        request: {
          principal: `arn:aws:sts::${MEMBER}:assumed-role/BelltowerMember/belltower-tags`,
          action,
          resource: { resource, accountId: MEMBER },
          contextVariables,
        },
        identityPolicies: policies(template).map(({ PolicyName, PolicyDocument }) => ({
          name: PolicyName,
          policy: inMember(PolicyDocument),
        })),
        resourcePolicy: resource === KEY ? LEFT_TO_IAM : undefined,
      }),
    ).toBe(expected);
  });

  test.each([
    ['a function of Belltower', `${HUB_ROLE}Belltower-LogsSweepCellRole-1A2B`, 'belltower-acme', true],
    ['one of another organization', `${HUB_ROLE}Belltower-LogsSweepCellRole-1A2B`, 'belltower-other', false],
    ['anybody else in its account', `${HUB_ROLE}admin`, 'belltower-acme', false],
  ])('lets in %s: %s', async (_what, role, id, expected) => {
    const [[, member] = []] = resources(template, 'AWS::IAM::Role').filter(([name]) =>
      name.startsWith('Member'),
    );
    const resource = `arn:aws:iam::${MEMBER}:role/BelltowerMember`;
    expect(
      await allows({
        request: {
          principal: `${role.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/at-work`,
          action: 'sts:AssumeRole',
          resource: { resource, accountId: MEMBER },
          contextVariables: { 'sts:ExternalId': id, 'aws:PrincipalArn': role },
        },
        identityPolicies: [
          { name: 'own', policy: policyOf('sts:AssumeRole', 'arn:aws:iam::*:role/BelltowerMember') },
        ],
        resourcePolicy: inMember(member?.['AssumeRolePolicyDocument']),
      }),
    ).toBe(expected);
  });

  test.each([
    ['a dry run', { mode: 'quarantine', apply: false }, { tags: false, quarantine: false, retention: false }],
    ['a report', { mode: 'report', apply: true }, { tags: false, quarantine: false, retention: true }],
    ['tagging', { mode: 'tag', apply: true }, { tags: true, quarantine: false, retention: true }],
    ['quarantine', { mode: 'quarantine', apply: true }, { tags: true, quarantine: true, retention: true }],
  ])('allows what %s needs to write and no more', (_what, settings, expected) => {
    const actions = new Set(actionsOf(spoke(settings).template));
    expect({
      tags: actions.has('tag:TagResources') || actions.has('ec2:CreateTags'),
      quarantine: actions.has('ec2:StopInstances'),
      retention: actions.has('logs:PutRetentionPolicy'),
    }).toEqual(expected);
    expect(actions).toContain('tag:GetResources');
  });

  test('hands what Belltower wants to hear to its bus, and keeps for two weeks what does not arrive', () => {
    const rules = resources(template, 'AWS::Events::Rule');
    const names = rules.flatMap(([, { EventPattern }]) => EventPattern.detail.eventName);
    expect(names).toEqual(
      expect.arrayContaining(['RunInstances', 'CreateLogGroup', { prefix: 'CreateFunction20' }]),
    );
    const ofGroups = rules.filter(
      ([, { EventPattern }]) =>
        EventPattern.detail.eventSource.includes('logs.amazonaws.com') &&
        EventPattern.detail.eventName.includes('CreateLogGroup'),
    );
    expect(ofGroups, 'what both domains want to hear is handed on once').toHaveLength(1);
    const [[queue] = ['']] = resources(template, 'AWS::SQS::Queue');
    for (const [, rule] of rules) {
      expect(JSON.stringify(rule['EventPattern']).length).toBeLessThanOrEqual(2048);
      expect(rule['EventPattern'].source).toEqual([{ prefix: 'aws.' }]);
      expect(rule['Targets']).toEqual([
        {
          Arn: {
            'Fn::Join': [
              '',
              ['arn:', { Ref: 'AWS::Partition' }, `:events:eu-west-1:${HOME}:event-bus/Belltower`],
            ],
          },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [queue, 'Arn'] } },
          Id: 'Target0',
          RetryPolicy: { MaximumEventAgeInSeconds: 21_600, MaximumRetryAttempts: 185 },
          RoleArn: { 'Fn::GetAtt': [expect.stringContaining('ForwardingRole'), 'Arn'] },
        },
      ]);
    }
    template.hasResourceProperties('AWS::SQS::Queue', { MessageRetentionPeriod: 14 * 24 * 3600 });
  });
});

describe('the bus of Belltower', () => {
  test('takes events of the organization’s accounts, by the role that hands them on, and of nobody else', () => {
    const { template } = synthesize({ paging: false, cost: false, tags: false, logs: false, privacy: false });
    const [[, policy] = []] = resources(template, 'AWS::Events::EventBusPolicy');
    expect(policy?.['Statement']).toMatchObject({
      Action: 'events:PutEvents',
      Condition: {
        StringEquals: { 'aws:PrincipalAccount': [MEMBER] },
        ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/BelltowerForward-*' },
      },
    });
    const [[, forward] = []] = resources(spoke().template, 'AWS::IAM::Role').filter(([id]) =>
      id.startsWith('ForwardingRole'),
    );
    expect(forward?.['RoleName']).toEqual({
      'Fn::Join': ['', ['BelltowerForward-', { Ref: 'AWS::Region' }]],
    });
  });

  test('has no such policy in the emulator, which knows none', () => {
    const { template } = synthesize({ context: { local: 'true' } });
    template.resourceCountIs('AWS::Events::EventBusPolicy', 0);
  });
});
