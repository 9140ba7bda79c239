import { creates, type ServiceEvents } from './create-call.ts';

/** AWS Batch. */
export const batch: ServiceEvents = {
  sources: ['batch.amazonaws.com'],
  events: [
    creates('CreateComputeEnvironment', {
      type: 'batch:compute-environment',
      arn: ['computeEnvironmentArn'],
      id: ['computeEnvironmentName'],
      form: 'batch:{region}:{account}:compute-environment/{id}',
    }),
    creates('CreateJobQueue', {
      type: 'batch:job-queue',
      arn: ['jobQueueArn'],
      id: ['jobQueueName'],
      form: 'batch:{region}:{account}:job-queue/{id}',
    }),
    creates('RegisterJobDefinition', { type: 'batch:job-definition', arn: ['jobDefinitionArn'] }),
  ],
};
