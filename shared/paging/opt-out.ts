import type { Instant } from '../kernel/instant.ts';
import { type Contact, counts } from './contact.ts';
import type { Delivery } from './incident.ts';

/** The outcome of a text to a number whose owner has answered STOP. */
export const OPTED_OUT = 'opted-out';

/**
 * When the text was sent that showed that its reader has opted out; undefined where none did. One that was sent before
 * the number was verified says nothing about it: it may have gone to another number, or been mended since.
 */
export function optOutSeen(contact: Contact | undefined, pages: readonly Delivery[]): Instant | undefined {
  const sms = contact?.sms;
  if (sms?.verifiedAt === undefined || !counts(sms)) return undefined;
  const { verifiedAt } = sms;
  return pages
    .filter(({ method, state, reason }) => method === 'sms' && state === 'failed' && reason === OPTED_OUT)
    .map(({ claimedAt, dispatchedAt }) => claimedAt ?? dispatchedAt)
    .find((sentAt) => sentAt > verifiedAt);
}
