import { beforeAll, describe, expect, inject, test } from 'vitest';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../local/aws-environment.ts';
import { physicalIds } from '../../local/stack-resources.ts';
import { NOW_AND_THEN, UNUSED_GRANTS, type UnusedGrant } from '../integration/unused-grants.ts';
import { deployedParameters, deployedTemplate } from '../support/deployed-template.ts';
import { resourceName, unusedGrants } from '../support/iam-grants.ts';
import {
  type IamRequest,
  recordedRequests,
  rolesByFunction,
  SOME_PHONE,
  serviceRequests,
} from '../support/iam-requests.ts';
import { keyRequests } from '../support/key-requests.ts';
import { recordedCalls } from '../support/recorded-calls.ts';
import { TemplateResolver } from '../support/resolve-template.ts';
import { refused } from '../support/simulate-iam.ts';
import { type Policy, type StackPolicies, type Statement, stackPolicies } from '../support/stack-policies.ts';

const PLACE = { partition: 'aws', account: LOCAL_ACCOUNT, region: LOCAL_REGION };
/** Functions that have no business with AWS. */
const SILENT = ['Platform/DescribeApi'];

describe('the permissions of the synthesized template', () => {
  let resolver: TemplateResolver;
  let policies: StackPolicies;
  let recorded: IamRequest[];
  let all: IamRequest[];
  beforeAll(async () => {
    const { url } = inject('localStack');
    const [template, ids, calls] = await Promise.all([
      deployedTemplate(url),
      physicalIds(url),
      recordedCalls(url),
    ]);
    const parameters = await deployedParameters(url, template);
    resolver = new TemplateResolver(template, new Map([...ids, ...parameters]), PLACE);
    policies = stackPolicies(resolver);
    recorded = recordedRequests(resolver, calls);
    const direct = [...recorded, ...serviceRequests(resolver)];
    all = [...direct, ...keyRequests(resolver, direct)];
  });
  const nameOf = (role: string) => policies.roles.find(({ arn }) => arn === role)?.name ?? role;
  const say = ({ role, action, resource, because }: IamRequest) =>
    `${nameOf(role)}: ${action} on ${resourceName(resolver, resource)} (${because})`;
  const refusals = async (given: StackPolicies, requests = all) =>
    (await refused(requests, given, PLACE)).map(say).sort();
  const unused = async (given: StackPolicies) =>
    (await unusedGrants(given, all, PLACE)).map(({ role, action, resource }) =>
      [role.name, action, resourceName(resolver, resource)].join(' '),
    );

  test('are weighed against calls of every function (run the project `integration` in the same run)', () => {
    const silent = [...rolesByFunction(resolver).values()]
      .filter((role) => !recorded.some((request) => request.role === role))
      .map(nameOf);
    expect(silent.sort()).toEqual(SILENT);
  });

  test('allow every call that a function made, and what AWS does besides with its role', async () => {
    expect(all.length).toBeGreaterThan(100);
    expect(await refusals(policies)).toEqual([]);
  });

  test('allow nothing that no call needs, unless there is a reason', async () => {
    const named = (grants: readonly UnusedGrant[]) =>
      grants.map((grant) => [grant.function, grant.action, grant.resource].join(' '));
    const nowAndThen = named(NOW_AND_THEN);
    const never = (await unused(policies)).filter((grant) => !nowAndThen.includes(grant));
    expect(never.sort()).toEqual(named(UNUSED_GRANTS).sort());
    for (const { reason } of [...UNUSED_GRANTS, ...NOW_AND_THEN]) expect(reason).toMatch(/^.{20,}\.$/);
  });

  describe('would be found wanting', () => {
    const INTAKE = 'Paging/Intake/IntakeAlert';
    const role = (name: string, change: (statements: Statement[]) => Statement[]): StackPolicies => ({
      ...policies,
      roles: policies.roles.map((one) =>
        one.name === name ? { ...one, policy: changed(one.policy, change) } : one,
      ),
    });
    const protectedBy = (arn: string, change: (statements: Statement[]) => Statement[]): StackPolicies => {
      const policy = policies.resources.get(arn);
      if (policy === undefined) throw new Error(`${arn} has no policy`);
      return { ...policies, resources: new Map([...policies.resources, [arn, changed(policy, change)]]) };
    };
    const without = (action: string) => (statements: Statement[]) =>
      statements.filter(({ Action }) => !Action.includes(action));
    const resource = (type: string, part: string) => {
      const [id = ''] = resolver.all(type).find(([one]) => one.includes(part)) ?? [];
      return resolver.arn(id);
    };

    test('without one statement of a role', async () => {
      expect(await refusals(role(INTAKE, without('states:StartExecution')))).toEqual([
        `${INTAKE}: states:StartExecution on Paging/Ladder/StateMachine (a recorded call)`,
      ]);
    });

    test('without the key, although the table and the queues are allowed', async () => {
      const denied = await refusals(role(INTAKE, without('kms:Decrypt')));
      expect(denied).toContain(
        `${INTAKE}: kms:Decrypt on Platform/DataKey/Key (by way of dynamodb.${LOCAL_REGION}.amazonaws.com)`,
      );
      expect(denied).toContain(
        `${INTAKE}: kms:GenerateDataKey on Platform/DataKey/Key (by way of sqs.${LOCAL_REGION}.amazonaws.com)`,
      );
    });

    test('if the key were for another service', async () => {
      const elsewhere = (statements: Statement[]) =>
        statements.map((one) => (one.Action.includes('kms:Encrypt') ? { ...one, Condition: VIA_S3 } : one));
      const denied = await refusals(role(INTAKE, elsewhere));
      expect(denied.length).toBeGreaterThan(0);
      for (const one of denied) expect(one).toMatch(/: kms:\w+ on .*dynamodb/);
    });

    test('if the key did not leave it to IAM', async () => {
      const key = resource('AWS::KMS::Key', 'LinkKey');
      const denied = await refusals(protectedBy(key, without('kms:VerifyMac')));
      expect(denied.map((one) => one.split(' on ')[0])).toEqual([
        'Paging/Delivery/DeliverPages: kms:GenerateMac',
        'Paging/IncidentApi/ShowPage: kms:VerifyMac',
      ]);
    });

    test('if a queue denied it', async () => {
      const queue = resource('AWS::SQS::Queue', 'PagingIntakeQueueDeadLetters');
      const deny = {
        Effect: 'Deny',
        Principal: '*',
        Action: ['sqs:SendMessage'],
        Resource: [queue],
      } as const;
      const denied = await refusals(
        protectedBy(queue, (statements) => [
          ...statements,
          { ...deny, Action: [...deny.Action], Resource: [queue] },
        ]),
      );
      expect(denied).toEqual([
        `${INTAKE}: sqs:SendMessage on Paging/IntakeQueue/DeadLetters/Queue (a recorded call)`,
      ]);
    });

    test('if a role were allowed one thing more', async () => {
      const table = resource('AWS::DynamoDB::Table', 'Incidents');
      const more = { Effect: 'Allow', Action: ['dynamodb:DeleteItem'], Resource: [table] } as const;
      const found = await unused(
        role(INTAKE, (statements) => [
          ...statements,
          { ...more, Action: [...more.Action], Resource: [table] },
        ]),
      );
      expect(found).toContain(`${INTAKE} dynamodb:DeleteItem Paging/Incidents/Table`);
    });
  });

  test.each([
    ['ScheduleApi/ReadOncall', 'dynamodb:Query'],
    ['ScheduleApi/ShowCalendar', 'dynamodb:Query'],
    ['DailyCheck/CheckReach', 'dynamodb:Query'],
    ['ScheduleApi/ChangeOverrides', 'dynamodb:GetItem'],
    ['ScheduleApi/ChangeOverrides', 'dynamodb:PutItem'],
  ])('let %s do %s with the settings of run time, and with no incident', async (name, action) => {
    const own = recorded.find(
      (request) =>
        request.action === action &&
        nameOf(request.role) === `Paging/${name}` &&
        request.resource.includes('Incidents'),
    );
    if (own === undefined) throw new Error(`${name} has never asked for ${action}`);
    const within = (partition: string): IamRequest => ({ ...own, partition });
    expect(await refused([within('RUNTIME'), within('INC#06ANB4YQ00000001')], policies, PLACE)).toEqual([
      within('INC#06ANB4YQ00000001'),
    ]);
  });

  test('let pages go to phones and not to topics', async () => {
    const deliver = policies.roles.find(({ name }) => name === 'Paging/Delivery/DeliverPages');
    const publish = (to: string): IamRequest => ({
      role: deliver?.arn ?? '',
      action: 'sns:Publish',
      resource: to,
      because: 'a test',
    });
    const topics = resolver.all('AWS::SNS::Topic').map(([id]) => publish(resolver.ref(id)));
    expect(topics).toHaveLength(2);
    expect(await refused([publish(SOME_PHONE), ...topics], policies, PLACE)).toEqual(topics);
  });
});

const VIA_S3 = { StringEquals: { 'kms:ViaService': [`s3.${LOCAL_REGION}.amazonaws.com`] } };

function changed({ Version, Statement }: Policy, change: (statements: Statement[]) => Statement[]): Policy {
  return { Version, Statement: change(Statement) };
}
