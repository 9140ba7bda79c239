import type { Tags } from './resource.ts';

/** How the tags of a resource hold a key. */
export type HeldKey =
  | { readonly kind: 'absent' }
  /** `key` is how it is written there: on IAM that may be another casing. */
  | { readonly kind: 'present'; readonly key: string; readonly value: string }
  /** Other spellings, all with the same value; beside the right one where `beside`. */
  | {
      readonly kind: 'variant';
      readonly keys: readonly [string, ...string[]];
      readonly value: string;
      readonly beside: boolean;
    }
  /** Several spellings with different values: which one is meant cannot be known. */
  | {
      readonly kind: 'conflict';
      readonly keys: readonly [string, ...string[]];
      readonly right: string | undefined;
    };

/**
 * Finds a key in tags, in any case and with spaces around it. The keys of IAM ignore case (IAM User Guide, "Rules for
 * tagging in IAM and STS"), so another casing there is the key itself.
 */
export function holdsKey(tags: Tags, wanted: string, ignoresCase: boolean): HeldKey {
  const folded = fold(wanted);
  const spellings = Object.keys(tags).filter((key) => fold(key) === folded);
  const isRight = (key: string) =>
    key === wanted || (ignoresCase && key.toLowerCase() === wanted.toLowerCase());
  const right = spellings.find((key) => key === wanted) ?? spellings.find(isRight);
  const [first, ...rest] = spellings.filter((key) => key !== right).sort();
  const valueAt = (key: string) => tags[key] ?? '';
  if (first === undefined)
    return right === undefined ? { kind: 'absent' } : { kind: 'present', key: right, value: valueAt(right) };
  const keys = [first, ...rest] as const;
  const values = new Set(
    [...(right === undefined ? [] : [right]), ...keys].map((key) => valueAt(key).trim()),
  );
  if (values.size > 1) return { kind: 'conflict', keys: [first, ...rest], right };
  return {
    kind: 'variant',
    keys: [first, ...rest],
    value: valueAt(right ?? first),
    beside: right !== undefined,
  };
}

function fold(key: string): string {
  return key.trim().toLowerCase();
}
