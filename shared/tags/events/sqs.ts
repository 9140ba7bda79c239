import { creates, type ServiceEvents } from './create-call.ts';

/** Amazon SQS. */
export const sqs: ServiceEvents = {
  sources: ['sqs.amazonaws.com'],
  events: [
    creates('CreateQueue', {
      type: 'sqs:queue',
      id: ['queueName'],
      form: 'sqs:{region}:{account}:{id}',
      tags: ['tags', 'tag'],
    }),
  ],
};
