import { globMatches } from '../kernel/glob.ts';
import { globOfPattern } from './pattern-glob.ts';
import type { TagPolicy, TagRule } from './policy.ts';
import { TAG_ON_CREATE, type TagOnCreate } from './tag-on-create.ts';

/** One statement of a service control policy. */
export interface ScpStatement {
  readonly Sid: string;
  readonly Effect: 'Deny';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A service control policy. */
export interface ScpDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly ScpStatement[];
}

/** What comes of a policy, and what could not be said in it. */
export interface CompiledScp {
  readonly documents: readonly ScpDocument[];
  /** In words: what is left to the verdict after the fact. */
  readonly left: readonly string[];
}

/** The characters AWS Organizations takes for one policy, without spaces. */
export const MOST_CHARACTERS = 5120;

/** Roles that AWS makes for its services; nobody could give them tags to pass on. */
const SERVICE_LINKED_ROLES = 'arn:*:iam::*:role/aws-service-role/*';

/**
 * Service control policies which deny the making of resources without a tag, or with a value that is not allowed: one
 * statement a key, split over documents of at most 5,120 characters. Keys that are filled in later, from the creator or
 * by inheritance, may be missing. IAM compares keys in any case, knows no regular expressions and no exemptions of
 * single resources.
 */
export function compileScp(policy: TagPolicy): CompiledScp {
  const left: string[] = [];
  const statements = policy.rules.flatMap((rule) => {
    const compiled = statementOf(rule, policy);
    if (typeof compiled !== 'string') return [compiled];
    left.push(`${rule.key}: ${compiled}`);
    return [];
  });
  return { documents: split(statements), left };
}

/** The document as it is attached: without spaces, which count. */
export function scpText(document: ScpDocument): string {
  return JSON.stringify(document);
}

/** Whether a key may be missing when something is made, because it is filled in afterwards. */
export function isFilledLater({ fromCreator, inherit }: Pick<TagRule, 'fromCreator' | 'inherit'>): boolean {
  return fromCreator || inherit !== undefined;
}

function statementOf(rule: TagRule, policy: TagPolicy): ScpStatement | string {
  const calls = callsFor(rule);
  if (calls.length === 0) return 'it is about no resource that can be denied up front';
  if (rule.appliesTo?.arn !== undefined)
    return 'it is about single resources, which a policy cannot tell apart';
  const wrong = wrongTag(rule);
  if (wrong === undefined) return 'it is filled in afterwards, whatever the value';
  const denial = denialOf(rule, wrong, calls, policy);
  if (fits([denial])) return denial;
  const absent = wrongTag({ ...rule, values: undefined, pattern: undefined });
  if (absent === undefined) return 'it has more values than a policy can hold';
  return denialOf(rule, absent, calls, policy);
}

function denialOf(
  rule: TagRule,
  wrong: ScpStatement['Condition'],
  calls: readonly TagOnCreate[],
  policy: TagPolicy,
): ScpStatement {
  return {
    Sid: sidOf(rule, policy),
    Effect: 'Deny',
    Action: calls.map(({ action }) => action),
    Resource: calls.map(({ action, arn }) => `arn:*:${action.split(':')[0]}:*:*:${arn}`),
    Condition: {
      ...wrong,
      ArnNotLike: { 'aws:PrincipalArn': SERVICE_LINKED_ROLES },
      ...where(rule, policy),
    },
  };
}

function fits(statements: readonly ScpStatement[]): boolean {
  return scpText(documentOf(statements)).length <= MOST_CHARACTERS;
}

function callsFor({ appliesTo }: TagRule): readonly TagOnCreate[] {
  const types = appliesTo?.type;
  if (types === undefined) return TAG_ON_CREATE;
  return TAG_ON_CREATE.filter(({ type }) => [types].flat().some((pattern) => globMatches(pattern, type)));
}

/** The condition that a tag is wrong: it holds for one that is missing too, unless that is filled in later. */
function wrongTag(rule: TagRule): ScpStatement['Condition'] | undefined {
  const { key, values, pattern } = rule;
  const may = isFilledLater(rule) ? 'IfExists' : '';
  const tag = `aws:RequestTag/${key}`;
  if (values !== undefined)
    return { [`StringNotEquals${rule.ignoresCase ? 'IgnoreCase' : ''}${may}`]: { [tag]: values } };
  if (pattern !== undefined && !rule.ignoresCase)
    return { [`StringNotLike${may}`]: { [tag]: globOfPattern(pattern) } };
  return may === '' ? { StringNotLike: { [tag]: '?*' } } : undefined;
}

/** The accounts and regions a rule is about. */
function where({ appliesTo }: TagRule, { config }: TagPolicy): ScpStatement['Condition'] {
  const { account, region, env } = appliesTo ?? {};
  const envs = env === undefined ? undefined : [env].flat();
  const accounts = config.organization.accounts
    .filter((one) => envs?.some((pattern) => globMatches(pattern, one.env ?? '')))
    .map(({ id }) => id);
  return {
    ...(envs === undefined ? {} : { StringEquals: { 'aws:PrincipalAccount': accounts } }),
    ...(account === undefined && region === undefined
      ? {}
      : {
          StringLike: {
            ...(account === undefined ? {} : { 'aws:PrincipalAccount': account }),
            ...(region === undefined ? {} : { 'aws:RequestedRegion': region }),
          },
        }),
  };
}

/** `Require02CostCenter`: the place of a key makes it one of its own. */
function sidOf(rule: TagRule, { rules }: TagPolicy): string {
  const words = rule.key.split(/[^A-Za-z0-9]+/).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `Require${String(rules.indexOf(rule) + 1).padStart(2, '0')}${words.join('')}`;
}

/** As few documents as hold them, in order. */
function split(statements: readonly ScpStatement[]): ScpDocument[] {
  const documents: ScpStatement[][] = [];
  for (const statement of statements) {
    const last = documents.at(-1);
    if (last !== undefined && fits([...last, statement])) last.push(statement);
    else documents.push([statement]);
  }
  return documents.map(documentOf);
}

function documentOf(statements: readonly ScpStatement[]): ScpDocument {
  return { Version: '2012-10-17', Statement: statements };
}
