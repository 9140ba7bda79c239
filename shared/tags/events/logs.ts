import { creates, type ServiceEvents } from './create-call.ts';

/** Amazon CloudWatch Logs. */
export const logs: ServiceEvents = {
  sources: ['logs.amazonaws.com'],
  events: [
    creates('CreateLogGroup', {
      type: 'logs:log-group',
      id: ['logGroupName'],
      form: 'logs:{region}:{account}:log-group:{id}',
    }),
    creates('PutDestination', {
      type: 'logs:destination',
      arn: ['destination.arn'],
      id: ['destinationName'],
      form: 'logs:{region}:{account}:destination:{id}',
    }),
    creates('CreateLogAnomalyDetector', { type: 'logs:anomaly-detector', arn: ['anomalyDetectorArn'] }),
    creates('PutDeliverySource', { type: 'logs:delivery-source', arn: ['deliverySource.arn'] }),
    creates('PutDeliveryDestination', {
      type: 'logs:delivery-destination',
      arn: ['deliveryDestination.arn'],
    }),
    creates('CreateDelivery', { type: 'logs:delivery', arn: ['delivery.arn'] }),
  ],
};
