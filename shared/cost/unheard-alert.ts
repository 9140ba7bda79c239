import { type AlertRaised, OWN_SERVICE } from '../paging/events.ts';

/**
 * The alert that a message about costs did not reach somebody. The same again joins the incident it opened.
 * @param reader an id such as `team:payments`, never an address; undefined where there is nobody to tell.
 * @param reason a short code, never a provider's text.
 */
export function unheardAlert(about: string, reader: string | undefined, reason: string): AlertRaised {
  const whom = reader ?? 'anybody';
  return {
    title: `A message about ${about} did not reach ${whom}: ${reason}`,
    source: OWN_SERVICE,
    service: OWN_SERVICE,
    severity: 'SEV3',
    state: 'firing',
    dedupKey: `hygiene:cost-unheard:${whom}`,
    labels: { hygiene: 'cost-unheard', subject: whom, reason },
    links: [],
  };
}
