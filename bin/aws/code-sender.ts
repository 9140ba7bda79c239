import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import type { Instant } from '../../shared/kernel/instant.ts';
import { type CodeNotice, codeBody, codeEmail, codeSms } from '../../shared/paging/code-message.ts';
import type { Contact, ContactMethod } from '../../shared/paging/contact.ts';
import { smsSender } from '../../shared/paging/sms-client.ts';
import { webhookSender } from '../../shared/paging/webhook-client.ts';
import { emailSender } from '../../shared/platform/email-client.ts';
import type { Organization } from '../../shared/platform/schema.ts';
import type { SendOutcome } from '../../shared/platform/send-outcome.ts';
import { clientOptions, PATIENCE } from '../../shared/runtime/client-options.ts';

/** Sends a code to one method of a person; never throws, the outcome says what came of it. */
export type SendCode = (
  contact: Contact,
  method: ContactMethod,
  code: string,
  now: Instant,
) => Promise<SendOutcome>;

const GONE: SendOutcome = { ok: false, reason: 'no-method', retryable: false };

/** Sends codes as pages are sent, with the caller's own credentials. */
export function codeSender(
  { name, sender }: Pick<Organization, 'name' | 'sender'>,
  region: string,
): SendCode {
  const client = { ...clientOptions(PATIENCE.sentOnce), region };
  const sms = smsSender(new SNSClient(client));
  const email = emailSender(sender, new SESv2Client(client));
  const webhook = webhookSender();
  return async (contact, method, code, now) => {
    const notice: CodeNotice = { person: contact.person, organization: name, code };
    switch (method) {
      case 'sms':
        return contact.sms === undefined ? GONE : sms(contact.sms.number, codeSms(notice));
      case 'email':
        return contact.email === undefined ? GONE : email(contact.email.address, codeEmail(notice));
      case 'webhook':
        return contact.webhook === undefined
          ? GONE
          : webhook(contact.webhook, codeBody(contact.webhook.style, notice), now);
    }
  };
}
