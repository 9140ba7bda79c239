import { creates, type ServiceEvents } from './create-call.ts';

/** Amazon Kinesis Data Streams. It answers nothing. */
export const kinesis: ServiceEvents = {
  sources: ['kinesis.amazonaws.com'],
  events: [
    creates('CreateStream', {
      type: 'kinesis:stream',
      id: ['streamName'],
      form: 'kinesis:{region}:{account}:stream/{id}',
    }),
    creates('RegisterStreamConsumer', { type: 'kinesis:consumer', arn: ['consumer.consumerARN'] }),
  ],
};

/** Amazon Data Firehose. */
export const firehose: ServiceEvents = {
  sources: ['firehose.amazonaws.com'],
  events: [
    creates('CreateDeliveryStream', {
      type: 'firehose:deliverystream',
      arn: ['deliveryStreamARN'],
      id: ['deliveryStreamName'],
      form: 'firehose:{region}:{account}:deliverystream/{id}',
    }),
  ],
};

/** Amazon Managed Service for Apache Flink. */
export const kinesisanalytics: ServiceEvents = {
  sources: ['kinesisanalytics.amazonaws.com'],
  events: [
    creates('CreateApplication', {
      type: 'kinesisanalytics:application',
      arn: ['applicationDetail.applicationARN', 'applicationSummary.applicationARN'],
      id: ['applicationName'],
      form: 'kinesisanalytics:{region}:{account}:application/{id}',
    }),
  ],
};
