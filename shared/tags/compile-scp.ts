import { globMatches } from '../kernel/glob.ts';
import { asciiJson } from './ascii-json.ts';
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
 * Service control policies which deny the making of resources without a tag, or with a value that is not allowed: each
 * statement is about one key, split over documents of at most 5,120 characters. Keys that are filled in later, from the
 * creator or by inheritance, may be missing. IAM compares keys in any case, knows no regular expressions and no exemptions
 * of single resources.
 */
export function compileScp(policy: TagPolicy): CompiledScp {
  const left: string[] = [];
  const statements = policy.rules.flatMap((rule) => {
    const { denials, unsaid } = denialsOf(rule, policy);
    if (unsaid !== undefined) left.push(`${rule.key}: ${unsaid}`);
    return denials;
  });
  return { documents: split(statements), left };
}

/** The document as it is attached: without spaces, which count. */
export function scpText(document: ScpDocument): string {
  return asciiJson(document);
}

/** Whether a key may be missing when something is made, because it is filled in afterwards. */
export function isFilledLater({ fromCreator, inherit }: Pick<TagRule, 'fromCreator' | 'inherit'>): boolean {
  return fromCreator || inherit !== undefined;
}

/** The statements about one key, and what they do not say of it. */
interface KeyDenials {
  readonly denials: readonly ScpStatement[];
  readonly unsaid?: string;
}

function denialsOf(rule: TagRule, policy: TagPolicy): KeyDenials {
  const calls = callsFor(rule);
  if (calls.length === 0)
    return { denials: [], unsaid: 'it is about no resource that can be denied up front' };
  if (rule.appliesTo?.arn !== undefined)
    return { denials: [], unsaid: 'it is about single resources, which a policy cannot tell apart' };
  const wrong = wrongTag(rule);
  if (wrong === undefined) return { denials: [], unsaid: 'it is filled in afterwards, whatever the value' };
  const where = conditionOn(rule, policy);
  if (where === undefined)
    return { denials: [], unsaid: 'no account in organization.yaml is of an env it is about' };
  const denialsFor = (condition: ScpStatement['Condition']) =>
    apart(calls).map((some, place) =>
      denialOf(`${sidOf(rule, policy)}${place === 0 ? '' : `Part${place + 1}`}`, some, {
        ...condition,
        ...where,
      }),
    );
  const denials = denialsFor(wrong);
  if (denials.every((one) => fits([one]))) return { denials };
  const absent = wrongTag({ ...rule, values: undefined, pattern: undefined });
  const presence = absent === undefined ? [] : denialsFor(absent);
  if (presence.length === 0 || !presence.every((one) => fits([one])))
    return { denials: [], unsaid: `it cannot be said in ${MOST_CHARACTERS} characters` };
  return { denials: presence, unsaid: 'its values do not fit into a policy, so that any value will do' };
}

/**
 * The calls in as few lists as let all of a list stand in one statement: a statement denies each of its calls on each of its
 * resources, and a launch would be denied for the tags that the subnet it goes into is not given by it.
 */
function apart(calls: readonly TagOnCreate[]): readonly (readonly TagOnCreate[])[] {
  const lists: TagOnCreate[][] = [];
  for (const call of calls) {
    const list = lists.find((others) => !others.some((other) => isInTheWay(call, other)));
    if (list === undefined) lists.push([call]);
    else list.push(call);
  }
  return lists;
}

function isInTheWay(one: TagOnCreate, other: TagOnCreate): boolean {
  return (
    prefixOf(one) === prefixOf(other) &&
    (one.judgedOn.includes(other.arn) || other.judgedOn.includes(one.arn))
  );
}

function prefixOf({ action }: TagOnCreate): string {
  return action.split(':')[0] ?? '';
}

function denialOf(
  sid: string,
  calls: readonly TagOnCreate[],
  condition: ScpStatement['Condition'],
): ScpStatement {
  return {
    Sid: sid,
    Effect: 'Deny',
    Action: calls.map(({ action }) => action),
    Resource: calls.map((call) => `arn:*:${prefixOf(call)}:*:*:${call.arn}`),
    Condition: { ArnNotLike: { 'aws:PrincipalArn': SERVICE_LINKED_ROLES }, ...condition },
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

/** The accounts and regions a rule is about; undefined where there is none of these accounts. */
function conditionOn({ appliesTo }: TagRule, { config }: TagPolicy): ScpStatement['Condition'] | undefined {
  const { account, region, env } = appliesTo ?? {};
  const envs = env === undefined ? undefined : [env].flat();
  const accounts = config.organization.accounts
    .filter((one) => envs?.some((pattern) => globMatches(pattern, one.env ?? '')))
    .map(({ id }) => id);
  if (envs !== undefined && accounts.length === 0) return undefined;
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
