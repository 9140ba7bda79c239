import { Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Construct } from 'constructs';
import type { Severity } from '../../shared/paging/events.ts';
import { OWN_SERVICE } from '../../shared/paging/events.ts';
import { EncryptedTopic } from '../constructs/encrypted-topic.ts';
import type { DataKey } from './data-key.ts';

export interface Watch {
  readonly metric: IMetric;
  /** What it means when it goes off; docs/operations.md has what to do. */
  readonly meaning: string;
  /** How it is paged: SEV2 where pages may be late or lost, SEV3 where something else needs repair. */
  readonly severity: Severity;
  /**
   * Goes off below 1 instead of above 0, and when there is no data: for what has to happen all the time.
   */
  readonly heartbeat?: boolean;
  /** Goes off above this, in the metric's unit, instead of above 0. */
  readonly above?: number;
  /** Also goes off when there is no data: where silence is as bad as a value that is too high. */
  readonly silence?: 'alarms';
}

/**
 * Our own alarms, and the operations topic that hears of all of them whatever becomes of the pager: the
 * fallback for the case that it is the pager that fails. Where there is a pager, it hears of them too.
 */
export class Alarms extends Construct {
  readonly operations: EncryptedTopic;
  private readonly alarms: Alarm[] = [];
  private readonly topics: EncryptedTopic[];

  constructor(scope: Construct, id: string, props: { readonly key: DataKey }) {
    super(scope, id);
    this.operations = new EncryptedTopic(this, 'Operations', {
      key: props.key,
      displayName: 'Belltower operations',
    });
    this.topics = [this.operations];
    this.operations.acceptFrom('cloudwatch.amazonaws.com', [Stack.of(this).account]);
  }

  /** Raises an alarm as soon as the metric's period has passed, and takes it back when it is over. */
  watch(scope: Construct, id: string, watch: Watch): void {
    const { metric, meaning, severity, heartbeat = false, above = 0 } = watch;
    const silenceAlarms = heartbeat || watch.silence === 'alarms';
    const alarm = new Alarm(scope, id, {
      alarmDescription: `Belltower: ${meaning}. service=${OWN_SERVICE} severity=${severity}\nWhat to do: docs/operations.md`,
      metric,
      threshold: heartbeat ? 1 : above,
      evaluationPeriods: 1,
      comparisonOperator: heartbeat
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: silenceAlarms ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    this.alarms.push(alarm);
    for (const topic of this.topics) tell(alarm, topic);
  }

  /** Has the pager page people for every alarm of ours, whether it was made before this call or not. */
  alsoPage(intake: EncryptedTopic): void {
    this.topics.push(intake);
    for (const alarm of this.alarms) tell(alarm, intake);
  }
}

function tell(alarm: Alarm, topic: EncryptedTopic): void {
  const action = new SnsAction(topic.topic);
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
}
