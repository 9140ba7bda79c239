import * as z from 'zod';

type Operator = '=' | '!=' | '=~' | '!~';

/** A parsed matcher: does the value of `key` (absent counts as empty) satisfy the operator? */
interface Matcher {
  readonly key: string;
  readonly operator: Operator;
  readonly value: string;
}

const FORM = /^\s*([A-Za-z_][\w.:/-]*)\s*(=~|!~|!=|=)\s*(.*?)\s*$/s;

/** The parts of `service=~payments-.*`; undefined where the text is not a matcher. Quotes around the value are dropped. */
export function parseMatcher(text: string): Matcher | undefined {
  const [, key, operator, raw] = FORM.exec(text) ?? [];
  if (key === undefined || operator === undefined || raw === undefined) return undefined;
  const value = /^".*"$/s.test(raw) ? raw.slice(1, -1) : raw;
  if (operator.endsWith('~') && compile(value) === undefined) return undefined;
  return { key, operator: operator as Operator, value }; // FORM admits these four only
}

/** Whether the values satisfy the matcher. Regular expressions must match the whole value. */
export function matches(matcher: Matcher, values: Readonly<Record<string, string>>): boolean {
  const actual = (Object.hasOwn(values, matcher.key) ? values[matcher.key] : undefined) ?? '';
  switch (matcher.operator) {
    case '=':
      return actual === matcher.value;
    case '!=':
      return actual !== matcher.value;
    case '=~':
      return compile(matcher.value)?.test(actual) ?? false;
    case '!~':
      return !(compile(matcher.value)?.test(actual) ?? false);
  }
}

function compile(pattern: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${pattern})$`, 's');
  } catch {
    return undefined;
  }
}

/** A matcher as written in configuration. */
export const MatcherText = z
  .string()
  .refine(
    (text) => parseMatcher(text) !== undefined,
    'a matcher such as "service=~payments-.*" with =, !=, =~ or !~',
  );
