import { type AlertRaised, OWN_SERVICE } from '../paging/events.ts';

/**
 * The alert that an announcement did not reach an owner. The same again joins the incident it opened.
 * @param owner a team, never an address; undefined where there is nobody to tell
 * @param reason a short code, never a provider's text
 */
export function unheardAlert(owner: string | undefined, reason: string): AlertRaised {
  const whom = owner === undefined ? 'anybody' : `team:${owner}`;
  return {
    title: `An announcement about log groups did not reach ${whom}: ${reason}`,
    source: OWN_SERVICE,
    service: OWN_SERVICE,
    severity: 'SEV3',
    state: 'firing',
    dedupKey: `hygiene:logs-unheard:${whom}`,
    labels: { hygiene: 'logs-unheard', subject: whom, reason },
    links: [],
  };
}
