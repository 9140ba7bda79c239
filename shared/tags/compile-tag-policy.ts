import { globMatches } from '../kernel/glob.ts';
import { isFilledLater } from './compile-scp.ts';
import type { TagPolicy, TagRule } from './policy.ts';
import { TAG_ON_CREATE } from './tag-on-create.ts';

interface Assigned {
  readonly '@@assign': string | readonly string[];
}

/** A tag policy of AWS Organizations (Organizations User Guide, "Tag policy syntax and examples"). */
export interface TagPolicyDocument {
  readonly tags: Readonly<
    Record<
      string,
      {
        readonly tag_key: Assigned;
        readonly tag_value?: Assigned;
        /** The types on which tools that deploy report the key where it is missing. */
        readonly report_required_tag_for?: Assigned;
      }
    >
  >;
}

/**
 * The tag policy: how each key is written, its values where they are listed, and where it is required. Keys that are
 * filled in later are not required; patterns and values in any case cannot be said.
 */
export function compileTagPolicy({ rules }: TagPolicy): TagPolicyDocument {
  return { tags: Object.fromEntries(rules.map((rule) => [rule.key.toLowerCase(), tagOf(rule)])) };
}

function tagOf(rule: TagRule): TagPolicyDocument['tags'][string] {
  const { key, values } = rule;
  const types = typesOf(rule);
  return {
    tag_key: { '@@assign': key },
    ...(values === undefined || values.length === 0 || rule.ignoresCase
      ? {}
      : { tag_value: { '@@assign': values } }),
    ...(isFilledLater(rule) || types.length === 0 ? {} : { report_required_tag_for: { '@@assign': types } }),
  };
}

function typesOf({ appliesTo }: TagRule): readonly string[] {
  const all = TAG_ON_CREATE.map(({ type }) => type);
  if (appliesTo === undefined) return all;
  const { type, ...others } = appliesTo;
  if (Object.values(others).some((one) => one !== undefined)) return [];
  return type === undefined
    ? all
    : all.filter((one) => [type].flat().some((pattern) => globMatches(pattern, one)));
}
