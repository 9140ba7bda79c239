import type { Organization } from '../platform/schema.ts';
import type { CostConfig, CostScope } from './config.ts';

/** Somebody who is told of costs by mail. */
export interface CostReader {
  /** For records and logs, which hold no address: `team:payments`, `finance`. */
  readonly id: string;
  /** As the message calls whom the costs belong to: `Payments`. */
  readonly name: string;
  readonly address: string;
}

/** The team a scope belongs to by configuration; undefined where it belongs to nobody. */
export function ownerOf(scope: CostScope, organization: Organization): string | undefined {
  if (scope === 'all') return undefined;
  if (scope.team !== undefined) return scope.team;
  return organization.accounts.find(({ id, name }) => scope.account === id || scope.account === name)?.owner;
}

/** Who is told of costs of an owner, in the order in which they stand in: the team, the default owner, finance. */
export function ownersReaders(owner: string | undefined, config: CostConfig): CostReader[] {
  return eachOnce([
    teamReader(owner, config.organization),
    teamReader(config.cost.defaultOwner, config.organization),
    financeReader(config),
  ]);
}

/** Undefined where no address of finance is configured. */
export function financeReader({ cost: { finance } }: CostConfig): CostReader | undefined {
  return finance === undefined ? undefined : { id: 'finance', name: 'Finance', address: finance };
}

/** Undefined where there is no such team, or it has no address. */
export function teamReader(
  team: string | undefined,
  { teams }: Pick<Organization, 'teams'>,
): CostReader | undefined {
  const found = teams.find(({ id }) => id === team);
  return found?.email === undefined
    ? undefined
    : { id: `team:${found.id}`, name: found.name, address: found.email };
}

/** Readers by their addresses, each once: the first who has one. */
export function eachOnce(readers: readonly (CostReader | undefined)[]): CostReader[] {
  const byAddress = new Map<string, CostReader>();
  for (const reader of readers)
    if (reader !== undefined && !byAddress.has(reader.address)) byAddress.set(reader.address, reader);
  return [...byAddress.values()];
}
