import type { CostConfig } from './config.ts';
import type { Finding } from './finding.ts';

/** How the owner of a cost was found. */
export type OwnedBy = 'tag' | 'category' | 'account' | 'default';

/** A team that a finding may be mailed to. */
export interface Channel {
  readonly team: string;
  readonly name: string;
  readonly by: OwnedBy;
  /** Undefined where the team has no address: it is passed over, and that is told. */
  readonly address: string | undefined;
}

/** Which cost category a cost belongs to, by the team that owns that; nobody says so yet. */
export type CategoryOwner = (finding: Finding) => string | undefined;

/**
 * Whom a finding is told to, the first that can be reached: the team of its tag, the owner of its cost category, the
 * owner of its account, the default. Only teams of the organization.
 */
export function channelsOf(
  finding: Finding,
  { organization, cost }: CostConfig,
  categoryOwner: CategoryOwner = () => undefined,
): Channel[] {
  const { series, owner } = finding;
  const account = organization.accounts.find(({ id }) => id === series.account);
  const wanted: readonly (readonly [OwnedBy, string | undefined])[] = [
    ['tag', series.team ?? owner],
    ['category', categoryOwner(finding)],
    ['account', account?.owner],
    ['default', cost.defaultOwner],
  ];
  const channels = wanted.flatMap(([by, id]): Channel[] => {
    const team = organization.teams.find((one) => one.id === id);
    return team === undefined ? [] : [{ team: team.id, name: team.name, by, address: team.email }];
  });
  return channels.filter(({ team }, place) => channels.findIndex((one) => one.team === team) === place);
}
