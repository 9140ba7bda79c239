import { spokenMoney } from '../kernel/money.ts';
import type { AlertRaised } from '../paging/events.ts';
import { inertLinks } from '../platform/inert-links.ts';
import { oneLine } from '../platform/one-line.ts';
import type { Organization } from '../platform/schema.ts';
import type { SweepCell } from '../platform/sweep.ts';
import { accountName } from './group-owner.ts';
import type { VolumeVerdict } from './volume.ts';

/** A group of which the volume has exploded. */
export interface NoisyGroup {
  readonly name: string;
  readonly verdict: VolumeVerdict;
}

/** So many are named. */
const NAMED = 3;

/** Those that cost most, first. */
export function noisiest(groups: readonly NoisyGroup[]): readonly NoisyGroup[] {
  return groups.toSorted((a, b) => b.verdict.perDay - a.verdict.perDay || (a.name < b.name ? -1 : 1));
}

/**
 * The alert that groups of an account and region take in far more than is usual: what that costs a day, and which of them
 * most. With the same key, that it is over.
 */
export function volumeAlert(
  cell: SweepCell,
  groups: readonly NoisyGroup[],
  state: AlertRaised['state'],
  organization: Organization,
): AlertRaised {
  const account = accountName(cell.account, organization);
  const all = noisiest(groups);
  const perDay = spokenMoney(
    all.reduce((sum, { verdict }) => sum + verdict.perDay, 0),
    'USD',
  );
  const names = all.slice(0, NAMED).map(({ name }) => inertLinks(oneLine(name, 80), '[.]'));
  const more = all.length > NAMED ? ` and ${all.length - NAMED} more` : '';
  const title =
    state === 'resolved'
      ? `Logs of ${account} in ${cell.region} are as usual again`
      : `Logs of ${account} in ${cell.region} cost ${perDay} a day more than usual: ${names.join(', ')}${more}`;
  return {
    title: oneLine(title, 300),
    source: 'logs',
    service: account,
    account: cell.account,
    severity: 'SEV3',
    tier: 'page',
    state,
    dedupKey: `log-volume:${cell.account}:${cell.region}`,
    labels: {
      region: cell.region,
      perDay,
      ...Object.fromEntries(
        all.slice(0, NAMED).map(({ name }, place) => [`group${place + 1}`, oneLine(name, 300)]),
      ),
    },
    links: [],
  };
}
