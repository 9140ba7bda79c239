import { Duration, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { Metric as MetricName } from '../../shared/kernel/telemetry.ts';
import { SweepLaddersEnv } from '../../shared/paging/env.ts';
import type { EnvAccess } from '../constructs/access.ts';
import { DeadLetterQueue } from '../constructs/dead-letter-queue.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import type { Alarms } from '../platform/alarms.ts';
import type { DataKey } from '../platform/data-key.ts';

export interface SweeperProps {
  readonly env: EnvAccess<typeof SweepLaddersEnv>;
  readonly config: object;
  readonly key: DataKey;
  readonly alarms: Alarms;
}

/**
 * Every minute, wakes the incidents whose own clock has not: a lost timer is a late page, never a lost one.
 */
export class Sweeper extends Construct {
  constructor(scope: Construct, id: string, props: SweeperProps) {
    super(scope, id);
    const { key, alarms } = props;
    const sweep = new ServiceFunction(this, 'SweepLadders', {
      entry: 'paging/sweep-ladders',
      schema: SweepLaddersEnv,
      env: props.env,
      config: props.config,
      limits: { timeout: 50, concurrency: 2 },
      alarms,
    });
    const deadLetters = new DeadLetterQueue(this, 'DeadLetters', {
      key,
      alarms,
      holds: 'sweeps that failed',
    });
    // The next minute's sweep does the work of one that failed.
    sweep.keepFailures(deadLetters, { attempts: 0, within: Duration.minutes(1) });
    const schedule = this.everyMinute(sweep, deadLetters);
    alarms.watch(this, 'Overdue', {
      metric: count('OverdueIncidents'),
      meaning: 'an incident was not woken in time, and the sweeper had to',
      severity: 'SEV2',
      wrong: { above: 0 },
    });
    alarms.watch(this, 'Stuck', {
      metric: count('StuckIncidents'),
      meaning: 'an incident stays late whatever the sweeper does: its pages do not go out',
      severity: 'SEV2',
      wrong: { above: 0 },
      periods: { wrong: 2, of: 2 }, // something that did not answer may do so a minute later
    });
    const stopped = alarms.watch(this, 'Stopped', {
      metric: sweep.lambda.metricInvocations({ period: Duration.minutes(5), statistic: 'Sum' }),
      meaning: 'the sweeper has not run for ten minutes',
      severity: 'SEV2',
      wrong: { below: 1 },
      periods: { wrong: 2, of: 2 },
    });
    // The silence before the first run is no silence of the sweeper.
    stopped.node.addDependency(schedule);
  }

  private everyMinute(
    sweep: ServiceFunction<typeof SweepLaddersEnv>,
    deadLetters: DeadLetterQueue,
  ): CfnSchedule {
    const invoke = sweep.invocation();
    const role = new Role(this, 'ScheduleRole', {
      description: 'Lets the schedule start the sweeper, or say that it could not',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    for (const statement of [...invoke.statements, ...deadLetters.send().statements])
      role.addToPolicy(statement);
    const schedule = new CfnSchedule(this, 'EveryMinute', {
      description: 'Belltower: wakes incidents whose own clock has not',
      scheduleExpression: 'rate(1 minute)',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: invoke.value,
        roleArn: role.roleArn,
        deadLetterConfig: { arn: deadLetters.queue.queueArn },
        // The next sweep does the work of one that comes too late.
        retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 3 },
      },
    });
    schedule.node.addDependency(role);
    return schedule;
  }
}

/** What the sweeper counted in one run. */
function count(metricName: MetricName): Metric {
  return new Metric({
    namespace: 'Belltower',
    metricName,
    dimensionsMap: { service: 'paging' },
    statistic: 'Maximum',
    period: Duration.minutes(1),
  });
}
