import { Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import type * as z from 'zod';
import type { DeadLetterQueue } from './dead-letter-queue.ts';
import type { ServiceFunction } from './service-function.ts';

export interface ScheduleProps<S extends z.ZodObject> {
  /** The logical name, such as `EveryMinute`. */
  readonly id: string;
  /** What it does, for the console: `wakes incidents whose own clock has not`. */
  readonly does: string;
  readonly everyMinutes: number;
  readonly target: ServiceFunction<S>;
  readonly deadLetters: DeadLetterQueue;
}

/** Invokes the function every so many minutes. One that comes more than a minute late is left to the next. */
export function schedule<S extends z.ZodObject>(
  scope: Construct,
  { id, does, everyMinutes, target, deadLetters }: ScheduleProps<S>,
): void {
  const invoke = target.invocation();
  const role = new Role(scope, 'ScheduleRole', {
    description: `Lets the schedule start ${target.node.id}, or say that it could not`,
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  });
  for (const statement of [...invoke.statements, ...deadLetters.send().statements])
    role.addToPolicy(statement);
  const made = new CfnSchedule(scope, id, {
    description: `Belltower: ${does}`,
    scheduleExpression: `rate(${everyMinutes} minute${everyMinutes === 1 ? '' : 's'})`,
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: invoke.value,
      roleArn: role.roleArn,
      deadLetterConfig: { arn: deadLetters.queue.queueArn },
      retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 3 },
    },
  });
  made.node.addDependency(role);
}
