import type * as z from 'zod';
import type { Loose } from '../kernel/config-check.ts';
import type { Config } from './schema.ts';

/** What there is instead of what is wanted, in words. */
export function found(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'wrong: a list';
  if (typeof value === 'object') return 'wrong: a map';
  const text = JSON.stringify(value);
  return `wrong: ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`;
}

/** The value at a path; undefined where there is none. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inside, key) => (isContainer(inside) && Object.hasOwn(inside, key) ? inside[key] : undefined),
    value,
  );
}

/** A copy in which whatever the schema refused is undefined, so that the checks can go on with the rest. */
export function withoutFaulty<T = Config>(raw: unknown, issues: readonly z.core.$ZodIssue[]): Loose<T> {
  const copy: unknown = structuredClone(raw);
  for (const issue of issues) {
    const path = wholePath(issue);
    const parent = valueAt(copy, path.slice(0, -1));
    const key = path.at(-1);
    if (issue.code !== 'unrecognized_keys' && isContainer(parent) && key !== undefined)
      parent[key] = undefined;
  }
  return copy as Loose<T>; // the schema has no objection to what is left of it
}

/** Where nothing says which of several kinds a map is of, none of its keys was looked at. */
function wholePath(issue: z.core.$ZodIssue): readonly PropertyKey[] {
  return issue.code === 'invalid_union' && 'discriminator' in issue ? issue.path.slice(0, -1) : issue.path;
}

function isContainer(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null;
}
