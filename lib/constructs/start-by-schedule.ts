import { Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import type * as z from 'zod';
import type { DeadLetterQueue } from './dead-letter-queue.ts';
import type { ServiceFunction } from './service-function.ts';

export interface StartBySchedule<S extends z.ZodObject> {
  readonly target: ServiceFunction<S>;
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

/** Has a function started by the clock; what could not be started is left in the dead letters. */
export function startBySchedule<S extends z.ZodObject>(
  scope: Construct,
  id: string,
  { target, whom, purpose, expression, deadLetters, within }: StartBySchedule<S>,
): CfnSchedule {
  const invoke = target.invocation();
  const role = new Role(scope, 'ScheduleRole', {
    description: `Lets the schedule start ${whom}, or say that it could not`,
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  });
  for (const statement of [...invoke.statements, ...deadLetters.send().statements])
    role.addToPolicy(statement);
  const schedule = new CfnSchedule(scope, id, {
    description: `Belltower: ${purpose}`,
    scheduleExpression: expression,
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: invoke.value,
      roleArn: role.roleArn,
      deadLetterConfig: { arn: deadLetters.queue.queueArn },
      retryPolicy: { maximumEventAgeInSeconds: within, maximumRetryAttempts: 3 },
    },
  });
  schedule.node.addDependency(role);
  return schedule;
}
