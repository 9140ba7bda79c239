import { creates, type ServiceEvents } from './create-call.ts';

/** AWS Database Migration Service. The ARNs end in chance. */
export const dms: ServiceEvents = {
  sources: ['dms.amazonaws.com'],
  events: [
    creates('CreateReplicationInstance', {
      type: 'dms:rep',
      arn: ['replicationInstance.replicationInstanceArn'],
    }),
    creates('CreateReplicationTask', { type: 'dms:task', arn: ['replicationTask.replicationTaskArn'] }),
    creates('CreateEndpoint', { type: 'dms:endpoint', arn: ['endpoint.endpointArn'] }),
  ],
};
