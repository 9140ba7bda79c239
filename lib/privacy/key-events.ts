import { Duration, Stack } from 'aws-cdk-lib';
import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { TakeEventEnv } from '../../shared/privacy/env.ts';
import type { DeadLetterQueue } from '../constructs/dead-letter-queue.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import type { PrivacyPart } from './privacy-part.ts';

/**
 * What AWS tells of: keys that are deleted, or saved from it by somebody, and executions that were stopped. Each may come
 * twice or not at all; the last two only where there is a trail in CloudTrail, and all of it is asked for besides.
 */
export class KeyEvents extends Construct {
  readonly takeEvent: ServiceFunction<typeof TakeEventEnv>;
  private readonly deadLetters: DeadLetterQueue;

  constructor(scope: Construct, id: string, { platform, config, privacy }: PrivacyPart) {
    super(scope, id);
    const { key, alarms, bus } = platform;
    this.deadLetters = privacy.deadLetters;
    this.takeEvent = new ServiceFunction(this, 'TakeEvent', {
      entry: 'privacy/take-event',
      schema: TakeEventEnv,
      env: {
        CASES_TABLE: privacy.cases.access('GetItem', 'Query', 'PutItem'),
        ERASURE_ARN: privacy.erasure.start(),
        BUS_NAME: bus.putEvents(),
      },
      config,
      limits: { timeout: 30, concurrency: 2 },
      alarms,
    });
    key.serve('events.amazonaws.com', [Stack.of(this).account]);
    this.takeEvent.keepFailures(this.deadLetters, { attempts: 2, within: Duration.hours(1) });
    this.on('KeyDeleted', { source: ['aws.kms'], detailType: ['KMS CMK Deletion'] });
    this.on('DeletionCancelled', {
      source: ['aws.kms'],
      detailType: ['AWS API Call via CloudTrail'],
      detail: { eventSource: ['kms.amazonaws.com'], eventName: ['CancelKeyDeletion'] },
    });
    this.on('ExecutionStopped', {
      source: ['aws.states'],
      detailType: ['Step Functions Execution Status Change'],
      detail: {
        stateMachineArn: [privacy.erasure.stateMachine.stateMachineArn],
        status: ['ABORTED', 'FAILED', 'TIMED_OUT'],
      },
    });
  }

  private on(id: string, eventPattern: EventPattern): void {
    const rule = new Rule(this, id, { eventPattern });
    const { lambda } = this.takeEvent;
    rule.addTarget({
      bind: () => ({
        arn: lambda.functionArn,
        deadLetterConfig: { arn: this.deadLetters.queue.queueArn },
      }),
    });
    lambda.addPermission(id, {
      principal: new ServicePrincipal('events.amazonaws.com'),
      sourceArn: rule.ruleArn,
    });
    const { queue } = this.deadLetters;
    queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleArn } },
      }),
    );
  }
}
