import type { IdentityName } from '../config.ts';
import { canonicalIdentity } from '../normalise-identity.ts';
import type { Sharing } from '../record-classes.ts';
import { identitiesAt, valuesAt } from '../record-values.ts';
import { redaction } from './redact-record.ts';

export type Source = Readonly<Record<string, unknown>>;

/** What is left to be done to a document; `doc` is the part of it that changes. */
export type DocumentChange =
  | { readonly kind: 'none' }
  | { readonly kind: 'delete' }
  | { readonly kind: 'change'; readonly doc: Source };

/** A field as an index has it, in one of the indices behind its name. */
export interface FieldMapping {
  readonly type: string;
  /** Other ways in which it is indexed, such as `keyword`. */
  readonly fields: Readonly<Record<string, { readonly type: string; readonly longest?: number | undefined }>>;
  /** Longer values are not indexed. */
  readonly longest?: number | undefined;
}

const EXACT = new Set(['keyword', 'long', 'integer', 'short', 'unsigned_long', 'constant_keyword']);

/**
 * The field that finds values whole, in all of these indices: itself, or its `keyword`. Undefined where one has none: text
 * that is taken apart into words finds others too.
 */
export function exactField(
  attribute: string,
  mappings: readonly FieldMapping[],
  forms: readonly string[],
): string | undefined {
  const fits = (longest = Number.POSITIVE_INFINITY) => forms.every((form) => form.length <= longest);
  if (mappings.length === 0) return undefined;
  if (mappings.every(({ type, longest }) => EXACT.has(type) && fits(longest))) return attribute;
  const asKeyword = mappings.every(
    ({ fields: { keyword } }) => keyword?.type === 'keyword' && fits(keyword.longest),
  );
  return asKeyword ? `${attribute}.keyword` : undefined;
}

/**
 * What of a document's values are this person's identity; the index may have been asked in lower case. None: it is
 * somebody else's. Undefined where the document does not show what it was found by, as a number that has lost its last
 * digits.
 */
export function holdersIn(
  source: Source,
  attribute: string,
  identity: IdentityName,
  forms: readonly string[],
): readonly string[] | undefined {
  const path = attribute.split('.');
  const values = valuesAt(source, path);
  const wanted = new Set(forms.map((form) => canonicalIdentity(identity, form)));
  const found = values.filter(
    (value) => forms.includes(value) || wanted.has(canonicalIdentity(identity, value)),
  );
  const isShown = found.length > 0 || (values.length > 0 && identitiesAt(source, path) !== undefined);
  return isShown ? found : undefined;
}

/**
 * What erasing these classes does to a document. Fields that go are null afterwards, which an index takes for nothing: so
 * that only what changes is sent, and no number elsewhere loses its last digits.
 */
export function documentChange(
  source: Source,
  sharing: Sharing,
  attribute: string,
  holders: readonly string[],
  forms: readonly string[],
): DocumentChange {
  const before = withoutNulls(source);
  const todo = redaction(before, sharing, { attribute, forms: new Set([...forms, ...holders]) });
  if (todo.kind !== 'change') return todo;
  const kept = Object.entries({ ...before, ...todo.set }).filter(([name]) => !todo.remove.includes(name));
  return { kind: 'change', doc: patch(before, withoutNulls(Object.fromEntries(kept))) };
}

function withoutNulls(map: Source): Source {
  return Object.fromEntries(
    Object.entries(map).flatMap(([name, value]) => {
      if (value === null) return [];
      return [[name, isMap(value) ? withoutNulls(value) : value]];
    }),
  );
}

/** What has to be merged into `before` for it to become `after`. */
function patch(before: Source, after: Source): Source {
  return Object.fromEntries(
    Object.entries(before).flatMap(([name, was]): [string, unknown][] => {
      const is = after[name];
      if (is === undefined) return [[name, null]];
      if (!isMap(was) || !isMap(is)) return was === is ? [] : [[name, is]];
      const inside = patch(was, is);
      return Object.keys(inside).length === 0 ? [] : [[name, inside]];
    }),
  );
}

function isMap(value: unknown): value is Source {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
