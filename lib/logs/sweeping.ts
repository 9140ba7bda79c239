import { Duration, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Metric as MetricName } from '../../shared/kernel/telemetry.ts';
import { ConcludeLogSweepEnv, SweepLogCellEnv } from '../../shared/logs/env.ts';
import { sweptPlaces } from '../../shared/platform/sweep-config.ts';
import type { DeadLetterQueue } from '../constructs/dead-letter-queue.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { assumeMemberRole, memberRole } from '../platform/member-role.ts';
import { Sweep } from '../platform/sweep.ts';
import { SWEEP_CELL_LIMITS } from '../platform/sweep-definition.ts';
import type { LogsPart } from './logs-part.ts';
import { acknowledgeGroups, acknowledgeMembers, treatGroups } from './retention-access.ts';

const UNKNOWN: MetricName = 'LogCellsUnknown';

export interface SweepingProps extends LogsPart {
  /** Where sweeps are left that could not be started. */
  readonly deadLetters: DeadLetterQueue;
}

/** Looks at every log group once a day, for what no event has said, and tells owners what is to be shortened. */
export class Sweeping extends Construct {
  readonly sweep: Sweep;

  constructor(scope: Construct, id: string, part: SweepingProps) {
    super(scope, id);
    const { platform, config, deadLetters } = part;
    this.sweep = new Sweep(this, 'Sweep', {
      platform,
      what: 'log groups',
      does: {
        SweepCellFunctionArn: this.sweepCell(part).invocation(),
        ConcludeFunctionArn: this.conclude(part).invocation(),
      },
      deadLetters,
      expression: 'cron(30 3 * * ? *)',
      ...sweptPlaces(config.organization, Stack.of(this).account),
    });
    platform.alarms.watch(this, 'CellsUnknown', {
      metric: new Metric({
        namespace: 'Belltower',
        metricName: UNKNOWN,
        dimensionsMap: { service: 'logs' },
        statistic: 'Maximum',
        period: Duration.minutes(5),
      }),
      meaning: 'nothing can be said of the log groups of some accounts and regions',
      severity: 'SEV3',
      wrong: { above: 0 },
    });
  }

  private sweepCell({ platform, config, logs }: LogsPart) {
    const sweepCell = new ServiceFunction(this, 'SweepLogCell', {
      entry: 'logs/sweep-log-cell',
      schema: SweepLogCellEnv,
      env: {
        GROUPS_TABLE: logs.groups.access('GetItem', 'Query', 'PutItem'),
        AUDIT_TABLE: platform.audit.access('PutItem'),
        MEMBER_ROLE: assumeMemberRole(this),
      },
      permissions: treatGroups(this, config.logs),
      config,
      eventStreams: true, // the client of CloudWatch Logs
      limits: SWEEP_CELL_LIMITS,
      alarms: platform.alarms,
    });
    acknowledgeGroups(sweepCell);
    acknowledgeMembers(sweepCell);
    return sweepCell;
  }

  private conclude({ platform, config, logs }: LogsPart) {
    return new ServiceFunction(this, 'ConcludeLogSweep', {
      entry: 'logs/conclude-log-sweep',
      schema: ConcludeLogSweepEnv,
      env: {
        GROUPS_TABLE: logs.groups.accessWithIndex('Query', 'PutItem'),
        AUDIT_TABLE: platform.audit.access('PutItem'),
        MEMBER_ROLE: memberRole(this),
        BUS_NAME: platform.bus.putEvents(),
      },
      permissions: platform.mail === undefined ? [] : [platform.mail.send()],
      config,
      limits: { timeout: 120, concurrency: 1 },
      alarms: platform.alarms,
    });
  }
}
