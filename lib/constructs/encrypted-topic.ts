import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { DataKey } from '../platform/data-key.ts';
import type { EventQueue } from './event-queue.ts';

export interface EncryptedTopicProps {
  readonly key: DataKey;
  readonly displayName: string;
}

/** A topic that takes messages over TLS only and keeps them encrypted. */
export class EncryptedTopic extends Construct {
  readonly topic: Topic;
  private readonly key: DataKey;

  constructor(scope: Construct, id: string, props: EncryptedTopicProps) {
    super(scope, id);
    this.key = props.key;
    this.topic = new Topic(this, 'Topic', {
      masterKey: props.key.key,
      enforceSSL: true,
      displayName: props.displayName,
    });
  }

  /**
   * Lets a service of AWS publish here on behalf of these accounts, which takes the topic's leave and the
   * key's.
   */
  acceptFrom(service: string, accounts: readonly string[]): void {
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(service)],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': [...accounts] } },
      }),
    );
    this.key.serve(service, accounts);
  }

  /**
   * Delivers every message to the queue as SNS wraps it; what SNS cannot deliver goes to the queue's dead
   * letters.
   */
  feed(target: EventQueue): void {
    target.acceptFrom('sns.amazonaws.com', this.topic.topicArn);
    new CfnSubscription(this, 'Feed', {
      topicArn: this.topic.topicArn,
      protocol: 'sqs',
      endpoint: target.queue.queueArn,
      redrivePolicy: { deadLetterTargetArn: target.deadLetters.queue.queueArn },
    });
  }
}
