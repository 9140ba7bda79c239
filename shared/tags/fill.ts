import { type Source, sourcesOf } from './config.ts';
import type { TagPolicy, TagRule } from './policy.ts';
import type { Resource } from './resource.ts';

/** A value for a key that is missing, and where it comes from. */
export interface Filling {
  readonly value: string;
  readonly from: 'creator' | Source;
}

const LONGEST = 256;

/**
 * What a missing tag would be filled with: the creator, or what is inherited; only values that the key's own rule takes.
 * Where nobody who made it is known, its owner is that of its stack, its Auto Scaling group or its account.
 */
export function fillingOf(rule: TagRule, resource: Resource, policy: TagPolicy): Filling | undefined {
  const creator = rule.fromCreator ? tagValue(resource.creator) : undefined;
  const candidates = [
    ...(creator === undefined ? [] : [{ value: creator, from: 'creator' as const }]),
    ...sourcesOf(rule).flatMap((from) => {
      const value = inherited(rule, from, resource, policy);
      return value === undefined ? [] : [{ value, from }];
    }),
  ];
  return candidates.find(({ value }) => rule.judgeValue(value).kind === 'right');
}

function inherited(rule: TagRule, from: Source, resource: Resource, policy: TagPolicy): string | undefined {
  if (from !== 'account') return ownValue(resource.parents?.[from], rule.key);
  const { organization, tags } = policy.config;
  const { account } = resource;
  if (account === undefined) return undefined;
  const stated = ownValue(tags.accounts[account], rule.key);
  if (stated !== undefined) return stated;
  const known = organization.accounts.find(({ id }) => id === account);
  if (rule.isTeam || rule.fromCreator) return known?.owner;
  return rule.key === 'env' ? known?.env : undefined;
}

function ownValue(tags: Readonly<Record<string, string>> | undefined, key: string): string | undefined {
  return tags !== undefined && Object.hasOwn(tags, key) ? tags[key] : undefined;
}

/** A name as AWS takes it for the value of a tag; undefined where nothing of it is left. */
function tagValue(name: string | undefined): string | undefined {
  const value = name
    ?.replace(/[^\p{L}\p{Zs}\p{N}_.:/=+\-@]/gu, '')
    .trim()
    .slice(0, LONGEST);
  return value === '' ? undefined : value;
}
