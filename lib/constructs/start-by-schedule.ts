import { Stack } from 'aws-cdk-lib';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import type { Access } from './access.ts';
import type { DeadLetterQueue } from './dead-letter-queue.ts';

/** A function or a workflow. */
interface Startable {
  /** Its ARN and the permission to start it. */
  invocation(): Access;
}

export interface StartBySchedule {
  readonly target: Startable;
  /** JSON that it is given, in which EventBridge Scheduler puts `<aws.scheduler.scheduled-time>`; by default its event. */
  readonly input?: string;
  /** Whom it starts, for the description of its role: `the sweeper`. */
  readonly whom: string;
  /** What for, for its own description. */
  readonly purpose: string;
  /** As EventBridge Scheduler writes it: `rate(1 minute)`, `cron(0 14 * * ? *)` in UTC. */
  readonly expression: string;
  readonly deadLetters: DeadLetterQueue;
  /** Seconds for which starting it is tried again. */
  readonly within: number;
}

/** Has a function or a workflow started by the clock; what could not be started is left in the dead letters. */
export function startBySchedule(
  scope: Construct,
  id: string,
  { target, input, whom, purpose, expression, deadLetters, within }: StartBySchedule,
): CfnSchedule {
  const invoke = target.invocation();
  const role = new Role(scope, 'ScheduleRole', {
    description: `Lets the schedule start ${whom}, or say that it could not`,
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
    inlinePolicies: {
      Allowed: new PolicyDocument({ statements: [...invoke.statements, ...deadLetters.send().statements] }),
    },
  });
  const schedule = new CfnSchedule(scope, id, {
    description: `Belltower: ${purpose}`,
    scheduleExpression: expression,
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: invoke.value,
      roleArn: role.roleArn,
      ...(input === undefined ? {} : { input }),
      deadLetterConfig: { arn: deadLetters.queue.queueArn },
      retryPolicy: { maximumEventAgeInSeconds: within, maximumRetryAttempts: 3 },
    },
  });
  return schedule;
}
