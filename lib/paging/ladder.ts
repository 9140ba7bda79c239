import { Duration, Stack } from 'aws-cdk-lib';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { ActOnLadderEnv } from '../../shared/paging/env.ts';
import type { Access } from '../constructs/access.ts';
import type { EventQueue } from '../constructs/event-queue.ts';
import type { ServiceFunction } from '../constructs/service-function.ts';
import { startOf, workflow } from '../constructs/workflow.ts';
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
    const does: Record<LadderSubstitution, Access> = {
      ActFunctionArn: props.act.invocation(),
      DeliveryQueueUrl: props.delivery.send(),
    };
    this.stateMachine = workflow(this, {
      definition: ladderDefinition(Stack.of(this).partition),
      does,
      followedBy: 'the correlation id of an incident',
    });
    props.alarms.watch(this, 'Failed', {
      metric: this.stateMachine.metricFailed({ period: Duration.minutes(1), statistic: 'Sum' }),
      meaning: 'the ladder of an incident failed; the sweeper goes on with it',
      severity: 'SEV2',
      wrong: { above: 0 },
    });
  }

  /** The workflow's ARN and the permission to start an execution. */
  start(): Access {
    return startOf(this.stateMachine);
  }
}
