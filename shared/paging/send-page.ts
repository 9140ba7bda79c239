import type { Instant } from '../kernel/instant.ts';
import type { SendOutcome } from '../platform/send-outcome.ts';
import type { Incident } from './incident.ts';
import { pageEmail } from './page-email.ts';
import type { PageView } from './page-view.ts';
import type { Channel } from './plan-delivery.ts';
import type { Senders } from './senders-client.ts';
import { smsText } from './sms-text.ts';
import { genericBody, slackBody } from './webhook-body.ts';

/** A page on its way out. */
export interface OutgoingPage {
  readonly channel: Channel;
  readonly incident: Incident;
  /** What a text message says; of a message about several, what is said of all. */
  readonly brief: Pick<PageView, 'severity' | 'service' | 'title'>;
  /** Made only for forms that show more than that. */
  readonly view: () => PageView;
  readonly link: string;
  readonly now: Instant;
  readonly correlationId: string;
}

/** Sends one page, in the form that its channel wants; never throws. */
export function sendPage(
  senders: Senders,
  { channel, incident, brief, view, link, now, correlationId }: OutgoingPage,
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
    case 'sink':
      return senders.sink(incident, now, correlationId);
  }
}
