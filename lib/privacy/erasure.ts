import { Duration, Names, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Access } from '../constructs/access.ts';
import type { Alarms } from '../platform/alarms.ts';
import { type ErasureSubstitution, erasureDefinition } from './erasure-definition.ts';

export interface ErasureProps {
  readonly alarms: Alarms;
  /** What is done, each by its function. */
  readonly does: Readonly<Record<ErasureSubstitution, Access>>;
}

/** The workflow that acts for a case: it knows when, and nothing of whom. */
export class Erasure extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, { alarms, does }: ErasureProps) {
    super(scope, id);
    const stack = Stack.of(this);
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      definitionBody: DefinitionBody.fromString(stack.toJsonString(erasureDefinition(stack.partition))),
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
    alarms.watch(this, 'Failed', {
      metric: this.stateMachine.metricFailed({ period: Duration.minutes(1), statistic: 'Sum' }),
      meaning: 'nobody acts for a privacy case any more; the watch starts it again',
      severity: 'SEV3',
      wrong: { above: 0 },
    });
    this.acknowledge();
  }

  /** The workflow's ARN and the permission to start an execution. */
  start(): Access {
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
        reason: 'The X-Ray SDK ends in February 2027; the id of a case is in every line of its logs instead.',
      },
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'Log delivery by Step Functions has no resource-level permissions (its guide, cw-logs).',
      },
    );
  }
}
