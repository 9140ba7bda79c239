import { ArnFormat, Duration, Stack, Token, Validations } from 'aws-cdk-lib';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { CfnStateMachine, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { SweptPlaces } from '../../shared/platform/sweep-config.ts';
import type { Access } from '../constructs/access.ts';
import type { DeadLetterQueue } from '../constructs/dead-letter-queue.ts';
import { startBySchedule } from '../constructs/start-by-schedule.ts';
import { startOf, workflow } from '../constructs/workflow.ts';
import type { Platform } from './platform.ts';
import {
  type ActSubstitution,
  CELL_BYTES,
  LARGEST_STATE,
  type SweepSubstitution,
  sweepDefinition,
} from './sweep-definition.ts';

/** The executions of a workflow, and those that its map has started for cells. */
const EXECUTIONS = [':*', '/Cells:*'] as const;

export interface SweepProps extends SweptPlaces {
  readonly platform: Platform;
  /** What is looked at, for people: `log groups`. */
  readonly what: string;
  /**
   * What is done, each by its function: one round in a cell (`SweepCellInput`, answers `SweepCellAnswer`; its limits are
   * `SWEEP_CELL_LIMITS`), and what comes after all cells (`ConcludeInput`; what it answers is the outcome). Where people
   * have things done between sweeps, what does them: an execution with `{ at, act }` hands it those, and sweeps nothing.
   */
  readonly does: Readonly<Record<SweepSubstitution, Access>> &
    Partial<Readonly<Record<ActSubstitution, Access>>>;
  /** What that may be, for people: `an approval`. */
  readonly acts?: string;
  /** Where a sweep is left that could not be started. */
  readonly deadLetters: DeadLetterQueue;
  /** When, as EventBridge Scheduler writes it: `cron(0 2 * * ? *)` in UTC. */
  readonly expression: string;
}

/** All accounts in all regions, looked at by the time the sweep was scheduled for, however late it comes. */
export class Sweep extends Construct {
  readonly stateMachine: StateMachine;

  /** @throws Error where there is nothing to sweep, or more cells than one state of a workflow can list. */
  constructor(
    scope: Construct,
    id: string,
    { platform, what, does, acts, deadLetters, expression, ...places }: SweepProps,
  ) {
    super(scope, id);
    this.check(places);
    this.stateMachine = workflow(this, {
      definition: sweepDefinition({
        partition: Stack.of(this).partition,
        ...places,
        acts: does.ActFunctionArn !== undefined,
      }),
      does,
      followedBy: 'the time of a sweep',
    });
    this.allowCells();
    platform.alarms.watch(this, 'Failed', {
      metric: this.stateMachine.metricFailed({ period: Duration.minutes(1), statistic: 'Sum' }),
      meaning: `the sweep of ${what}${acts === undefined ? '' : `, or ${acts},`} has not come to its end; the next sweep is within a day`,
      severity: 'SEV3',
      wrong: { above: 0 },
    });
    startBySchedule(this, 'Daily', {
      target: this,
      input: '{"at":"<aws.scheduler.scheduled-time>"}',
      whom: `the sweep of ${what}`,
      purpose: `looks at ${what} in all accounts and regions`,
      expression,
      deadLetters,
      within: 6 * 3600, // it decides as it would have in time
    });
  }

  /** The workflow's ARN and the permission to start an execution, with `{ at }`: the same `at` resumes a sweep. */
  invocation(): Access {
    return startOf(this.stateMachine);
  }

  private check({ accounts, regions }: SweptPlaces): void {
    const cells = accounts.length * regions.length;
    if (cells === 0)
      throw new Error(`${this.node.path} has nothing to sweep: no account, or no region, is given`);
    const most = Math.floor(LARGEST_STATE / CELL_BYTES);
    if (cells <= most) return;
    throw new Error(
      `${this.node.path} would sweep ${accounts.length} accounts in ${regions.length} regions, which are ${cells} cells; one workflow can list ${most}. Name fewer regions or accounts in organization.yaml`,
    );
  }

  /**
   * A distributed map starts, looks at and stops executions of its own workflow ("IAM policies for using Distributed Map
   * states" in its guide). A policy beside the role's own, which has to be there before the workflow that this names.
   */
  private allowCells(): void {
    const { stateMachineArn, stateMachineName, role } = this.stateMachine;
    const stack = Stack.of(this);
    const executions = (which: string) =>
      stack.formatArn({
        service: 'states',
        resource: 'execution',
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        resourceName: `${stateMachineName}${which}`,
      });
    const cells = new Policy(this, 'Cells', {
      statements: [
        new PolicyStatement({ actions: ['states:StartExecution'], resources: [stateMachineArn] }),
        new PolicyStatement({
          actions: ['states:DescribeExecution', 'states:StopExecution'],
          resources: EXECUTIONS.map(executions),
        }),
      ],
    });
    cells.attachToRole(role);
    const account = Token.isUnresolved(stack.account) ? '<AWS::AccountId>' : stack.account;
    const machine = stack.getLogicalId(this.stateMachine.node.defaultChild as CfnStateMachine); // what it is made of
    Validations.of(cells).acknowledge(
      ...EXECUTIONS.map((which) => ({
        id: `AwsSolutions-IAM5[Resource::arn:${stack.partition}:states:${stack.region}:${account}:execution:<${machine}.Name>${which}]`,
        reason: 'Executions of one workflow, its own: each is called by an id that is made when it starts.',
      })),
    );
  }
}
