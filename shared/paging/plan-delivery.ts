import * as z from 'zod';
import { type Duration, millis } from '../kernel/duration.ts';
import { IncidentId } from '../kernel/ids.ts';
import { elapsed, Instant, shift } from '../kernel/instant.ts';
import { type Contact, counts, type EmailMethod, type SmsMethod, type WebhookMethod } from './contact.ts';
import { isHeartbeat } from './heartbeat.ts';
import type { Delivery, Incident } from './incident.ts';
import { MOST_TRIES, UNSETTLED_MS } from './page-key.ts';
import { ONE_MESSAGE } from './plan-held.ts';

/** What a sender needs to know of one person's pages. */
export interface Mailbag {
  readonly incident: Incident;
  readonly deliveries: readonly Delivery[];
  readonly contact: Contact | undefined;
  /** The last message to the person about the service, by method. */
  readonly lastMessages: ReadonlyMap<Delivery['method'], LastMessage>;
}

/** The last message about a service to a person by one method. */
export const LastMessage = z.object({ at: Instant, incident: IncidentId });
export type LastMessage = z.infer<typeof LastMessage>;

/** A page as it was read and as it shall be. */
export interface DeliveryChange {
  readonly before: Delivery;
  readonly after: Delivery;
  /** The provider's name for the message that was sent, where it will report on it. */
  readonly receiptId?: string | undefined;
}

/** Where a page goes. */
export type Channel =
  | { readonly method: 'sms'; readonly to: z.infer<typeof SmsMethod> }
  | { readonly method: 'email'; readonly to: z.infer<typeof EmailMethod> }
  | { readonly method: 'webhook'; readonly to: z.infer<typeof WebhookMethod> }
  | { readonly method: 'sink' };

/** Which of a person's pages to send, which to close without sending and why, and which others see to. */
export interface DeliveryPlan {
  readonly send: readonly { readonly claim: DeliveryChange; readonly channel: Channel }[];
  readonly close: readonly DeliveryChange[];
  /** Pages that wait until a message about the service may go out again. */
  readonly hold: readonly DeliveryChange[];
}

/**
 * Decides about each page of an order. A page is sent only while its incident is triggered in the same run; once; and to
 * a verified method. One that another sender claimed less than 45 seconds ago is theirs.
 */
export function planDelivery(
  { incident, deliveries, contact, lastMessages }: Mailbag,
  oneMessagePer: Duration,
  now: Instant,
): DeliveryPlan {
  const send: DeliveryPlan['send'][number][] = [];
  const close: DeliveryChange[] = [];
  const hold: DeliveryChange[] = [];
  for (const before of deliveries) {
    if (!isOpen(before, now)) continue;
    const skip = (reason: string) =>
      close.push({ before, after: { ...before, state: 'skipped', settledAt: now, reason } });
    if (incident.state !== 'triggered') skip(incident.state);
    else if (before.run !== incident.climb.run) skip('superseded');
    else if (before.tries >= MOST_TRIES) {
      close.push({
        before,
        after: { ...before, state: 'failed', retryable: false, settledAt: now, reason: 'no-outcome' },
      });
    } else {
      const channel = channelOf(incident, contact, before.method);
      const until = mayGoAt(incident, before.method, lastMessages, oneMessagePer);
      if (channel === undefined) skip('not-reachable');
      else if (until !== undefined && until > now)
        hold.push({ before, after: { ...before, state: 'held', until, reason: ONE_MESSAGE } });
      else {
        const after: Delivery = {
          ...before,
          state: 'claimed',
          tries: before.tries + 1,
          claimedAt: now,
          dispatchedAt: now,
        };
        send.push({ claim: { before, after }, channel });
      }
    }
  }
  return { send, close, hold };
}

/**
 * When a message about the incident's service may go out again; undefined: at any time. A storm of incidents is not to be
 * a storm of messages, but a SEV1 waits for nothing, nor does more about the same incident, nor a channel of many people.
 */
function mayGoAt(
  { id, severity }: Incident,
  method: Delivery['method'],
  lastMessages: Mailbag['lastMessages'],
  oneMessagePer: Duration,
): Instant | undefined {
  const last = lastMessages.get(method);
  if (last === undefined || last.incident === id || severity === 'SEV1' || method === 'webhook')
    return undefined;
  return shift(last.at, millis(oneMessagePer));
}

function isOpen(delivery: Delivery, now: Instant): boolean {
  if (delivery.state === 'planned') return true;
  if (delivery.state === 'claimed')
    return elapsed(delivery.claimedAt ?? delivery.dispatchedAt, now) >= UNSETTLED_MS;
  return delivery.state === 'failed' && delivery.retryable === true && delivery.tries < MOST_TRIES;
}

/** How a person is reached by a method; undefined where they have not got it, or it does not count. */
export function channelOf(
  incident: Incident,
  contact: Contact | undefined,
  method: Delivery['method'],
): Channel | undefined {
  if (method === 'sms' && counts(contact?.sms)) return contact?.sms && { method, to: contact.sms };
  if (method === 'email' && counts(contact?.email)) return contact?.email && { method, to: contact.email };
  if (method === 'webhook' && counts(contact?.webhook))
    return contact?.webhook && { method, to: contact.webhook };
  if (method === 'sink' && isHeartbeat(incident)) return { method };
  return undefined;
}
