import type { Instant } from '../kernel/instant.ts';
import type { Delivery, Incident, TimelineEntry } from './incident.ts';
import { pageId } from './page-key.ts';
import type { DeliveryChange } from './plan-delivery.ts';
import type { SmsReceipt } from './sms-receipt.ts';

/** A page, and the incident it was sent for. */
export interface SentPage {
  readonly incident: Incident;
  readonly delivery: Delivery;
}

/** What a receipt changes, or why it changes nothing. */
export type ReceiptDecision =
  | {
      readonly kind: 'record';
      readonly change: DeliveryChange;
      readonly timeline: TimelineEntry;
      /** The ladder must look now: the page failed, and the incident still pages by it. */
      readonly wake: boolean;
    }
  | { readonly kind: 'ignore'; readonly reason: 'already-known' };

/**
 * What became of a page after it was sent. Receipts come hours late, twice, or not at all: only the first one counts, and
 * none of them can hold a ladder back.
 */
export function decideReceipt(
  { incident, delivery }: SentPage,
  { outcome, reason }: SmsReceipt,
  now: Instant,
): ReceiptDecision {
  if (delivery.state !== 'sent') return { kind: 'ignore', reason: 'already-known' };
  const failed = outcome === 'failed';
  const after: Delivery = {
    ...delivery,
    state: outcome,
    settledAt: now,
    reason,
    ...(failed ? { retryable: false } : {}),
  };
  const { person, method, tries } = delivery;
  const timeline: TimelineEntry = {
    v: 1,
    at: now,
    key: `receipt.${pageId(delivery)}.${tries}`,
    kind: 'page',
    actor: 'system',
    person,
    method,
    outcome,
    reason,
  };
  const wake = failed && incident.state === 'triggered' && incident.climb.run === delivery.run;
  return { kind: 'record', change: { before: delivery, after }, timeline, wake };
}
