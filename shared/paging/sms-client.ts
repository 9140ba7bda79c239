import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { failedOutcome, type SendOutcome } from '../platform/send-outcome.ts';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions, PATIENCE } from '../runtime/client-options.ts';
import { toAppError } from '../runtime/error-table.ts';
import { OPTED_OUT } from './opt-out.ts';

/** Sends one text message; never throws, the outcome says what came of it. */
export type SendSms = (number: string, text: string) => Promise<SendOutcome>;

/** Sends by SNS, as transactional: for messages that have to arrive, at the price of a higher rate. */
export function smsSender(client = logCalls(new SNSClient(clientOptions(PATIENCE.sentOnce)))): SendSms {
  return async (number, text) => {
    try {
      const { MessageId } = await client.send(
        new PublishCommand({
          PhoneNumber: number,
          Message: text,
          MessageAttributes: { 'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' } },
        }),
      );
      return { ok: true, reason: 'accepted', receiptId: MessageId };
    } catch (error) {
      if (isOptOut(error)) return { ok: false, reason: OPTED_OUT, retryable: false };
      const { code, kind } = toAppError(error);
      return failedOutcome(code, kind);
    }
  };
}

/** SNS takes most texts to such numbers, and only its delivery log says so; where it refuses, it does by one of these. */
function isOptOut(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (/^OptedOut(Exception)?$/.test(error.name)) return true;
  return error.name.startsWith('InvalidParameter') && /opted out/i.test(error.message);
}
