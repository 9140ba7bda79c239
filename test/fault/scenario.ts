import { at } from '../support/paging.ts';
import { type AwsOptions, PlayedAws } from '../support/played-aws.ts';

/** An alarm on the intake topic as CloudWatch words it. */
export function alarm(state: 'ALARM' | 'OK', seconds: number): string {
  const Message = JSON.stringify({
    AlarmName: 'payments-errors',
    AlarmDescription: 'API error rate > 5%\nservice=payments severity=SEV2',
    NewStateValue: state,
    AWSAccountId: '111111111111',
    AlarmArn: 'arn:aws:cloudwatch:eu-west-1:111111111111:alarm:payments-errors',
    StateChangeTime: at(seconds).replace('Z', '+0000'),
    Trigger: { Namespace: 'Payments', MetricName: 'Errors', Dimensions: [] },
  });
  return JSON.stringify({
    Type: 'Notification',
    TopicArn: 'arn:aws:sns:eu-west-1:111111111111:alarms',
    Message,
  });
}

export const ACKED_AT = 57 * 60;
export const CLEARED_AT = 62 * 60;
export const END = 80 * 60;

/**
 * An alarm nobody answers for 57 minutes: every rung of the ladder, a number that is refused, somebody without a contact
 * and the incident about them. Then it is acknowledged, clears, and what else is open is resolved by hand.
 */
export async function playNight(options: AwsOptions): Promise<PlayedAws> {
  const aws = new PlayedAws(options);
  aws.time.after(0, () => aws.intake.send(alarm('ALARM', 0)));
  aws.time.after(ACKED_AT * 1000, () => {
    for (const { id, state, service } of aws.incidents())
      if (service === 'payments' && state === 'triggered') void aws.change(id, { action: 'ack' });
  });
  aws.time.after(CLEARED_AT * 1000, () => aws.intake.send(alarm('OK', CLEARED_AT)));
  aws.time.after((CLEARED_AT + 300) * 1000, () => {
    for (const { id, state, service } of aws.incidents())
      if (service !== 'payments' && state !== 'resolved') void aws.change(id, { action: 'resolve' });
  });
  await aws.time.run(at(END));
  return aws;
}
