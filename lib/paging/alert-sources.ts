import { Stack } from 'aws-cdk-lib';
import { type EventBus, type EventPattern, Match, Rule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { ALERT_RAISED, AWS_HEALTH } from '../../shared/paging/events.ts';
import type { Organization } from '../../shared/platform/schema.ts';
import { EncryptedTopic } from '../constructs/encrypted-topic.ts';
import type { EventQueue } from '../constructs/event-queue.ts';
import type { Bus } from '../platform/bus.ts';
import type { DataKey } from '../platform/data-key.ts';

export interface AlertSourcesProps {
  readonly organization: Organization;
  readonly key: DataKey;
  readonly bus: Bus;
  /** Where all alerts go. */
  readonly intake: EventQueue;
  /**
   * Whether every CloudWatch alarm of this account and region raises an alert, without an action of its own.
   */
  readonly cloudwatchEvents: boolean;
  /** Whether what AWS Health says about this account and region raises an alert. */
  readonly healthEvents: boolean;
}

/**
 * The ways an alert comes in from AWS: a topic to point alarms at, the Belltower bus, and the events of
 * the account's alarms and of AWS Health.
 */
export class AlertSources extends Construct {
  readonly topic: EncryptedTopic;

  constructor(scope: Construct, id: string, props: AlertSourcesProps) {
    super(scope, id);
    const home = Stack.of(this).account;
    const accounts = [...new Set([home, ...props.organization.accounts.map((account) => account.id)])];
    props.key.serve('sns.amazonaws.com', [home]);
    props.key.serve('events.amazonaws.com', [home]);

    this.topic = new EncryptedTopic(this, 'Topic', { key: props.key, displayName: 'Belltower alerts' });
    for (const service of ['cloudwatch.amazonaws.com', 'events.amazonaws.com', 'budgets.amazonaws.com']) {
      this.topic.acceptFrom(service, accounts);
    }
    this.topic.feed(props.intake);

    const raised = { detailType: [ALERT_RAISED.detailType] };
    this.route('AlertRaised', props.intake, raised, props.bus.bus);
    if (props.cloudwatchEvents) {
      this.route('AlarmStateChanged', props.intake, {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        // Alarms of target tracking go off whenever something is scaled.
        detail: { alarmName: Match.anythingButPrefix('TargetTracking-') },
      });
    }
    if (props.healthEvents) {
      this.route('HealthEvent', props.intake, {
        source: [AWS_HEALTH.source],
        detailType: [AWS_HEALTH.event, AWS_HEALTH.abuse],
      });
    }
  }

  private route(id: string, intake: EventQueue, eventPattern: EventPattern, eventBus?: EventBus): void {
    const rule = new Rule(this, id, { eventPattern, ...(eventBus === undefined ? {} : { eventBus }) });
    const { queue, deadLetters } = intake;
    // `SqsQueue` of aws-events-targets would leave the rule out of the policy of an encrypted queue.
    rule.addTarget({
      bind: () => ({ arn: queue.queueArn, deadLetterConfig: { arn: deadLetters.queue.queueArn } }),
    });
    intake.acceptFrom('events.amazonaws.com', rule.ruleArn);
  }
}
