import { Stack } from 'aws-cdk-lib';
import { type EventBus, type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { settleSeconds } from '../../shared/logs/config.ts';
import { JudgeLogGroupEnv } from '../../shared/logs/env.ts';
import { LOG_CALL_EVENT, LOG_CALLS } from '../../shared/logs/events.ts';
import { EventQueue } from '../constructs/event-queue.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { assumeMemberRole } from '../platform/member-role.ts';
import type { LogsPart } from './logs-part.ts';
import { acknowledgeGroups, acknowledgeMembers, treatGroups } from './retention-access.ts';

/**
 * Has every group looked at that was created or whose retention was changed, some time after: by then its own template
 * has set what it wants. Calls of this account are on its own bus, those of member accounts on the Belltower bus.
 */
export class Judging extends Construct {
  readonly queue: EventQueue;

  constructor(scope: Construct, id: string, { platform, config, logs }: LogsPart) {
    super(scope, id);
    const { alarms, key, audit } = platform;
    const delay = settleSeconds(config.logs);
    this.queue = new EventQueue(this, 'Queue', {
      key,
      alarms,
      losses: 'log groups, or hours of their volume, that could not be looked at',
      holds: 'log groups that wait to be looked at after a call',
      redelivery: 180,
      delay,
      // It holds up no page, and the sweep of the night looks at every group.
      waiting: { after: delay + 900, severity: 'SEV3' },
    });
    const judge = new ServiceFunction(this, 'JudgeLogGroup', {
      entry: 'logs/judge-log-group',
      schema: JudgeLogGroupEnv,
      env: {
        GROUPS_TABLE: logs.groups.access('GetItem', 'PutItem'),
        AUDIT_TABLE: audit.access('PutItem'),
        DLQ_URL: this.queue.deadLetters.send(),
        MEMBER_ROLE: assumeMemberRole(this),
      },
      permissions: treatGroups(this, config.logs),
      config,
      eventStreams: true, // the client of CloudWatch Logs
      // It waits for up to a minute where another call is in the way of its own.
      limits: { timeout: 90, concurrency: 3 },
      alarms,
    });
    acknowledgeGroups(judge);
    acknowledgeMembers(judge);
    this.queue.feed(judge, { batch: 10 });
    key.serve('events.amazonaws.com', [Stack.of(this).account]);
    this.route('Call');
    this.route('MemberCall', platform.bus.bus);
  }

  private route(id: string, eventBus?: EventBus): void {
    const rule = new Rule(this, id, { eventPattern: CALLS, ...(eventBus === undefined ? {} : { eventBus }) });
    const { queue, deadLetters } = this.queue;
    // `SqsQueue` of aws-events-targets would leave the rule out of the policy of an encrypted queue.
    rule.addTarget({
      bind: () => ({ arn: queue.queueArn, deadLetterConfig: { arn: deadLetters.queue.queueArn } }),
    });
    this.queue.acceptFrom('events.amazonaws.com', rule.ruleArn);
  }
}

/** Whoever else puts such an event on a bus has a group looked at as it is, and nothing more: an event decides nothing. */
const CALLS: EventPattern = {
  detailType: [LOG_CALL_EVENT.detailType],
  detail: { eventSource: [LOG_CALL_EVENT.eventSource], eventName: [...LOG_CALLS] },
};
