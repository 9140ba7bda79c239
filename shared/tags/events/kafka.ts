import { creates, type ServiceEvents } from './create-call.ts';

/** Amazon MSK. The ARNs end in chance. */
export const kafka: ServiceEvents = {
  sources: ['kafka.amazonaws.com'],
  events: [
    creates(['CreateCluster', 'CreateClusterV2'], { type: 'kafka:cluster', arn: ['clusterArn'] }),
    creates('CreateReplicator', { type: 'kafka:replicator', arn: ['replicatorArn'] }),
    creates('CreateVpcConnection', { type: 'kafka:vpc-connection', arn: ['vpcConnectionArn'] }),
    creates('CreateConfiguration', { type: 'kafka:configuration', arn: ['arn'] }),
  ],
};
