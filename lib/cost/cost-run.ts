import { Duration, Names, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Access } from '../constructs/access.ts';
import type { DeadLetterQueue } from '../constructs/dead-letter-queue.ts';
import { startBySchedule } from '../constructs/start-by-schedule.ts';
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
    const stack = Stack.of(this);
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      definitionBody: DefinitionBody.fromString(
        stack.toJsonString(costRunDefinition(stack.partition, LONGEST_STEP)),
      ),
      definitionSubstitutions: Object.fromEntries(
        Object.entries(does).map(([name, { value }]) => [name, value]),
      ),
      logs: {
        destination: new LogGroup(this, 'Logs', {
          logGroupName: `/aws/vendedlogs/states/${Names.uniqueResourceName(this, { maxLength: 100 })}`,
          retention: RetentionDays.ONE_MONTH,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ERROR,
        includeExecutionData: false,
      },
      tracingEnabled: false,
    });
    for (const { statements } of Object.values(does))
      for (const statement of statements) this.stateMachine.addToRolePolicy(statement);
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
    this.acknowledge();
  }

  /** The workflow's ARN and the permission to start an execution. */
  invocation(): Access {
    const { stateMachineArn } = this.stateMachine;
    return {
      value: stateMachineArn,
      statements: [new PolicyStatement({ actions: ['states:StartExecution'], resources: [stateMachineArn] })],
    };
  }

  private acknowledge(): void {
    Validations.of(this.stateMachine).acknowledge(
      {
        id: 'AwsSolutions-SF1',
        reason:
          'Errors are logged. Every other event is in the history for 90 days and would be paid for twice.',
      },
      {
        id: 'AwsSolutions-SF2',
        reason:
          'The X-Ray SDK ends in February 2027; the time of a run is in every line of its logs instead.',
      },
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'Log delivery by Step Functions has no resource-level permissions (its guide, cw-logs).',
      },
    );
  }
}
