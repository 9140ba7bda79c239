import { createHash } from 'node:crypto';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GenerateMacCommand } from '@aws-sdk/client-kms';
import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import { PublishCommand } from '@aws-sdk/client-sns';
import type { Instant } from '../../shared/kernel/instant.ts';
import { UnknownExpression } from './dynamo-expressions.ts';
import { NUMBERS } from './played-config.ts';

/** SNS: whose number a text message goes to; the numbers of these people are refused for good, or have opted out. */
export function texted(
  command: unknown,
  refused: readonly string[],
  optedOut: readonly string[],
  texts: string[],
): string | undefined {
  if (!(command instanceof PublishCommand)) throw new UnknownExpression('command');
  const person = Object.keys(NUMBERS).find((name) => NUMBERS[name] === command.input.PhoneNumber);
  if (person !== undefined && refused.includes(person)) {
    throw Object.assign(new Error('refused'), { name: 'InvalidParameterException' });
  }
  if (person !== undefined && optedOut.includes(person)) {
    throw Object.assign(new Error('opted out'), { name: 'OptedOutException' });
  }
  texts.push(command.input.Message ?? '');
  return person;
}

/** SES: who is mailed. */
export function mailed(command: unknown): string | undefined {
  if (!(command instanceof SendEmailCommand)) throw new UnknownExpression('command');
  return command.input.Destination?.ToAddresses?.[0]?.split('@')[0];
}

/** KMS: a MAC of what is to be authenticated. */
export function mac(command: unknown) {
  if (!(command instanceof GenerateMacCommand)) throw new UnknownExpression('command');
  return {
    Mac: createHash('sha224')
      .update(command.input.Message ?? '')
      .digest(),
  };
}

/** EventBridge: the events, as its rule puts them on a queue. */
export function busMessages(command: unknown, now: Instant): string[] {
  if (!(command instanceof PutEventsCommand)) throw new UnknownExpression('command');
  return (command.input.Entries ?? []).map(({ DetailType, Source, Detail }) =>
    JSON.stringify({
      'detail-type': DetailType,
      source: Source,
      time: now,
      detail: JSON.parse(Detail ?? ''),
    }),
  );
}
