import { emailSender, type SendEmail } from './email-client.ts';
import { type SendSms, smsSender } from './sms-client.ts';
import { type SendWebhook, webhookSender } from './webhook-client.ts';

/** How pages go out, by method. */
export interface Senders {
  readonly sms: SendSms;
  readonly email: SendEmail;
  readonly webhook: SendWebhook;
}

/** @param from what mail is sent from; without it none is */
export function senders(from: string | undefined): Senders {
  return { sms: smsSender(), email: emailSender(from), webhook: webhookSender() };
}
