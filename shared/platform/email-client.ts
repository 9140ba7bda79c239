import { type Message, SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
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
  return async (address, email) => {
    if (from === undefined) return { ok: false, reason: 'no-sender-configured', retryable: false };
    try {
      await client.send(
        new SendEmailCommand({
          FromEmailAddress: from,
          Destination: { ToAddresses: [address] },
          Content: { Simple: message(email, from) },
        }),
      );
      return { ok: true, reason: 'accepted' };
    } catch (error) {
      const { code, kind } = toAppError(error);
      return failedOutcome(code, kind);
    }
  };
}

function message({ subject, text, html, pictures = [], thread }: Email, from: string): Message {
  const part = (Data: string) => ({ Data, Charset: 'UTF-8' });
  return {
    Subject: part(subject),
    Body: { Text: part(text), Html: part(html) },
    ...(thread === undefined ? {} : { Headers: threadHeaders(thread, from) }),
    ...(pictures.length === 0
      ? {}
      : {
          Attachments: pictures.map(({ id, bytes, type, about }) => ({
            RawContent: bytes,
            ContentDisposition: 'INLINE',
            ContentId: id,
            ContentType: type,
            ContentTransferEncoding: 'BASE64',
            ContentDescription: about.replace(/[^ -~]/g, '').slice(0, 100),
            FileName: `${id}.${type.replace(/^.*\//, '')}`,
          })),
        }),
  };
}

/**
 * Each mail of a thread answers the same message, which was never sent: so they are one conversation whichever of them
 * arrived, and SES, which names the messages, need not be asked for names (RFC 5322, 3.6.4).
 */
function threadHeaders(thread: string, from: string): NonNullable<Message['Headers']> {
  const root = `<${thread}@${from.slice(from.indexOf('@') + 1)}>`;
  return [
    { Name: 'In-Reply-To', Value: root },
    { Name: 'References', Value: root },
  ];
}
