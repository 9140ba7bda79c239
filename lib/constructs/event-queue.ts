import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type * as z from 'zod';
import type { Alarms } from '../platform/alarms.ts';
import type { DataKey } from '../platform/data-key.ts';
import type { Access } from './access.ts';
import { DeadLetterQueue, sendStatements } from './dead-letter-queue.ts';
import type { ServiceFunction } from './service-function.ts';

/**
 * The queue's own limit, for messages whose function never came to an end. Functions set messages aside themselves,
 * with their reason, sooner: `queue-handler.ts` says when.
 */
const MAX_RECEIVES = 41;

/** How old a message may become, in seconds. One that failed and is tried again is no older than that yet. */
const WAITING = { after: 120, severity: 'SEV2' } as const;

export interface EventQueueProps {
  readonly key: DataKey;
  readonly alarms: Alarms;
  /** What lies in the dead-letter queue, for the alarm's text. */
  readonly losses: string;
  /** What lies in the queue, for the alarm's text: `alerts that wait to be taken in`. */
  readonly holds: string;
  /** How old a message may become, in seconds, and how grave it is; by default 120 and SEV2. */
  readonly waiting?: { readonly after: number; readonly severity: 'SEV2' | 'SEV3' };
  /** Seconds until a message that failed is tried again; at least twice what the function that takes it may run. */
  readonly redelivery: number;
  /** Seconds for which a message lies there before it is taken; by default none. */
  readonly delay?: number;
}

/**
 * A queue between whoever raises something and the function that works on it, with the place for what fails.
 */
export class EventQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: DeadLetterQueue;
  private readonly key: DataKey;
  private readonly redelivery: number;

  constructor(scope: Construct, id: string, props: EventQueueProps) {
    super(scope, id);
    this.key = props.key;
    this.redelivery = props.redelivery;
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', {
      key: props.key,
      alarms: props.alarms,
      holds: props.losses,
    });
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: props.key.key,
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(props.redelivery),
      ...(props.delay === undefined ? {} : { deliveryDelay: Duration.seconds(props.delay) }),
      deadLetterQueue: { queue: this.deadLetters.queue, maxReceiveCount: MAX_RECEIVES },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const { after, severity } = props.waiting ?? WAITING;
    // Nothing fails when nobody takes messages: only their age tells.
    props.alarms.watch(this, 'Waiting', {
      metric: this.queue.metricApproximateAgeOfOldestMessage({
        period: Duration.minutes(1),
        statistic: 'Maximum',
      }),
      meaning: `there are ${props.holds} for more than ${after} seconds`,
      severity,
      wrong: { above: after },
      periods: { wrong: 2, of: 2 },
    });
  }

  /** The queue's URL and the permission to put messages into it. */
  send(): Access {
    return { value: this.queue.queueUrl, statements: sendStatements(this.queue, this.key) };
  }

  /**
   * Lets a service of AWS put messages here, and what it cannot deliver into the dead letters, for one source
   * only.
   */
  acceptFrom(service: string, sourceArn: string): void {
    for (const queue of [this.queue, this.deadLetters.queue]) {
      queue.addToResourcePolicy(
        new PolicyStatement({
          principals: [new ServicePrincipal(service)],
          actions: ['sqs:SendMessage'],
          resources: [queue.queueArn],
          conditions: { ArnEquals: { 'aws:SourceArn': sourceArn } },
        }),
      );
    }
  }

  /**
   * Has the function work on the messages, this many at a time and in as many batches side by side as may run, so that
   * none is refused and used up. It reports those that failed, and only they come again.
   * @throws Error where a message would come again while the function may still be at work on it.
   */
  feed<S extends z.ZodObject>(target: ServiceFunction<S>, { batch }: { readonly batch: number }): void {
    const { timeout, concurrency } = target.limits;
    if (this.redelivery < 2 * timeout) {
      throw new Error(
        `${this.node.path} gives a message again after ${this.redelivery} s; ${target.node.path}, which may run for ${timeout} s, wants ${2 * timeout} s or more`,
      );
    }
    target.allow(
      new PolicyStatement({
        actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
        resources: [this.queue.queueArn],
      }),
      this.key.through('sqs', ['kms:Decrypt']),
    );
    new EventSourceMapping(this, 'Feed', {
      target: target.lambda,
      eventSourceArn: this.queue.queueArn,
      batchSize: batch,
      maxConcurrency: concurrency,
      reportBatchItemFailures: true,
    });
  }
}
