import { creates, type ServiceEvents } from './create-call.ts';

/** Amazon EMR. */
export const emr: ServiceEvents = {
  sources: ['elasticmapreduce.amazonaws.com'],
  events: [
    creates('RunJobFlow', {
      type: 'elasticmapreduce:cluster',
      arn: ['clusterArn'],
      answeredId: ['jobFlowId'],
      form: 'elasticmapreduce:{region}:{account}:cluster/{id}',
    }),
  ],
};
