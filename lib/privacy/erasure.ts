import { Duration, Stack } from 'aws-cdk-lib';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Access } from '../constructs/access.ts';
import { startOf, workflow } from '../constructs/workflow.ts';
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
    this.stateMachine = workflow(this, {
      definition: erasureDefinition(Stack.of(this).partition),
      does,
      followedBy: 'the id of a case',
    });
    alarms.watch(this, 'Failed', {
      metric: this.stateMachine.metricFailed({ period: Duration.minutes(1), statistic: 'Sum' }),
      meaning: 'nobody acts for a privacy case any more; the watch starts it again',
      severity: 'SEV3',
      wrong: { above: 0 },
    });
  }

  /** The workflow's ARN and the permission to start an execution. */
  start(): Access {
    return startOf(this.stateMachine);
  }
}
