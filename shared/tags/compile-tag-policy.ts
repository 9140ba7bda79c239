import { globMatches } from '../kernel/glob.ts';
import { asciiJson } from './ascii-json.ts';
import { isFilledLater } from './compile-scp.ts';
import type { TagPolicy, TagRule } from './policy.ts';
import { TAG_ON_CREATE } from './tag-on-create.ts';

interface Assigned {
  readonly '@@assign': string | readonly string[];
}

/** What a tag policy says of one key. */
interface TagOfPolicy {
  readonly tag_key: Assigned;
  readonly tag_value?: Assigned;
  /** The types on which tools that deploy report the key where it is missing. */
  readonly report_required_tag_for?: Assigned;
}

/** A tag policy of AWS Organizations (Organizations User Guide, "Tag policy syntax and examples"). */
export interface TagPolicyDocument {
  readonly tags: Readonly<Record<string, TagOfPolicy>>;
}

/** What comes of a policy, and what could not be said in it. */
export interface CompiledTagPolicy {
  readonly documents: readonly TagPolicyDocument[];
  /** In words. */
  readonly left: readonly string[];
}

/** The characters AWS Organizations takes for one tag policy, without spaces. */
export const MOST_TAG_POLICY_CHARACTERS = 10_000;

/**
 * Types that no published list of the tag policies' own types has (Terraform AWS provider, "Tag Policy Compliance"). A
 * policy with a type that AWS Organizations does not know is refused as a whole.
 */
const NOT_REPORTED = new Set(['autoscaling:autoScalingGroup', 'es:domain', 'backup:backup-vault']);

/**
 * Tag policies: how each key is written, its values where they are listed, and where it is required, split over documents
 * of at most 10,000 characters. Keys that are filled in later are not required; patterns and values in any case cannot be
 * said.
 */
export function compileTagPolicy({ rules }: TagPolicy): CompiledTagPolicy {
  const documents: Record<string, TagOfPolicy>[] = [];
  const left: string[] = [];
  for (const rule of rules) {
    const name = rule.key.toLowerCase();
    const whole = tagOf(rule);
    const fitsAlone = fits({ [name]: whole });
    if (!fitsAlone) left.push(`${rule.key}: its values do not fit into a tag policy`);
    const tag = fitsAlone ? whole : tagOf({ ...rule, values: undefined });
    const last = documents.at(-1);
    if (last !== undefined && fits({ ...last, [name]: tag })) last[name] = tag;
    else documents.push({ [name]: tag });
  }
  return { documents: documents.map((tags) => ({ tags })), left };
}

/** The document as it is attached: without spaces, which count. */
export function tagPolicyText(document: TagPolicyDocument): string {
  return asciiJson(document);
}

function fits(tags: TagPolicyDocument['tags']): boolean {
  return tagPolicyText({ tags }).length <= MOST_TAG_POLICY_CHARACTERS;
}

function tagOf(rule: TagRule): TagOfPolicy {
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
  const all = TAG_ON_CREATE.map(({ type }) => type).filter((type) => !NOT_REPORTED.has(type));
  if (appliesTo === undefined) return all;
  const { type, ...others } = appliesTo;
  if (Object.values(others).some((one) => one !== undefined)) return [];
  return type === undefined
    ? all
    : all.filter((one) => [type].flat().some((pattern) => globMatches(pattern, one)));
}
