import { Duration, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { WatchLogVolumeEnv } from '../../shared/logs/env.ts';
import type { DeadLetterQueue } from '../constructs/dead-letter-queue.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { startBySchedule } from '../constructs/start-by-schedule.ts';
import { assumeMemberRole } from '../platform/member-role.ts';
import type { LogsPart } from './logs-part.ts';
import { acknowledgeMembers, describeGroups } from './retention-access.ts';

export interface VolumeProps extends LogsPart {
  /** Where looks are left that failed. */
  readonly deadLetters: DeadLetterQueue;
}

/** Looks every hour whether log groups take in far more than usual, and has somebody told of it once. */
export class Volume extends Construct {
  constructor(scope: Construct, id: string, { platform, config, logs, deadLetters }: VolumeProps) {
    super(scope, id);
    const watch = new ServiceFunction(this, 'WatchLogVolume', {
      entry: 'logs/watch-log-volume',
      schema: WatchLogVolumeEnv,
      env: {
        GROUPS_TABLE: logs.groups.access('Query', 'PutItem'),
        MEMBER_ROLE: assumeMemberRole(this),
        BUS_NAME: platform.bus.putEvents(),
      },
      permissions: [
        new PolicyStatement({
          sid: 'ReadVolume',
          actions: ['cloudwatch:GetMetricData', 'cloudwatch:ListMetrics'],
          resources: ['*'],
        }),
        describeGroups(),
      ],
      config,
      eventStreams: true, // the client of CloudWatch Logs
      // Thousands of accounts and regions, most of them one request each; the week of 500 groups is some megabytes.
      limits: { timeout: 600, concurrency: 1, memory: 1024 },
      alarms: platform.alarms,
    });
    acknowledgeMembers(watch);
    Validations.of(watch).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Metrics have no ARN to name, nor has the list of log groups; both are only read.',
    });
    watch.keepFailures(deadLetters, { attempts: 1, within: Duration.minutes(30) });
    startBySchedule(this, 'Hourly', {
      target: watch,
      whom: 'the watch over the volume of logs',
      purpose: 'looks whether log groups take in far more than usual',
      expression: 'cron(20 * * * ? *)', // when the metrics of the last whole hour are there
      deadLetters,
      within: 1800,
    });
  }
}
