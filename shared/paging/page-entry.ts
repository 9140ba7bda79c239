import type { Instant } from '../kernel/instant.ts';
import type { Delivery, TimelineEntry } from './incident.ts';
import { pageId } from './page-key.ts';

/** What a timeline says of a page. */
export function pageEntry(delivery: Delivery, at: Instant): TimelineEntry {
  const { person, method, state, reason, tries, until } = delivery;
  const key = `page.${pageId(delivery)}.${state === 'held' ? `held.${until}` : tries}`;
  return { v: 1, at, key, kind: 'page', actor: 'system', person, method, outcome: state, reason, until };
}
