import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { HOME, MEMBER, type OwnedStatement, resources, statements, synthesize } from './synthesized.ts';

/**
 * IAM simulation covers what our functions call; this is what AWS calls for us, which no role of ours
 * decides.
 */
describe('what AWS does on our behalf', () => {
  let template: Template;
  let all: OwnedStatement[];
  beforeAll(() => {
    ({ template } = synthesize());
    all = statements(template);
  });
  const idOf = (type: string, part: string) =>
    resources(template, type).find(([id]) => id.includes(part))?.[0] ?? 'none';
  const grants = (type: string, owner: string, service: string) =>
    all.filter(
      (one) =>
        one.type === type &&
        one.owner.includes(owner) &&
        one.statement['Effect'] === 'Allow' &&
        [one.statement['Principal'].Service].flat().includes(service),
    );

  test.each([
    ['cloudwatch.amazonaws.com', [HOME, MEMBER]],
    ['events.amazonaws.com', [HOME, MEMBER]],
    ['budgets.amazonaws.com', [HOME, MEMBER]],
    ['sns.amazonaws.com', [HOME]],
  ])('%s may encrypt with the data key, for our accounts', (service, accounts) => {
    const found = grants('AWS::KMS::Key', 'DataKey', service);
    for (const { actions } of found) expect(actions).toEqual(['kms:Decrypt', 'kms:GenerateDataKey']);
    const conditions = found.flatMap(
      ({ statement }) => statement['Condition'].StringEquals['aws:SourceAccount'],
    );
    expect(conditions.sort()).toEqual([...accounts].sort());
  });

  test.each(['cloudwatch.amazonaws.com', 'events.amazonaws.com', 'budgets.amazonaws.com'])(
    '%s may publish alerts, for the accounts of the organization',
    (service) => {
      const [grant, ...more] = grants('AWS::SNS::TopicPolicy', 'SourcesTopic', service);
      expect(more).toEqual([]);
      expect(grant?.actions).toEqual(['sns:Publish']);
      expect(grant?.statement['Condition']).toEqual({
        StringEquals: { 'aws:SourceAccount': [HOME, MEMBER] },
      });
    },
  );

  test('our own alarms may tell the operations topic', () => {
    const [grant] = grants('AWS::SNS::TopicPolicy', 'Operations', 'cloudwatch.amazonaws.com');
    expect(grant?.statement['Condition']).toEqual({ StringEquals: { 'aws:SourceAccount': [HOME] } });
  });

  test('nobody else may publish', () => {
    const allows = all.filter(
      ({ type, statement }) => type === 'AWS::SNS::TopicPolicy' && statement['Effect'] === 'Allow',
    );
    for (const { statement } of allows) expect(Object.keys(statement['Principal'])).toEqual(['Service']);
  });

  test.each(['IntakeQueuePolicy', 'IntakeQueueDeadLettersQueuePolicy'])(
    'the topic and each rule may put messages by %s, each by its own ARN',
    (policy) => {
      const topic = { Ref: idOf('AWS::SNS::Topic', 'SourcesTopic') };
      const rules = resources(template, 'AWS::Events::Rule')
        .filter(([id]) => id.startsWith('Paging'))
        .map(([id]) => ({ 'Fn::GetAtt': [id, 'Arn'] }));
      const sources = (service: string) =>
        grants('AWS::SQS::QueuePolicy', policy, service).map(
          ({ statement }) => statement['Condition'].ArnEquals['aws:SourceArn'],
        );
      expect(rules).toHaveLength(3);
      expect(sources('sns.amazonaws.com')).toEqual([topic]);
      expect(sources('events.amazonaws.com')).toEqual(rules);
    },
  );

  test('topics and queues refuse what comes in the clear', () => {
    for (const type of ['AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy']) {
      const owners = resources(template, type).map(([id]) => id);
      const denied = all
        .filter((one) => one.type === type && one.statement['Effect'] === 'Deny')
        .filter(({ statement }) => statement['Condition'].Bool['aws:SecureTransport'] === 'false')
        .map(({ owner }) => owner);
      expect(denied).toEqual(owners);
    }
  });

  test.each([
    ['PagingSweeperScheduleRole', 'rate(1 minute)', 60, 'lambda:InvokeFunction'],
    ['PagingHeartbeatScheduleRole', 'rate(5 minutes)', 60, 'lambda:InvokeFunction'],
    ['PagingDailyCheckScheduleRole', 'cron(0 14 * * ? *)', 3600, 'lambda:InvokeFunction'],
    ['CostRunScheduleRole', 'cron(0 6,18 * * ? *)', 21_600, 'states:StartExecution'],
  ])(
    '%s may start what it is for and leave what it could not, for this account',
    (role, expression, within, start) => {
      const actions = all.filter(({ owner }) => owner.includes(role)).flatMap((one) => one.actions);
      expect(actions).toEqual([start, 'sqs:SendMessage', 'kms:Decrypt', 'kms:GenerateDataKey']);
      template.hasResourceProperties('AWS::IAM::Role', {
        AssumeRolePolicyDocument: {
          Statement: [
            {
              Principal: { Service: 'scheduler.amazonaws.com' },
              Condition: { StringEquals: { 'aws:SourceAccount': HOME } },
            },
          ],
        },
      });
      template.hasResourceProperties('AWS::Scheduler::Schedule', {
        ScheduleExpression: expression,
        Target: { RetryPolicy: { MaximumEventAgeInSeconds: within }, DeadLetterConfig: Match.anyValue() },
      });
    },
  );

  test('alerts on the bus come in from every source, alarms of the account unless they only scale', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: { Ref: idOf('AWS::Events::EventBus', 'Bus') },
      EventPattern: { 'detail-type': ['AlertRaised'], source: Match.absent() },
    });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: Match.absent(),
      EventPattern: {
        source: ['aws.cloudwatch'],
        'detail-type': ['CloudWatch Alarm State Change'],
        detail: { alarmName: [{ 'anything-but': { prefix: 'TargetTracking-' } }] },
      },
    });
  });

  test('what AWS Health says comes in from the default bus, with reports of abuse', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: Match.absent(),
      EventPattern: {
        source: ['aws.health'],
        'detail-type': ['AWS Health Event', 'AWS Health Abuse Event'],
        detail: Match.absent(),
      },
      Targets: [
        {
          Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('IntakeQueue(?!DeadLetters)'), 'Arn'] },
          DeadLetterConfig: { Arn: Match.anyValue() },
        },
      ],
    });
  });

  test('nothing of the default bus comes in that the configuration does not ask for', () => {
    const { template: quiet } = synthesize({
      settings: { cloudwatchEvents: false, healthEvents: false },
      privacy: false,
    });
    expect(
      resources(quiet, 'AWS::Events::Rule').map(([, rule]) => rule['EventPattern']['detail-type']),
    ).toEqual([['AlertRaised']]);
  });

  test('of keys and executions comes in what ends them, each by a rule of its own', () => {
    const rules = resources(template, 'AWS::Events::Rule').filter(([id]) => id.startsWith('Privacy'));
    expect(
      rules.map(([, rule]) => [rule['EventPattern'].source, rule['EventPattern']['detail-type']]),
    ).toEqual([
      [['aws.kms'], ['KMS CMK Deletion']],
      [['aws.kms'], ['AWS API Call via CloudTrail']],
      [['aws.states'], ['Step Functions Execution Status Change']],
    ]);
    const invoked = resources(template, 'AWS::Lambda::Permission').filter(([id]) => id.includes('TakeEvent'));
    expect(invoked.map(([, { SourceArn }]) => SourceArn)).toEqual(
      rules.map(([id]) => ({ 'Fn::GetAtt': [id, 'Arn'] })),
    );
  });
});
