import { creates, type ServiceEvents } from './create-call.ts';

/** Amazon CloudWatch. */
export const cloudwatch: ServiceEvents = {
  sources: ['monitoring.amazonaws.com', 'cloudwatch.amazonaws.com'],
  events: [
    creates(['PutMetricAlarm', 'PutCompositeAlarm'], {
      type: 'cloudwatch:alarm',
      id: ['alarmName'],
      form: 'cloudwatch:{region}:{account}:alarm:{id}',
    }),
    creates('PutMetricStream', {
      type: 'cloudwatch:metric-stream',
      arn: ['arn'],
      id: ['name'],
      form: 'cloudwatch:{region}:{account}:metric-stream/{id}',
    }),
    creates('PutInsightRule', {
      type: 'cloudwatch:insight-rule',
      id: ['ruleName'],
      form: 'cloudwatch:{region}:{account}:insight-rule/{id}',
    }),
  ],
};
