import { globMatches } from '../kernel/glob.ts';
import type { Organization } from '../platform/schema.ts';
import type { ResourceMatch } from './config.ts';
import type { Resource } from './resource.ts';

/** Whether everything that a match names fits the resource. What is not known of it fits nothing. */
export function matchesResource(
  match: ResourceMatch,
  { arn, type, account, region }: Pick<Resource, 'arn' | 'type' | 'account' | 'region'>,
  { accounts }: Pick<Organization, 'accounts'>,
): boolean {
  const env = match.env === undefined ? undefined : accounts.find(({ id }) => id === account)?.env;
  return (
    fits(match.arn, arn) &&
    fits(match.type, type) &&
    fits(match.account, account) &&
    fits(match.region, region) &&
    fits(match.env, env)
  );
}

function fits(patterns: string | readonly string[] | undefined, value: string | undefined): boolean {
  if (patterns === undefined) return true;
  return value !== undefined && [patterns].flat().some((pattern) => globMatches(pattern, value));
}
