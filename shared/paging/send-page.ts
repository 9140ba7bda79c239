import type { Instant } from '../kernel/instant.ts';
import { pageEmail } from './page-email.ts';
import type { PageView } from './page-view.ts';
import type { Channel } from './plan-delivery.ts';
import type { SendOutcome } from './send-outcome.ts';
import type { Senders } from './senders-client.ts';
import { smsText } from './sms-text.ts';
import { genericBody, slackBody } from './webhook-body.ts';

/** Sends one page, in the form that its channel wants; never throws. `view` is only made where its form needs it. */
export function sendPage(
  senders: Senders,
  channel: Channel,
  brief: Pick<PageView, 'severity' | 'service' | 'title'>,
  view: () => PageView,
  link: string,
  now: Instant,
): Promise<SendOutcome> {
  switch (channel.method) {
    case 'sms':
      return senders.sms(channel.to.number, smsText({ ...brief, link }));
    case 'email':
      return senders.email(channel.to.address, pageEmail(view(), link, now));
    case 'webhook':
      return senders.webhook(
        channel.to,
        channel.to.style === 'slack' ? slackBody(view(), link) : genericBody(view(), link),
        now,
      );
  }
}
