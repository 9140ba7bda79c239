import type { ClassGroup } from './class-groups.ts';

export type KeyType = 'S' | 'N' | 'B';

/** What DynamoDB says of a table, as far as finding and changing records needs it. */
export interface TableShape {
  /** The names of its key: one, or two where it has a sort key. */
  readonly key: readonly string[];
  /** Of every attribute that is in a key, of the table or of an index. */
  readonly types: Readonly<Record<string, KeyType>>;
  readonly indexes: Readonly<Record<string, IndexShape>>;
  /** Other regions that have a copy. */
  readonly replicas: readonly string[];
}

interface IndexShape {
  /** The attribute it finds by. */
  readonly hash: string;
  /** Whether it has all records, and not only those it was filled with so far. */
  readonly complete: boolean;
}

/** How records are found: by the table's key, or by an index, which is a little behind. */
export interface Way {
  readonly index?: string | undefined;
  readonly attribute: string;
  readonly type: KeyType;
}

/**
 * How a table finds records by an attribute. `key-missing`: it cannot, as by bytes, which no identity is, and a search that
 * reads all there is would be none;
 * `down`: its index is still being filled.
 */
export function wayTo(
  { key, types, indexes }: Pick<TableShape, 'key' | 'types' | 'indexes'>,
  { attribute, index }: { readonly attribute?: string | undefined; readonly index?: string | undefined },
): Way | 'key-missing' | 'down' {
  const type = attribute === undefined ? undefined : types[attribute];
  if (attribute === undefined || type === undefined || type === 'B') return 'key-missing';
  if (index === undefined) return key[0] === attribute ? { attribute, type } : 'key-missing';
  const found = Object.hasOwn(indexes, index) ? indexes[index] : undefined;
  if (found?.hash !== attribute) return 'key-missing';
  return found.complete ? { index, attribute, type } : 'down';
}

/** The forms of an identity that a key of this type can have. */
export function formsFor({ type }: Pick<Way, 'type'>, forms: readonly string[]): readonly string[] {
  if (type === 'S') return forms;
  return type === 'N' ? forms.filter((form) => /^-?\d{1,38}$/.test(form)) : [];
}

/** Whether erasing would have to change what a record is found by: it is another record then, and nobody can. */
export function changesKey(
  { key }: Pick<TableShape, 'key'>,
  { classes }: Pick<ClassGroup, 'classes'>,
): boolean {
  return classes.some(({ fields = [] }) => fields.some((field) => key.includes(field.split('.')[0] ?? '')));
}
