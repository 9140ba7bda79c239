/** What an alarm's SNS action sends, field for field, as captured from CloudWatch; `changes` overrides. */
export function snsAlarm(changes: Record<string, unknown> = {}) {
  return {
    AlarmName: 'payments-5xx',
    AlarmDescription: 'API error rate > 5%\nservice=payments-api severity=SEV2',
    AWSAccountId: '111111111111',
    AlarmConfigurationUpdatedTimestamp: '2026-11-20T09:00:00.000+0000',
    NewStateValue: 'ALARM',
    NewStateReason:
      'Threshold Crossed: 3 out of the last 3 datapoints were greater than the threshold (5.0).',
    StateChangeTime: '2026-11-21T03:00:00.123+0000',
    Region: 'EU (Ireland)',
    AlarmArn: 'arn:aws:cloudwatch:eu-west-1:111111111111:alarm:payments-5xx',
    OldStateValue: 'OK',
    OKActions: [],
    AlarmActions: ['arn:aws:sns:eu-west-1:111111111111:alarms'],
    InsufficientDataActions: [],
    Trigger: {
      MetricName: '5XXError',
      Namespace: 'AWS/ApiGateway',
      StatisticType: 'Statistic',
      Statistic: 'AVERAGE',
      Unit: null,
      Dimensions: [{ value: 'payments', name: 'ApiName' }],
      Period: 60,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 3,
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 5,
      TreatMissingData: 'missing',
      EvaluateLowSampleCountPercentile: '',
    },
    ...changes,
  };
}

/** A composite alarm names the alarms it is made of, and has no trigger. */
export const COMPOSITE = {
  AlarmName: 'payments-down',
  AlarmDescription: null,
  AWSAccountId: '111111111111',
  NewStateValue: 'ALARM',
  NewStateReason:
    'arn:aws:cloudwatch:eu-west-1:111111111111:alarm:payments-5xx transitioned to ALARM at Saturday 21 November, 2026 03:00:00 UTC',
  StateChangeTime: '2026-11-21T03:00:00.123+0000',
  Region: 'EU (Ireland)',
  AlarmArn: 'arn:aws:cloudwatch:eu-west-1:111111111111:alarm:payments-down',
  OldStateValue: 'OK',
  OKActions: [],
  AlarmActions: [],
  InsufficientDataActions: [],
  AlarmRule: 'ALARM("payments-5xx") OR ALARM("payments-latency")',
  TriggeringChildren: [
    {
      Arn: 'arn:aws:cloudwatch:eu-west-1:111111111111:alarm:payments-5xx',
      State: { Value: 'ALARM', Timestamp: '2026-11-21T03:00:00.123+0000' },
    },
  ],
};

/** An alarm on a metric-math expression has its metrics in a list, and neither name nor dimensions of its own. */
export const METRIC_MATH = snsAlarm({
  AlarmName: 'payments-error-ratio',
  Trigger: {
    Period: 300,
    EvaluationPeriods: 1,
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 0.05,
    TreatMissingData: 'notBreaching',
    Metrics: [
      { Id: 'e1', Expression: 'm1/m2', Label: 'error ratio', ReturnData: true },
      {
        Id: 'm1',
        MetricStat: {
          Metric: {
            Dimensions: [{ value: 'payments', name: 'ApiName' }],
            MetricName: '5XXError',
            Namespace: 'AWS/ApiGateway',
          },
          Period: 300,
          Stat: 'Sum',
        },
        ReturnData: false,
      },
    ],
  },
});

/** An anomaly detection alarm compares with a band: its threshold is an id. */
export const ANOMALY = snsAlarm({
  AlarmName: 'payments-traffic-anomaly',
  Trigger: {
    Period: 300,
    EvaluationPeriods: 2,
    ComparisonOperator: 'LessThanLowerOrGreaterThanUpperThreshold',
    ThresholdMetricId: 'ad1',
    Metrics: [
      {
        Id: 'm1',
        MetricStat: {
          Metric: { Dimensions: [], MetricName: 'Count', Namespace: 'AWS/ApiGateway' },
          Period: 300,
          Stat: 'Sum',
        },
        ReturnData: true,
      },
      { Id: 'ad1', Expression: 'ANOMALY_DETECTION_BAND(m1, 2)', Label: 'Count (expected)', ReturnData: true },
    ],
  },
});

/** The same change as `snsAlarm()`, as CloudWatch puts it on the default event bus. */
export function busAlarm(detail: Record<string, unknown> = {}) {
  return {
    version: '0',
    id: '2e1a7f0c',
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: '111111111111',
    time: '2026-11-21T03:00:00Z',
    region: 'eu-west-1',
    resources: ['arn:aws:cloudwatch:eu-west-1:111111111111:alarm:payments-5xx'],
    detail: {
      alarmName: 'payments-5xx',
      configuration: {
        description: 'API error rate > 5%\nservice=payments-api severity=SEV2',
        metrics: [
          {
            id: 'm1',
            metricStat: {
              metric: { namespace: 'AWS/ApiGateway', name: '5XXError', dimensions: { ApiName: 'payments' } },
              period: 60,
              stat: 'Average',
            },
            returnData: true,
          },
        ],
      },
      previousState: { value: 'OK', reason: 'fine', timestamp: '2026-11-21T02:00:00.000+0000' },
      state: {
        value: 'ALARM',
        reason: 'Threshold Crossed',
        reasonData: '{}',
        timestamp: '2026-11-21T03:00:00.123+0000',
      },
      ...detail,
    },
  };
}

/** A message as SNS puts it on a queue. */
export function onSns(message: unknown, changes: Record<string, unknown> = {}) {
  return JSON.stringify({
    Type: 'Notification',
    MessageId: '8f3c',
    TopicArn: 'arn:aws:sns:eu-west-1:111111111111:alarms',
    Subject: 'ALARM: "payments-5xx" in EU (Ireland)',
    Message: typeof message === 'string' ? message : JSON.stringify(message),
    Timestamp: '2026-11-21T03:00:01.000Z',
    SignatureVersion: '1',
    ...changes,
  });
}
