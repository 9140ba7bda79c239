/** Something a schema cannot see: a name nothing bears, the same id twice, a ladder that reaches nobody. */
export interface ConfigIssue {
  /** From the section's key down: `['paging', 'routes', 2, 'ladder']`. */
  readonly path: readonly (string | number)[];
  /** What is wrong and what is allowed. */
  readonly message: string;
  readonly severity: 'error' | 'warning';
}

/**
 * Configuration of which parts may be unreadable: an own property, or an item of a list, that is undefined has a fault
 * already, so a check must not guess at it. A property that is not there at all was not stated. Sound configuration is
 * a special case of it.
 */
export type Loose<T> = T extends readonly (infer Item)[]
  ? readonly (Loose<Item> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: Loose<T[Key]> | undefined }
    : T;

type Identified = { readonly id?: string | undefined } | undefined;

/** The ids of a list; undefined where not all of them can be known. A list that is not stated is empty. */
export function idsIn<Key extends string>(
  section: { readonly [K in Key]?: readonly Identified[] | undefined } | undefined,
  key: Key,
): ReadonlySet<string> | undefined {
  if (section === undefined) return undefined;
  const list = section[key];
  if (list === undefined) return Object.hasOwn(section, key) ? undefined : new Set();
  const ids = list.map((item) => item?.id);
  return ids.every((id) => id !== undefined) ? new Set(ids) : undefined;
}

/** The fault of naming something that is not there, if it is one. */
export function unknownName(
  kind: string,
  name: string | undefined,
  known: ReadonlySet<string> | undefined,
  path: ConfigIssue['path'],
): ConfigIssue[] {
  if (name === undefined || known === undefined || known.has(name)) return [];
  return [{ path, message: `there is no ${kind} "${name}"; ${inventory(kind, known)}`, severity: 'error' }];
}

const MOST_NAMED = 20;

/** What there is of a kind, in words: `there are: a, b`. */
export function inventory(kind: string, known: ReadonlySet<string>): string {
  if (known.size === 0) return `no ${kind} is configured`;
  const named = [...known].slice(0, MOST_NAMED).join(', ');
  return known.size > MOST_NAMED
    ? `there are: ${named} and ${known.size - MOST_NAMED} more`
    : `there are: ${named}`;
}

/** One fault for each value that an earlier item of the list bears already, at the later one. */
export function duplicates(
  kind: string,
  values: readonly (string | undefined)[],
  pathOf: (place: number) => ConfigIssue['path'],
): ConfigIssue[] {
  const first = new Map<string, number>();
  const issues: ConfigIssue[] = [];
  for (const [place, value] of values.entries()) {
    if (value === undefined) continue;
    const earlier = first.get(value);
    if (earlier === undefined) first.set(value, place);
    else
      issues.push({
        path: pathOf(place),
        message: `"${value}" is already the ${kind} of number ${earlier + 1} of the list; each may be there once`,
        severity: 'error',
      });
  }
  return issues;
}
