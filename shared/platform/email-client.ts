import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions, PATIENCE } from '../runtime/client-options.ts';
import { toAppError } from '../runtime/error-table.ts';
import type { Email } from './email.ts';
import { failedOutcome, type SendOutcome } from './send-outcome.ts';

/** Sends one e-mail; never throws, the outcome says what came of it. */
export type SendEmail = (address: string, email: Email) => Promise<SendOutcome>;

/** Without a sender's address nothing can be mailed, and each attempt says so. */
export function emailSender(
  from: string | undefined,
  client = logCalls(new SESv2Client(clientOptions(PATIENCE.sentOnce))),
): SendEmail {
  return async (address, { subject, text, html }) => {
    if (from === undefined) return { ok: false, reason: 'no-sender-configured', retryable: false };
    const part = (Data: string) => ({ Data, Charset: 'UTF-8' });
    try {
      await client.send(
        new SendEmailCommand({
          FromEmailAddress: from,
          Destination: { ToAddresses: [address] },
          Content: { Simple: { Subject: part(subject), Body: { Text: part(text), Html: part(html) } } },
        }),
      );
      return { ok: true, reason: 'accepted' };
    } catch (error) {
      const { code, kind } = toAppError(error);
      return failedOutcome(code, kind);
    }
  };
}
