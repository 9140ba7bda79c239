import { Duration, Stack } from 'aws-cdk-lib';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Access } from '../constructs/access.ts';
import type { DeadLetterQueue } from '../constructs/dead-letter-queue.ts';
import { startBySchedule } from '../constructs/start-by-schedule.ts';
import { startOf, workflow } from '../constructs/workflow.ts';
import type { Platform } from '../platform/platform.ts';
import { type CostRunSubstitution, costRunDefinition } from './cost-run-definition.ts';

export interface CostRunProps {
  readonly platform: Platform;
  /** Where a run is left that could not be started. */
  readonly deadLetters: DeadLetterQueue;
  /** What is done, each by its function. */
  readonly does: Readonly<Record<CostRunSubstitution, Access>>;
}

/** Longer than any step's function may run. */
const LONGEST_STEP = 620;

/** What is done about costs twice a day, as a workflow: by the time it was scheduled for, however late it comes. */
export class CostRun extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, { platform, deadLetters, does }: CostRunProps) {
    super(scope, id);
    this.stateMachine = workflow(this, {
      definition: costRunDefinition(Stack.of(this).partition, LONGEST_STEP),
      does,
      followedBy: 'the time of a run',
    });
    platform.alarms.watch(this, 'Failed', {
      metric: this.stateMachine.metricFailed({ period: Duration.minutes(1), statistic: 'Sum' }),
      meaning: 'costs could not be collected or judged; the next run is within twelve hours',
      severity: 'SEV3',
      wrong: { above: 0 },
    });
    startBySchedule(this, 'TwiceADay', {
      target: this,
      input: '{"at":"<aws.scheduler.scheduled-time>"}',
      whom: 'the run that collects costs',
      purpose: 'collects costs and judges them',
      expression: 'cron(0 6,18 * * ? *)',
      deadLetters,
      within: 6 * 3600, // it decides as it would have in time
    });
  }

  /** The workflow's ARN and the permission to start an execution. */
  invocation(): Access {
    return startOf(this.stateMachine);
  }
}
