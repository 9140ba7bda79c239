import type { AlertRaised } from '../paging/events.ts';
import { oneLine } from '../platform/one-line.ts';
import type { CostConfig } from './config.ts';
import { describeFinding } from './describe-finding.ts';
import type { FindingRecord } from './finding-record.ts';
import { tierOf } from './finding-tier.ts';
import { policyOf } from './policy.ts';
import { channelsOf } from './route-finding.ts';

/** The service of alerts about costs that no team owns. */
const UNOWNED = 'cost';

/** Which service a finding is paged for: its owner's, as far as there is one. */
export function pagedService({ finding }: FindingRecord, config: CostConfig): string {
  return channelsOf(finding, config)[0]?.team ?? UNOWNED;
}

/**
 * A finding as an alert for the pager; with the same key, that it is over.
 * @param url the page of the finding, for whoever is paged
 */
export function findingAlert(
  record: FindingRecord,
  state: AlertRaised['state'],
  config: CostConfig,
  url?: string,
): AlertRaised {
  const { finding, id } = record;
  const { title, what, causes } = describeFinding(record, config);
  const tier = tierOf(finding, policyOf(config.cost, config.organization.accounts));
  const { service, account, region, team } = finding.series;
  const labels = { costService: service, account, region, team, cause: causes[0]?.[0], what };
  return {
    title: oneLine(title, 300),
    source: 'cost',
    service: pagedService(record, config),
    severity: tier.tier === 'page' ? tier.severity : 'SEV3',
    tier: 'page',
    state,
    dedupKey: id,
    labels: Object.fromEntries(
      Object.entries(labels).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, oneLine(value, 300)]],
      ),
    ),
    links: url === undefined ? [] : [{ text: 'The chart, the causes, and what to say of it', url }],
  };
}
