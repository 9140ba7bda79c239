import { Names, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Access } from './access.ts';

export interface WorkflowProps {
  /** In Amazon States Language. */
  readonly definition: object;
  /** What it does, by the names that the definition has for it, each with its permission. */
  readonly does: Readonly<Record<string, Access>>;
  /** What the lines of its functions' logs have in common, by which one is followed: `the id of a case`. */
  readonly followedBy: string;
}

/** A workflow of ours: the only way there is one in this app. It logs errors, and never what goes through it. */
export function workflow(scope: Construct, { definition, does, followedBy }: WorkflowProps): StateMachine {
  const made = new StateMachine(scope, 'StateMachine', {
    definitionBody: DefinitionBody.fromString(Stack.of(scope).toJsonString(definition)),
    definitionSubstitutions: Object.fromEntries(
      Object.entries(does).map(([name, { value }]) => [name, value]),
    ),
    logs: {
      destination: new LogGroup(scope, 'Logs', {
        logGroupName: `/aws/vendedlogs/states/${Names.uniqueResourceName(scope, { maxLength: 100 })}`,
        retention: RetentionDays.ONE_MONTH,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      level: LogLevel.ERROR,
      includeExecutionData: false,
    },
    tracingEnabled: false,
  });
  for (const { statements } of Object.values(does))
    for (const statement of statements) made.addToRolePolicy(statement);
  Validations.of(made).acknowledge(
    {
      id: 'AwsSolutions-SF1',
      reason:
        'Errors are logged. Every other event is in the history for 90 days and would be paid for twice.',
    },
    {
      id: 'AwsSolutions-SF2',
      reason: `The X-Ray SDK ends in February 2027; ${followedBy} is in every line of its logs instead.`,
    },
    {
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Log delivery by Step Functions has no resource-level permissions (its guide, cw-logs).',
    },
  );
  return made;
}

/** The workflow's ARN and the permission to start an execution. */
export function startOf({ stateMachineArn }: StateMachine): Access {
  return {
    value: stateMachineArn,
    statements: [new PolicyStatement({ actions: ['states:StartExecution'], resources: [stateMachineArn] })],
  };
}
