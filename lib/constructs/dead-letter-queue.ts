import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Alarms } from '../platform/alarms.ts';
import type { DataKey } from '../platform/data-key.ts';
import type { Access } from './access.ts';

export interface DeadLetterQueueProps {
  readonly key: DataKey;
  readonly alarms: Alarms;
  /** What lies here, for the alarm's text: `alerts that could not be taken in`. */
  readonly holds: string;
}

/**
 * Where messages go that could not be worked on. They stay 14 days, the longest SQS keeps any, and it is told
 * at once.
 */
export class DeadLetterQueue extends Construct {
  readonly queue: Queue;
  private readonly key: DataKey;

  constructor(scope: Construct, id: string, props: DeadLetterQueueProps) {
    super(scope, id);
    this.key = props.key;
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: props.key.key,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    props.alarms.watch(this, 'NotEmpty', {
      metric: this.depth(),
      meaning: `there are ${props.holds}`,
      severity: 'SEV3',
      wrong: { above: 0 },
    });
  }

  depth() {
    return this.queue.metricApproximateNumberOfMessagesVisible({
      period: Duration.minutes(1),
      statistic: 'Maximum',
    });
  }

  /** The queue's URL and the permission to put messages into it. */
  send(): Access {
    return { value: this.queue.queueUrl, statements: sendStatements(this.queue, this.key) };
  }
}

/** Sending to an encrypted queue takes the queue's permission and, through SQS, the key's. */
export function sendStatements(queue: Queue, key: DataKey): PolicyStatement[] {
  return [
    new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }),
    key.through('sqs', ['kms:Decrypt', 'kms:GenerateDataKey']),
  ];
}
