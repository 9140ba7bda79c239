import { Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Construct } from 'constructs';
import type { Severity } from '../../shared/paging/events.ts';
import { OWN_SERVICE } from '../../shared/paging/events.ts';
import { EncryptedTopic } from '../constructs/encrypted-topic.ts';
import type { DataKey } from './data-key.ts';

interface Watch {
  readonly metric: IMetric;
  /** What it means when it goes off; docs/operations.md has what to do. */
  readonly meaning: string;
  /** How it is paged: SEV2 where pages may be late or lost, SEV3 where something else needs repair. */
  readonly severity: Severity;
  /**
   * Which values are wrong. No data is right where there is a most, since nothing happened, and wrong where there is a
   * least, since what has to happen did not.
   */
  readonly wrong: { readonly above: number } | { readonly below: number };
  /** In how many of how many periods of the metric it has to be wrong; by default in one, the last. */
  readonly periods?: { readonly wrong: number; readonly of: number };
  /** What no data means, where it is not what `wrong` says: the alarm, or nothing. */
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

  /** Raises an alarm as soon as the metric was wrong for that long, and takes it back when it is over. */
  watch(scope: Construct, id: string, { metric, meaning, severity, wrong, periods, silence }: Watch): Alarm {
    const { wrong: datapointsToAlarm, of: evaluationPeriods } = periods ?? { wrong: 1, of: 1 };
    const alarm = new Alarm(scope, id, {
      alarmDescription: `Belltower: ${meaning}. service=${OWN_SERVICE} severity=${severity}\nWhat to do: docs/operations.md`,
      metric,
      evaluationPeriods,
      datapointsToAlarm,
      ...comparison(wrong),
      ...(silence === 'alarms' ? { treatMissingData: TreatMissingData.BREACHING } : {}),
    });
    this.alarms.push(alarm);
    for (const topic of this.topics) tell(alarm, topic);
    return alarm;
  }

  /** Has the pager page people for every alarm of ours, whether it was made before this call or not. */
  alsoPage(intake: EncryptedTopic): void {
    this.topics.push(intake);
    for (const alarm of this.alarms) tell(alarm, intake);
  }
}

function comparison(wrong: Watch['wrong']) {
  return 'above' in wrong
    ? {
        threshold: wrong.above,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      }
    : {
        threshold: wrong.below,
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        treatMissingData: TreatMissingData.BREACHING,
      };
}

function tell(alarm: Alarm, topic: EncryptedTopic): void {
  const action = new SnsAction(topic.topic);
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
}
