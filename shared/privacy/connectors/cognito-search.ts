import { type IdentityName, identityOf, type System } from '../config.ts';
import { canonicalIdentity } from '../normalise-identity.ts';

/** A user as the pool has it; `attributes` has `username` too. */
export interface PoolUser {
  readonly username: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** By what a pool finds users, and no two people share. */
const SEARCHABLE = ['username', 'sub', 'email', 'phone_number', 'preferred_username'] as const;
export type Searchable = (typeof SEARCHABLE)[number];

/**
 * The attribute by which a person is found. Where the map does not say: an address by `email`, anything else by
 * `username`. Undefined for one that a pool cannot search by, as it cannot by attributes of its own making.
 */
export function searchableBy(key: {
  readonly attribute?: string | undefined;
  readonly from: string;
}): Searchable | undefined {
  const byDefault = /email$/i.test(identityOf(key.from)) ? 'email' : 'username';
  return SEARCHABLE.find((one) => one === (key.attribute ?? byDefault));
}

/** A filter as ListUsers takes it. Quotes and backslashes in the value are escaped, so that it stays one value. */
export function filterFor(attribute: Searchable, value: string): string {
  return `${attribute} = "${value.replace(/[\\"]/g, '\\$&')}"`;
}

/**
 * Whether a user who was found is the one who was looked for, whatever the pool took the filter for: to the letter, or for
 * an address the same one.
 */
export function isWanted(
  { attributes }: PoolUser,
  attribute: Searchable,
  identity: IdentityName,
  form: string,
): boolean {
  const value = attributes[attribute];
  if (value === undefined) return false;
  if (attribute !== 'email') return value === form;
  const canonical = canonicalIdentity('email', value);
  return canonical !== undefined && canonical === canonicalIdentity(identity, form);
}

/** The id of a pool that is named by its id or ARN. */
export function poolId({ userPool }: Extract<System, { connector: 'cognito' }>): string {
  return userPool.slice(userPool.lastIndexOf('/') + 1);
}
