import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { SweepLaddersEnv } from '../../shared/paging/env.ts';
import type { EnvAccess } from '../constructs/access.ts';
import { DeadLetterQueue } from '../constructs/dead-letter-queue.ts';
import { schedule } from '../constructs/schedule.ts';
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
    schedule(this, {
      id: 'EveryMinute',
      does: 'wakes incidents whose own clock has not',
      everyMinutes: 1,
      target: sweep,
      deadLetters,
    });
    alarms.watch(this, 'Overdue', {
      metric: new Metric({
        namespace: 'Belltower',
        metricName: 'OverdueIncidents',
        dimensionsMap: { service: 'paging' },
        statistic: 'Maximum',
        period: Duration.minutes(1),
      }),
      meaning: 'an incident was not woken in time, and the sweeper had to',
      severity: 'SEV2',
    });
    alarms.watch(this, 'Stopped', {
      metric: sweep.lambda.metricInvocations({ period: Duration.minutes(5), statistic: 'Sum' }),
      meaning: 'the sweeper has not run for five minutes',
      severity: 'SEV2',
      heartbeat: true,
    });
  }
}
