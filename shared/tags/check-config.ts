import { type ConfigIssue, idsIn, type Loose } from '../kernel/config-check.ts';
import { dayOf } from '../kernel/day.ts';
import { millis } from '../kernel/duration.ts';
import type { Instant } from '../kernel/instant.ts';
import { compilePattern, patternFault } from '../kernel/pattern.ts';
import type { Organization } from '../platform/schema.ts';
import type { RequiredTag, TagsSection } from './config.ts';

type Path = ConfigIssue['path'];

/**
 * What the schema of `tags.yaml` cannot see: a key twice, values that its own rule refuses, a pattern that does not
 * compile, a quarantine without grace. Paths begin with `tags`.
 * @param organization undefined where it could not be read: nothing is said then about whom it may hold.
 */
export function checkTags(
  organization: Loose<Organization> | undefined,
  tags: Loose<TagsSection>,
): ConfigIssue[] {
  const teams = idsIn(organization, 'teams');
  const { required = [], enforce } = tags;
  return [
    ...keysTwice(required.map((one) => one?.key)),
    ...required.flatMap((one, place) =>
      one === undefined ? [] : checkRequired(one, teams, ['tags', 'required', place]),
    ),
    ...accountDefaults(tags, teams),
    ...checkGrace(enforce),
  ];
}

/** Exemptions that no longer hold on a day, as warnings. */
export function forecastTags({ exempt }: TagsSection, from: Instant): ConfigIssue[] {
  return exempt.flatMap(({ until }, place): ConfigIssue[] =>
    until >= dayOf(from)
      ? []
      : [
          {
            path: ['tags', 'exempt', place, 'until'],
            message: `this exemption ended on ${until}: what it names is judged like the rest`,
            severity: 'warning',
          },
        ],
  );
}

function error(path: Path, message: string): ConfigIssue {
  return { path, message, severity: 'error' };
}

/** Keys that differ by case are one: IAM knows no difference. */
function keysTwice(keys: readonly (string | undefined)[]): ConfigIssue[] {
  const first = new Map<string, number>();
  return keys.flatMap((key, place) => {
    if (key === undefined) return [];
    const earlier = first.get(key.toLowerCase());
    if (earlier === undefined) {
      first.set(key.toLowerCase(), place);
      return [];
    }
    const what = `"${key}" is already the key of number ${earlier + 1} of the list, whatever the case`;
    return [error(['tags', 'required', place, 'key'], `${what}; each may be there once`)];
  });
}

function checkRequired(
  required: Loose<RequiredTag>,
  teams: ReadonlySet<string> | undefined,
  path: Path,
): ConfigIssue[] {
  const { values, pattern, fromCreator, aliases = {} } = required;
  const issues: ConfigIssue[] = [];
  const fault = pattern === undefined ? undefined : patternFault(pattern);
  if (fault !== undefined)
    issues.push(error([...path, 'pattern'], `it cannot be matched in linear time: ${fault}`));
  if (values !== undefined && pattern !== undefined)
    issues.push(error([...path, 'pattern'], 'there are values already; wanted: values or a pattern'));
  if (fromCreator === true && values !== undefined)
    issues.push(error([...path, 'fromCreator'], 'the name of a person is not in a list; wanted: no values'));
  if (values === 'fromTeams' && teams?.size === 0)
    issues.push(
      error([...path, 'values'], 'no team is configured in organization.yaml; wanted: at least one'),
    );
  const allowed = allowedBy(required, teams);
  if (!['values', 'pattern'].some((key) => Object.hasOwn(required, key)) && Object.keys(aliases).length > 0)
    issues.push(
      error([...path, 'aliases'], 'every value is allowed here; wanted: values or a pattern with them'),
    );
  return [...issues, ...checkAliases(required, allowed, [...path, 'aliases'])];
}

/** Which values a rule takes; undefined where that cannot be known. */
function allowedBy(
  { values, pattern }: Loose<RequiredTag>,
  teams: ReadonlySet<string> | undefined,
): ((value: string) => boolean) | undefined {
  if (values === 'fromTeams') return teams === undefined ? undefined : (value) => teams.has(value);
  if (values !== undefined) return (value) => values.includes(value);
  if (pattern === undefined || patternFault(pattern) !== undefined) return undefined;
  const { matches } = compilePattern(pattern);
  return matches;
}

function checkAliases(
  { aliases = {} }: Loose<RequiredTag>,
  allowed: ((value: string) => boolean) | undefined,
  path: Path,
): ConfigIssue[] {
  const owners = new Map<string, string>();
  return Object.entries(aliases).flatMap(([value, names]) => {
    const issues: ConfigIssue[] = [];
    if (allowed?.(value) === false)
      issues.push(error([...path, value], `"${value}" is not a value that is allowed; wanted: one that is`));
    for (const [place, name] of (names ?? []).entries()) {
      if (name === undefined) continue;
      const owner = owners.get(name.toLowerCase());
      owners.set(name.toLowerCase(), value);
      if (allowed?.(name) === true)
        issues.push(
          error([...path, value, place], `"${name}" is allowed itself; wanted: a value that is not`),
        );
      else if (owner !== undefined && owner !== value)
        issues.push(
          error([...path, value, place], `"${name}" already stands for ${owner}; wanted: one of the two`),
        );
    }
    return issues;
  });
}

/** Defaults of an account which the rule of their key would refuse. */
function accountDefaults(
  { accounts = {}, required = [] }: Loose<TagsSection>,
  teams: ReadonlySet<string> | undefined,
): ConfigIssue[] {
  return Object.entries(accounts).flatMap(([account, defaults]) =>
    Object.entries(defaults ?? {}).flatMap(([key, value]) => {
      const rule = required.find((one) => one?.key === key);
      const allowed = rule === undefined ? undefined : allowedBy(rule, teams);
      if (value === undefined || allowed?.(value) !== false) return [];
      return [error(['tags', 'accounts', account, key], `"${value}" is not a value that ${key} allows`)];
    }),
  );
}

const DAY = millis('1d');

function checkGrace(enforce: Loose<TagsSection['enforce']> | undefined): ConfigIssue[] {
  const { mode, grace } = enforce ?? {};
  const path = ['tags', 'enforce', 'grace'];
  if (grace === undefined) {
    const stated = enforce !== undefined && Object.hasOwn(enforce, 'grace');
    if (mode !== 'quarantine' || stated) return [];
    return [
      error(path, 'missing; wanted where mode is quarantine: { remind: 0d, warn: 3d, quarantine: 14d }'),
    ];
  }
  const { remind, warn, quarantine } = grace;
  const issues: ConfigIssue[] = [];
  if (remind !== undefined && warn !== undefined && millis(warn) <= millis(remind))
    issues.push(error([...path, 'warn'], `"${warn}" is not after the reminder; wanted: more than ${remind}`));
  if (warn !== undefined && quarantine !== undefined && millis(quarantine) < millis(warn) + DAY)
    issues.push(
      error(
        [...path, 'quarantine'],
        `"${quarantine}" leaves no day after the warning; wanted: ${warn} and 1d or more`,
      ),
    );
  return issues;
}
