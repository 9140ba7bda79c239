import { globSync, readFileSync } from 'node:fs';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { LONGEST_CALL_MS } from '../../shared/runtime/client-options.ts';
import { resources, synthesize } from './synthesized.ts';

/** Every handler there is, is deployed once with everything switched on. */
const HANDLERS = globSync('lambdas/*/*.ts').length;

describe('P10: what holds for every resource', () => {
  let template: Template;
  beforeAll(() => {
    ({ template } = synthesize());
  });
  const all = (type: string) => resources(template, type);

  test('there are fewer than 400', () => {
    expect(Object.keys(template.toJSON()['Resources']).length).toBeLessThan(400);
  });

  test('every function is arm64 on Node 24, an ES module, bounded in time and number', () => {
    expect(all('AWS::Lambda::Function')).toHaveLength(HANDLERS);
    for (const [, fn] of all('AWS::Lambda::Function')) {
      expect(fn).toMatchObject({
        Architectures: ['arm64'],
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Timeout: expect.any(Number),
        ReservedConcurrentExecutions: expect.any(Number),
      });
    }
  });

  test('every function runs longer than any call it makes may take, and so ends with the error of the call', () => {
    for (const [, fn] of all('AWS::Lambda::Function'))
      expect(fn['Timeout'] * 1000).toBeGreaterThan(LONGEST_CALL_MS);
  });

  test('all functions together leave an account of a thousand most of it', () => {
    const reserved = all('AWS::Lambda::Function').map(([, fn]) => Number(fn['ReservedConcurrentExecutions']));
    expect(reserved.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(200);
  });

  test('every function has a log group of its own with retention', () => {
    const groups = all('AWS::Lambda::Function').map(([, fn]) => fn['LoggingConfig'].LogGroup.Ref);
    expect(new Set(groups).size).toBe(HANDLERS);
    for (const [id, group] of all('AWS::Logs::LogGroup'))
      expect(group['RetentionInDays']).toBe(
        id.startsWith('PagingSmsReceiptsDelivered') || id.startsWith('PagingSmsReceiptsFailed') ? 3 : 30,
      );
    const known = all('AWS::Logs::LogGroup').map(([id]) => id);
    for (const group of groups) expect(known).toContain(group);
  });

  test('every function has an alarm on its errors', () => {
    const watched = all('AWS::CloudWatch::Alarm')
      .filter(([, alarm]) => alarm['MetricName'] === 'Errors')
      .map(([, alarm]) => alarm['Dimensions'][0].Value.Ref);
    expect(watched.sort()).toEqual(
      all('AWS::Lambda::Function')
        .map(([id]) => id)
        .sort(),
    );
  });

  test('every function knows its service and namespace', () => {
    for (const [, fn] of all('AWS::Lambda::Function')) {
      expect(fn['Environment'].Variables).toMatchObject({
        LOG_LEVEL: 'INFO',
        POWERTOOLS_SERVICE_NAME: expect.stringMatching(/^(cost|logs|paging|platform|privacy|tags)$/),
        POWERTOOLS_METRICS_NAMESPACE: 'Belltower',
      });
    }
  });

  test('whatever is asynchronous has a dead-letter queue', () => {
    const dead = { deadLetterTargetArn: expect.anything() };
    const working = all('AWS::SQS::Queue').filter(([id]) => !id.includes('DeadLetters'));
    expect(working).toHaveLength(4);
    for (const [, queue] of working) expect(queue['RedrivePolicy']).toEqual({ ...dead, maxReceiveCount: 41 });
    for (const [, subscription] of all('AWS::SNS::Subscription'))
      expect(subscription['RedrivePolicy']).toEqual(dead);
    for (const [, rule] of all('AWS::Events::Rule')) {
      for (const target of rule['Targets']) expect(target.DeadLetterConfig.Arn).toBeDefined();
    }
    for (const [, schedule] of all('AWS::Scheduler::Schedule')) {
      expect(schedule['Target'].DeadLetterConfig.Arn).toBeDefined();
      // A workflow that fails has an alarm of its own, and its input in its history.
      if (all('AWS::StepFunctions::StateMachine').some(([id]) => schedule['Target'].Arn.Ref === id)) continue;
      const invoked = schedule['Target'].Arn['Fn::GetAtt'][0];
      const fn = all('AWS::Lambda::Function').find(([id]) => id === invoked);
      expect(fn?.[1]['DeadLetterConfig'].TargetArn).toBeDefined();
    }
  });

  test('every queue is encrypted with our key; dead letters stay 14 days and raise an alarm', () => {
    for (const [, queue] of all('AWS::SQS::Queue')) expect(queue['KmsMasterKeyId']).toBeDefined();
    const dead = all('AWS::SQS::Queue').filter(([id]) => id.includes('DeadLetters'));
    expect(dead).toHaveLength(10);
    for (const [, queue] of dead) expect(queue['MessageRetentionPeriod']).toBe(14 * 24 * 3600);
    const watched = all('AWS::CloudWatch::Alarm')
      .filter(([, alarm]) => alarm['MetricName'] === 'ApproximateNumberOfMessagesVisible')
      .map(([, alarm]) => alarm['Dimensions'][0].Value['Fn::GetAtt'][0]);
    expect(watched.sort()).toEqual(dead.map(([id]) => id).sort());
  });

  test('a queue waits longer than its function may take', () => {
    for (const [, mapping] of all('AWS::Lambda::EventSourceMapping')) {
      const queue = all('AWS::SQS::Queue').find(
        ([id]) => id === mapping['EventSourceArn']['Fn::GetAtt'][0],
      )?.[1];
      const fn = all('AWS::Lambda::Function').find(([id]) => id === mapping['FunctionName'].Ref)?.[1];
      expect(queue?.['VisibilityTimeout']).toBeGreaterThanOrEqual(2 * fn?.['Timeout']);
      expect(mapping).toMatchObject({
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: fn?.['ReservedConcurrentExecutions'] },
      });
    }
  });

  test('every table can be restored, is encrypted with our key, and cannot be deleted', () => {
    expect(all('AWS::DynamoDB::Table')).toHaveLength(7);
    template.allResources('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: Match.anyValue() },
      },
    });
  });

  test('all have an index and items that expire, but contacts and the audit trail', () => {
    const not = (property: string) =>
      all('AWS::DynamoDB::Table')
        .filter(([, table]) => table[property] === undefined)
        .map(([id]) => id)
        .sort();
    const lasting = [expect.stringContaining('Contacts'), expect.stringContaining('Audit')];
    expect(not('TimeToLiveSpecification')).toEqual(lasting);
    expect(not('GlobalSecondaryIndexes')).toEqual(lasting);
    const indexed = all('AWS::DynamoDB::Table').filter(([, table]) => table['GlobalSecondaryIndexes']);
    expect(indexed[0]?.[1]).toMatchObject({
      GlobalSecondaryIndexes: [{ IndexName: 'gsi1', Projection: { ProjectionType: 'ALL' } }],
    });
  });

  test('keys are kept; the one for data turns, the others only sign', () => {
    template.allResources('AWS::KMS::Key', { DeletionPolicy: 'Retain' });
    const specs = all('AWS::KMS::Key').map(
      ([, key]) => key['KeySpec'] ?? `rotates: ${key['EnableKeyRotation']}`,
    );
    expect(specs.sort()).toEqual([
      'ECC_NIST_P256',
      'ECC_NIST_P256',
      'HMAC_224',
      'HMAC_256',
      'HMAC_256',
      'HMAC_256',
      'HMAC_256',
      'rotates: true',
    ]);
  });

  test('every alarm of ours tells the operations topic and the pager, and when it is over', () => {
    const topics = all('AWS::SNS::Topic').map(([id]) => ({ Ref: id }));
    expect(topics).toHaveLength(2);
    for (const [, alarm] of all('AWS::CloudWatch::Alarm')) {
      expect(alarm['AlarmActions']).toEqual(expect.arrayContaining(topics));
      expect(alarm['OKActions']).toEqual(expect.arrayContaining(topics));
      expect(alarm['AlarmDescription']).toContain('docs/operations.md');
    }
  });

  test('a sweeper that stopped is noticed by its silence', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'Invocations',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      Period: 300,
      EvaluationPeriods: 2,
      DatapointsToAlarm: 2,
      TreatMissingData: 'breaching',
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'Belltower',
      MetricName: 'OverdueIncidents',
      Dimensions: [{ Name: 'service', Value: 'paging' }],
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0,
    });
  });

  test('an incident that stays late is told apart from one that was late', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'StuckIncidents',
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0,
      EvaluationPeriods: 2,
      AlarmDescription: Match.stringLikeRegexp('severity=SEV2'),
    });
  });

  test('the silence before the first run is not told: its schedule is made before the alarm', () => {
    const [[, stopped] = ['', {}]] = Object.entries(
      template.findResources('AWS::CloudWatch::Alarm', { Properties: { MetricName: 'Invocations' } }),
    );
    const [schedule] = all('AWS::Scheduler::Schedule').map(([id]) => id);
    expect(stopped['DependsOn']).toContain(schedule);
  });

  test('messages that nobody takes are noticed by their age, on every queue', () => {
    const working = all('AWS::SQS::Queue').filter(([id]) => !id.includes('DeadLetters'));
    for (const [id, { DelaySeconds = 0 }] of working) {
      const paging = id.startsWith('Paging');
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        MetricName: 'ApproximateAgeOfOldestMessage',
        Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [id, 'QueueName'] } }],
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: id.startsWith('Paging') ? 120 : 900 + DelaySeconds,
        Period: 60,
        EvaluationPeriods: 2,
        DatapointsToAlarm: 2,
        TreatMissingData: 'notBreaching',
        AlarmDescription: Match.stringLikeRegexp(`severity=${paging ? 'SEV2' : 'SEV3'}`),
      });
    }
  });

  test('every alarm has its row in the operations manual, and the manual no other', () => {
    const manual = readFileSync('docs/operations.md', 'utf8');
    const rows = [...manual.matchAll(/^\| \[`(\w+)`\]/gm)].map(([, name = '']) => name);
    const named = (id: string) => id.replace(/[0-9A-F]{8}$/, '');
    expect(rows.sort()).toEqual(
      all('AWS::CloudWatch::Alarm')
        .map(([id]) => named(id))
        .sort(),
    );
    expect(manual).toContain(`${rows.length} alarms, `);
  });
});
