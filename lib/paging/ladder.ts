import { Duration, Names, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { ActOnLadderEnv } from '../../shared/paging/env.ts';
import type { Access } from '../constructs/access.ts';
import type { EventQueue } from '../constructs/event-queue.ts';
import type { ServiceFunction } from '../constructs/service-function.ts';
import type { Alarms } from '../platform/alarms.ts';
import { type LadderSubstitution, ladderDefinition } from './ladder-definition.ts';

export interface LadderProps {
  /** Decides and records what is due now, and when to look again. */
  readonly act: ServiceFunction<typeof ActOnLadderEnv>;
  /** Takes the pages that are due. */
  readonly delivery: EventQueue;
  readonly alarms: Alarms;
}

/**
 * The workflow that wakes an incident when its ladder asks for it. It knows when, and nothing of who or why.
 */
export class Ladder extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: LadderProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const invoke = props.act.invocation();
    const send = props.delivery.send();
    const definitionSubstitutions: Record<LadderSubstitution, string> = {
      ActFunctionArn: invoke.value,
      DeliveryQueueUrl: send.value,
    };
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      definitionBody: DefinitionBody.fromString(stack.toJsonString(ladderDefinition(stack.partition))),
      definitionSubstitutions,
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
    for (const statement of [...invoke.statements, ...send.statements]) {
      this.stateMachine.addToRolePolicy(statement);
    }
    props.alarms.watch(this, 'Failed', {
      metric: this.stateMachine.metricFailed({ period: Duration.minutes(1), statistic: 'Sum' }),
      meaning: 'the ladder of an incident failed; the sweeper goes on with it',
      severity: 'SEV2',
      wrong: { above: 0 },
    });
    this.acknowledge();
  }

  /** The workflow's ARN and the permission to start an execution. */
  start(): Access {
    return {
      value: this.stateMachine.stateMachineArn,
      statements: [
        new PolicyStatement({
          actions: ['states:StartExecution'],
          resources: [this.stateMachine.stateMachineArn],
        }),
      ],
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
          'The X-Ray SDK ends in February 2027; correlation ids in the logs follow an incident instead.',
      },
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'Log delivery by Step Functions has no resource-level permissions (its guide, cw-logs).',
      },
    );
  }
}
