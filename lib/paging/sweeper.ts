import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Metric as MetricName } from '../../shared/kernel/telemetry.ts';
import { SweepLaddersEnv } from '../../shared/paging/env.ts';
import type { EnvAccess } from '../constructs/access.ts';
import { DeadLetterQueue } from '../constructs/dead-letter-queue.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { startBySchedule } from '../constructs/start-by-schedule.ts';
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
    const schedule = startBySchedule(this, 'EveryMinute', {
      target: sweep,
      whom: 'the sweeper',
      purpose: 'wakes incidents whose own clock has not',
      expression: 'rate(1 minute)',
      deadLetters,
      within: 60, // the next sweep does the work of one that comes too late
    });
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
