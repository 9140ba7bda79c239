import { inertLinks } from '../platform/inert-links.ts';
import { oneLine } from '../platform/one-line.ts';
import type { Organization } from '../platform/schema.ts';
import type { Cause } from './explanation.ts';
import { type SeriesKey, UNTAGGED } from './series.ts';

/** A name that came with the bill or a tag, as text in which nothing is a link. */
function billName(name: string): string {
  return inertLinks(oneLine(name, 120), '[.]');
}

/** An account by its name, and by its number where that is all there is. */
function accountName(id: string, { accounts }: Organization): string {
  const known = accounts.find((account) => account.id === id);
  return known === undefined ? `account ${billName(id)}` : `${known.name} (${known.id})`;
}

function teamName(id: string, { teams }: Organization): string {
  if (id === UNTAGGED || id === '') return 'costs without a team';
  return `team ${billName(teams.find((team) => team.id === id)?.name ?? id)}`;
}

/** What a series is the cost of, in a few words: `Amazon EC2, payments-prod (111111111111), eu-west-1`. */
export function seriesWords(
  { service, usageType, account, region, team }: SeriesKey,
  organization: Organization,
): string {
  const parts = [
    service === undefined ? undefined : billName(service),
    usageType === undefined ? undefined : oneLine(usageType, 120),
    account === undefined ? undefined : accountName(account, organization),
    region === undefined ? undefined : billName(region),
    team === undefined ? undefined : teamName(team, organization),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? 'The whole bill' : parts.join(', ');
}

/** The same where there is room for a few words only: the service or usage type, and the account by its name. */
export function briefSeries(
  { service, usageType, account, ...rest }: SeriesKey,
  organization: Organization,
): string {
  const first = service ?? usageType;
  const name = organization.accounts.find(({ id }) => id === account)?.name ?? account;
  const parts = [
    first === undefined ? undefined : billName(first),
    name === undefined ? undefined : billName(name),
  ];
  const known = parts.filter((part) => part !== undefined);
  return known.length === 0 ? seriesWords(rest, organization) : known.join(', ');
}

const KIND_WORDS = {
  service: 'Service',
  usageType: 'Usage type',
  account: 'Account',
  region: 'Region',
  team: 'Team',
} as const;

/** A cause in a few words: `Usage type BoxUsage:m5.large`. Usage types are words of AWS and stay as they are. */
export function causeWords({ kind, name }: Cause, organization: Organization): string {
  switch (kind) {
    case 'account':
      return `Account ${accountName(name, organization).replace(/^account /, '')}`;
    case 'team':
      return name === ''
        ? 'No team (untagged)'
        : `Team ${teamName(name, organization).replace(/^team /, '')}`;
    case 'usageType':
      return `${KIND_WORDS[kind]} ${oneLine(name, 120)}`;
    default:
      return `${KIND_WORDS[kind]} ${name === '' ? '(none)' : billName(name)}`;
  }
}
