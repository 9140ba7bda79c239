import { compilePattern } from '../kernel/pattern.ts';
import type { RequiredTag, TagsConfig } from './config.ts';
import { plainForms, suggestValue } from './suggest.ts';

/** What is said of one value by the rule of its key. */
export type ValueVerdict =
  | { readonly kind: 'right' }
  /** A mapping says what it stands for. */
  | { readonly kind: 'alias'; readonly stands: string }
  | { readonly kind: 'placeholder' | 'not-allowed'; readonly suggestion: string | undefined };

/** A required tag, ready to be asked. */
export interface TagRule
  extends Pick<RequiredTag, 'key' | 'fromCreator' | 'inherit' | 'appliesTo' | 'severity'> {
  readonly judgeValue: (value: string) => ValueVerdict;
  /** The values allowed, where they are listed. */
  readonly values: readonly string[] | undefined;
  readonly pattern: string | undefined;
  readonly ignoresCase: boolean;
  /** Whether the values are ids of teams. */
  readonly isTeam: boolean;
}

/** The policy as it is asked many times: patterns and lists are compiled once. */
export interface TagPolicy {
  readonly config: TagsConfig;
  readonly rules: readonly TagRule[];
}

/** Compiles the policy. @throws PatternFault for a pattern that `checkTags` would have refused */
export function compilePolicy(config: TagsConfig): TagPolicy {
  const { organization, tags } = config;
  const teams = organization.teams.map(({ id }) => id);
  const placeholders = new Set(tags.placeholders.map(fold));
  return { config, rules: tags.required.map((required) => compileRule(required, teams, placeholders)) };
}

function compileRule(
  required: RequiredTag,
  teams: readonly string[],
  placeholders: ReadonlySet<string>,
): TagRule {
  const { key, fromCreator, inherit, appliesTo, severity } = required;
  const isTeam = required.values === 'fromTeams';
  const values = required.values === 'fromTeams' ? teams : required.values;
  return {
    key,
    fromCreator,
    inherit,
    appliesTo,
    severity,
    isTeam,
    values,
    pattern: required.pattern,
    ignoresCase: required.case === 'ignore',
    judgeValue: valueJudge(required, values, placeholders),
  };
}

function valueJudge(
  { pattern, aliases, case: letterCase }: RequiredTag,
  values: readonly string[] | undefined,
  placeholders: ReadonlySet<string>,
): (value: string) => ValueVerdict {
  const caseOf = (text: string) => (letterCase === 'ignore' ? text.toLowerCase() : text);
  const listed = values === undefined ? undefined : new Set(values.map(caseOf));
  const compiled = pattern === undefined ? undefined : compilePattern(pattern);
  const stands = new Map(
    Object.entries(aliases).flatMap(([value, names]) => names.map((name) => [fold(name), value] as const)),
  );
  const candidates = [
    ...(values ?? Object.keys(aliases)).map((value) => ({ value, text: value })),
    ...Object.entries(aliases).flatMap(([value, names]) => names.map((text) => ({ value, text }))),
  ];
  const fitsPattern = (value: string) =>
    compiled === undefined ||
    compiled.matches(value) ||
    (letterCase === 'ignore' && [value.toLowerCase(), value.toUpperCase()].some(compiled.matches));
  const allowed = (value: string) =>
    value.trim() !== '' &&
    (listed === undefined ? !placeholders.has(fold(value)) : listed.has(caseOf(value))) &&
    fitsPattern(value);
  const suggestion = (value: string) =>
    suggestValue(value, candidates) ??
    (compiled === undefined ? undefined : plainForms(value).find((form) => allowed(form)));
  return (value) => {
    if (allowed(value)) return { kind: 'right' };
    const meant = stands.get(fold(value));
    if (meant !== undefined) return { kind: 'alias', stands: meant };
    if (value.trim() === '' || placeholders.has(fold(value)))
      return { kind: 'placeholder', suggestion: undefined };
    return { kind: 'not-allowed', suggestion: suggestion(value) };
  };
}

function fold(text: string): string {
  return text.trim().toLowerCase();
}
