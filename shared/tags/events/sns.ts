import { creates, type ServiceEvents } from './create-call.ts';

/** Amazon SNS. */
export const sns: ServiceEvents = {
  sources: ['sns.amazonaws.com'],
  events: [
    creates('CreateTopic', {
      type: 'sns:topic',
      arn: ['topicArn'],
      id: ['name'],
      form: 'sns:{region}:{account}:{id}',
    }),
    creates('Subscribe', { type: 'sns:subscription', arn: ['subscriptionArn'] }),
  ],
};
