import { oneLine } from '../platform/one-line.ts';
import type { PageView } from './page-view.ts';
import { type HeldPage, ONE_MESSAGE, QUIET_HOURS } from './plan-held.ts';

/** The page of the first incident, in words that speak of all of them: a digest, or several of one service. */
export function viewOfAll(
  lead: PageView,
  pages: readonly HeldPage[],
  reason: typeof QUIET_HOURS | typeof ONE_MESSAGE,
): PageView {
  const [first] = pages;
  if (pages.length === 1 && reason === ONE_MESSAGE) return lead;
  const over = pages.filter(({ incident }) => incident.state === 'resolved').length;
  const resolved = over === 0 ? '' : ` (${over} resolved)`;
  const count = `${pages.length} ${pages.length === 1 ? 'incident' : 'incidents'}${resolved}`;
  const newest = oneLine(first?.incident.title ?? lead.title, 200);
  const services = new Set(pages.map(({ incident }) => incident.service));
  return {
    ...lead,
    service: reason === QUIET_HOURS ? 'Digest' : lead.service,
    title:
      services.size > 1 || reason === QUIET_HOURS
        ? `${count} in your quiet hours: ${newest}`
        : `${count}: ${newest}`,
    together: pages.map(
      ({ incident: { severity, service, title, state } }) =>
        `${severity} ${oneLine(service, 80)}: ${oneLine(title, 160)} (${state})`,
    ),
  };
}
