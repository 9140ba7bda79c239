import { Stack } from 'aws-cdk-lib';
import { type EventBus, Match, Rule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { JudgeTagEventEnv } from '../../shared/tags/event-env.ts';
import {
  AWS_SOURCES,
  CREATE_PATTERNS,
  FORWARDED_PATTERN,
  type TagEventPattern,
} from '../../shared/tags/tag-events.ts';
import { EventQueue } from '../constructs/event-queue.ts';
import { isLocal } from '../constructs/local.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { assumeMemberRole } from '../platform/member-role.ts';
import { acknowledgeTagging, taggingPermissions } from './tagging-permissions.ts';
import type { TagsPart } from './tags-part.ts';

/**
 * What is made is judged when CloudTrail says so: in this account and region, and wherever else calls are forwarded from
 * to the bus of Belltower.
 */
export class TagEvents extends Construct {
  readonly queue: EventQueue;

  constructor(scope: Construct, id: string, { platform, config, tags }: TagsPart) {
    super(scope, id);
    const { key, alarms, audit, bus } = platform;
    this.queue = new EventQueue(this, 'Queue', {
      key,
      alarms,
      holds: 'new resources that wait to be judged',
      losses: 'new resources that could not be judged or tagged',
      redelivery: 120,
      // Nobody waits for it, and what is throttled comes again for an hour.
      waiting: { after: 900, severity: 'SEV3' },
    });
    key.serve('events.amazonaws.com', [Stack.of(this).account]);
    for (const [place, pattern] of CREATE_PATTERNS.entries()) this.listen(`Created${place + 1}`, pattern);
    this.listen('Forwarded', FORWARDED_PATTERN, bus.bus);

    const judge = new ServiceFunction(this, 'JudgeTagEvent', {
      entry: 'tags/judge-tag-event',
      schema: JudgeTagEventEnv,
      env: {
        RESOURCES_TABLE: tags.resources.access('BatchGetItem', 'PutItem'),
        AUDIT_TABLE: audit.access('PutItem'),
        MEMBER_ROLE: assumeMemberRole(this),
        QUEUE_URL: this.queue.send(),
        DLQ_URL: this.queue.deadLetters.send(),
      },
      permissions: taggingPermissions(this, config.tags),
      config,
      // Few at a time: the Tagging API takes five writes a second of an account in a region.
      limits: { timeout: 60, concurrency: 3 },
      alarms,
    });
    acknowledgeTagging(judge, config.tags);
    this.queue.feed(judge, { batch: 5 });
  }

  private listen(
    id: string,
    { 'detail-type': detailType, detail }: TagEventPattern,
    eventBus?: EventBus,
  ): void {
    // The emulator, like AWS, lets nobody put events of such sources on a bus, and puts none there itself.
    const source = isLocal(this) ? {} : { source: Match.prefix(AWS_SOURCES) };
    const rule = new Rule(this, id, {
      eventPattern: { ...source, detailType: [...detailType], detail },
      ...(eventBus === undefined ? {} : { eventBus }),
    });
    const { queue, deadLetters } = this.queue;
    // `SqsQueue` of aws-events-targets would leave the rule out of the policy of an encrypted queue.
    rule.addTarget({
      bind: () => ({ arn: queue.queueArn, deadLetterConfig: { arn: deadLetters.queue.queueArn } }),
    });
    this.queue.acceptFrom('events.amazonaws.com', rule.ruleArn);
  }
}
