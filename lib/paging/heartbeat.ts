import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { heartbeatTimes, type PagingConfig } from '../../shared/paging/config.ts';
import { RaiseHeartbeatEnv } from '../../shared/paging/env.ts';
import type { Access } from '../constructs/access.ts';
import { DeadLetterQueue } from '../constructs/dead-letter-queue.ts';
import { isLocal } from '../constructs/local.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { startBySchedule } from '../constructs/start-by-schedule.ts';
import type { Alarms } from '../platform/alarms.ts';
import type { DataKey } from '../platform/data-key.ts';

export interface HeartbeatProps {
  readonly config: PagingConfig;
  /** The Belltower bus, where any other alert comes in too. */
  readonly bus: Access;
  readonly key: DataKey;
  readonly alarms: Alarms;
}

/**
 * A synthetic alert that takes the way of every page, up to a sink that sends nothing; and the alarm that goes off when
 * none arrives any more, or when nobody says whether one does.
 */
export class Heartbeat extends Construct {
  constructor(scope: Construct, id: string, { config, bus, key, alarms }: HeartbeatProps) {
    super(scope, id);
    const times = heartbeatTimes(config.paging);
    if (times === undefined) return;
    const raise = new ServiceFunction(this, 'RaiseHeartbeat', {
      entry: 'paging/raise-heartbeat',
      schema: RaiseHeartbeatEnv,
      env: { BUS_NAME: bus },
      config: {},
      limits: { timeout: 10, concurrency: 1 },
      alarms,
    });
    const deadLetters = new DeadLetterQueue(this, 'DeadLetters', {
      key,
      alarms,
      holds: 'heartbeats that could not be raised',
    });
    // The next one proves as much as one that failed would have.
    raise.keepFailures(deadLetters, { attempts: 0, within: Duration.minutes(1) });
    const minutes = this.wholeMinutes(times.everyMs);
    startBySchedule(this, 'Beat', {
      target: raise,
      whom: 'the heartbeat',
      purpose: 'raises the synthetic alert that shows whether pages get through',
      expression: `rate(${minutes} minute${minutes === 1 ? '' : 's'})`,
      deadLetters,
      within: 60, // the next one proves as much
    });
    alarms.watch(this, 'NotArriving', {
      metric: new Metric({
        namespace: 'Belltower',
        metricName: 'HeartbeatAge',
        dimensionsMap: { service: 'paging' },
        statistic: 'Maximum',
        // The sweeper says it every minute; one that it does not say is no silence yet.
        period: Duration.minutes(3),
      }),
      wrong: { above: times.freshMs },
      silence: 'alarms',
      meaning: 'no synthetic page has arrived in time: pages may not get through',
      severity: 'SEV2',
    });
  }

  /** Local runs may beat more often: they raise the beats in between themselves. */
  private wholeMinutes(everyMs: number): number {
    const minutes = everyMs / 60_000;
    if (!Number.isInteger(minutes) && !isLocal(this))
      throw new Error('paging.heartbeat.every: AWS keeps schedules of whole minutes only, such as 1m or 5m');
    return Math.ceil(minutes);
  }
}
