import { elapsed, type Instant } from '../kernel/instant.ts';
import type { Delivery, PageKey } from './incident.ts';

/** How long a page may be on its way before the next method is used and the page is put on the queue again. */
export const UNSETTLED_MS = 45_000;

/** How often one page is tried, counting the first. */
export const MOST_TRIES = 3;

/** How long after a failure that may pass the same method is tried again. */
export const RETRY_MS = 15_000;

/** The part of a page's key below its incident, as one string that sorts by run, pass and rung. */
export function pageId({ run, pass, rung, person, step }: Omit<PageKey, 'incident'>): string {
  return [pad(run), pad(pass), pad(rung), person, step].join('.');
}

/** All pages from this pass of this run on sort after this. */
export function passPrefix(run: number, pass: number): string {
  return [pad(run), pad(pass)].join('.');
}

function pad(n: number): string {
  return String(n).padStart(6, '0');
}

/** Sent by a method that reports success, and 45 seconds have passed without. Its success may still come, hours late. */
export function isSilent({ state, reports, dispatchedAt }: Delivery, now: Instant): boolean {
  return state === 'sent' && reports === true && elapsed(dispatchedAt, now) >= UNSETTLED_MS;
}

/** Nothing more will come of this page by itself. */
export function hasFailed(delivery: Delivery): boolean {
  if (delivery.state === 'skipped') return true;
  return delivery.state === 'failed' && !(delivery.retryable === true && delivery.tries < MOST_TRIES);
}
