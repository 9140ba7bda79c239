import type * as z from 'zod';
import { elapsed, type Instant } from '../kernel/instant.ts';
import type { Contact, EmailMethod, SmsMethod, WebhookMethod } from './contact.ts';
import { isHeartbeat } from './heartbeat.ts';
import type { Delivery, Incident } from './incident.ts';
import { MOST_TRIES, UNSETTLED_MS } from './page-key.ts';

/** What a sender needs to know of one person's pages. */
export interface Mailbag {
  readonly incident: Incident;
  readonly deliveries: readonly Delivery[];
  readonly contact: Contact | undefined;
}

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
}

/**
 * Decides about each page of an order. A page is sent only while its incident is triggered in the same run; once; and to
 * a verified method. One that another sender claimed less than 45 seconds ago is theirs.
 */
export function planDelivery({ incident, deliveries, contact }: Mailbag, now: Instant): DeliveryPlan {
  const send: DeliveryPlan['send'][number][] = [];
  const close: DeliveryChange[] = [];
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
      if (channel === undefined) skip('not-reachable');
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
  return { send, close };
}

function isOpen(delivery: Delivery, now: Instant): boolean {
  if (delivery.state === 'planned') return true;
  if (delivery.state === 'claimed')
    return elapsed(delivery.claimedAt ?? delivery.dispatchedAt, now) >= UNSETTLED_MS;
  return delivery.state === 'failed' && delivery.retryable === true && delivery.tries < MOST_TRIES;
}

function channelOf(
  incident: Incident,
  contact: Contact | undefined,
  method: Delivery['method'],
): Channel | undefined {
  if (method === 'sms' && contact?.sms?.verifiedAt !== undefined) return { method, to: contact.sms };
  if (method === 'email' && contact?.email?.verifiedAt !== undefined) return { method, to: contact.email };
  if (method === 'webhook' && contact?.webhook?.verifiedAt !== undefined)
    return { method, to: contact.webhook };
  if (method === 'sink' && isHeartbeat(incident)) return { method };
  return undefined;
}
