import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { resources, statements, synthesize } from './synthesized.ts';

describe('the heartbeat', () => {
  let template: Template;
  beforeAll(() => {
    ({ template } = synthesize());
  });
  const [schedule, alarm, fn] = [
    'AWS::Scheduler::Schedule',
    'AWS::CloudWatch::Alarm',
    'AWS::Lambda::Function',
  ];
  const ofHeartbeat = (type: string, from = template) =>
    resources(from, type).filter(([id]) => id.startsWith('PagingHeartbeat'));

  test('is raised every five minutes, by a function that may put events on the bus and nothing else', () => {
    const [[, beat] = []] = ofHeartbeat(schedule);
    expect(beat).toMatchObject({
      ScheduleExpression: 'rate(5 minutes)',
      Target: { Arn: { 'Fn::GetAtt': [ofHeartbeat(fn)[0]?.[0], 'Arn'] } },
    });
    expect(beat?.['State'] ?? 'ENABLED').toBe('ENABLED');
    const actions = statements(template)
      .filter(({ owner, type }) => type === 'AWS::IAM::Policy' && owner.includes('RaiseHeartbeat'))
      .flatMap((one) => one.actions);
    expect(actions.sort()).toEqual([
      'events:PutEvents',
      'kms:Decrypt',
      'kms:GenerateDataKey',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'sqs:SendMessage',
    ]);
  });

  test('that does not arrive for two and a half intervals, or of which nobody speaks, is an alarm on the operations topic', () => {
    const [[, watch] = []] = ofHeartbeat(alarm).filter(([id]) => id.includes('NotArriving'));
    expect(watch).toMatchObject({
      Namespace: 'Belltower',
      MetricName: 'HeartbeatAge',
      Dimensions: [{ Name: 'service', Value: 'paging' }],
      Statistic: 'Maximum',
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 750_000,
      TreatMissingData: 'breaching',
      AlarmDescription: expect.stringContaining('severity=SEV2'),
    });
    const [operations] = resources(template, 'AWS::SNS::Topic').filter(([id]) => id.includes('Operations'));
    expect(watch?.['AlarmActions']).toContainEqual({ Ref: operations?.[0] });
  });

  test.each([
    [{ every: '1m' }, 'rate(1 minute)', 150_000],
    [{ every: '1h' }, 'rate(60 minutes)', 9_000_000],
  ])('follows %j', (heartbeat, expression, threshold) => {
    const { template: other } = synthesize({ settings: { heartbeat } });
    expect(ofHeartbeat(schedule, other)[0]?.[1]['ScheduleExpression']).toBe(expression);
    expect(ofHeartbeat(alarm, other).map(([, { Threshold }]) => Threshold)).toContain(threshold);
  });

  test('switched off leaves nothing of itself', () => {
    const { template: other } = synthesize({ settings: { heartbeat: false } });
    for (const type of [schedule, alarm, fn, 'AWS::SQS::Queue']) expect(ofHeartbeat(type, other)).toEqual([]);
  });

  test('of seconds is refused anywhere but in the local run', () => {
    const settings = { heartbeat: { every: '20s' } };
    expect(() => synthesize({ settings })).toThrow(/paging\.heartbeat\.every: .*whole minutes/);
    const local = synthesize({ settings, context: { local: 'true', pageUrl: 'http://127.0.0.1:4566' } });
    expect(ofHeartbeat(schedule, local.template)[0]?.[1]['ScheduleExpression']).toBe('rate(1 minute)');
  });
});
