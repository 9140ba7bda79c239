import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { BUS_NAME, FORWARD_ROLE_PREFIX } from '../../shared/platform/member-access.ts';

export interface ForwardingProps {
  /** The account and region of Belltower. */
  readonly hub: string;
  readonly hubRegion: string;
  /** What is handed on, one pattern a rule. */
  readonly patterns: readonly EventPattern[];
}

/** For so long EventBridge tries to hand an event over; after that the daily sweep is sooner. */
const TRIED_HOURS = 6;

/** Hands the calls of this account and region, as CloudTrail writes them down, to the bus of Belltower. */
export class Forwarding extends Construct {
  constructor(scope: Construct, id: string, { hub, hubRegion, patterns }: ForwardingProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const bus = stack.formatArn({
      service: 'events',
      account: hub,
      region: hubRegion,
      resource: 'event-bus',
      resourceName: BUS_NAME,
    });
    const role = new Role(this, 'Role', {
      roleName: `${FORWARD_ROLE_PREFIX}${stack.region}`, // by which the bus knows it
      description: 'Lets EventBridge hand calls of this account and region to Belltower',
      assumedBy: new ServicePrincipal('events.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
      inlinePolicies: {
        Forward: new PolicyDocument({
          statements: [new PolicyStatement({ actions: ['events:PutEvents'], resources: [bus] })],
        }),
      },
    });
    const undelivered = this.undelivered();
    const rules = patterns.map((eventPattern, place) => {
      const rule = new Rule(this, `Calls${place + 1}`, {
        description: 'Belltower hears what was made and changed here',
        eventPattern,
      });
      rule.addTarget({
        bind: () => ({
          arn: bus,
          role,
          deadLetterConfig: { arn: undelivered.queueArn },
          retryPolicy: { maximumEventAgeInSeconds: TRIED_HOURS * 3600, maximumRetryAttempts: 185 },
        }),
      });
      return rule.ruleArn;
    });
    undelivered.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [undelivered.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': rules } },
      }),
    );
  }

  /** Looked at by people, where events do not arrive: nothing is lost with them, since a sweep comes every day. */
  private undelivered(): Queue {
    const queue = new Queue(this, 'Undelivered', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is the dead-letter queue of rules, which the rule does not look at.',
    });
    return queue;
  }
}
