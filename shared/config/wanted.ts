import type * as z from 'zod';

const TYPES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  record: 'a map',
};

/** What a schema wants where its author gave no words of their own: `a text`, `one of page, ticket, log`. */
export function wanted(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeWanted(String(issue['expected']), issue);
    case 'invalid_value':
      return `one of ${listed(issue['values'])}`;
    case 'unrecognized_keys':
      return listed(keysOf(issue.inst));
    case 'too_small':
      return limit('at least', issue['origin'], issue['minimum']);
    case 'too_big':
      return limit('at most', issue['origin'], issue['maximum']);
    case 'invalid_format':
      return formatWords(issue['format']);
    case 'invalid_key':
      return `as a key, ${issue['issues'].map(({ message }: z.core.$ZodIssue) => message)[0] ?? 'another text'}`;
    default:
      return 'another value';
  }
}

function typeWanted(expected: string, { inst, input }: z.core.$ZodRawIssue): string {
  if (expected === 'string') return textWanted(inst, input);
  if (expected === 'number' && definition(inst)?.format === 'safeint') return 'a whole number';
  if (expected === 'object') {
    const keys = keysOf(inst);
    return keys.length === 0 ? 'a map' : `a map with ${listed(keys)}`;
  }
  return TYPES[expected] ?? expected;
}

/** The words for the form of a text where its schema has some; with a hint where only the quotes are missing. */
function textWanted(inst: unknown, input: unknown): string {
  const { format, checks = [] } = definition(inst) ?? {};
  const form = format === undefined ? checks.map(wordsOf).find((words) => words !== undefined) : undefined;
  const words = form ?? (format === undefined ? 'a text' : formatWords(format));
  const unquoted = typeof input === 'number' || typeof input === 'boolean';
  return unquoted && accepts(inst, String(input)) ? `${words}, in quotes` : words;
}

function formatWords(format: unknown): string {
  return format === 'email' ? 'an e-mail address' : `a valid ${String(format)}`;
}

/** What of zod's own description of a schema is read here. */
interface Definition {
  readonly format?: string;
  readonly shape?: object;
  readonly checks?: readonly z.core.$ZodCheck[];
}

function definition(inst: unknown): Definition | undefined {
  return (inst as z.core.$ZodType | undefined)?._zod.def; // whatever raises an issue is a schema or a check: both have one
}

/** The words that were given to a check of the form, as in `regex(/…/, 'a duration such as 20s')`. */
function wordsOf(check: z.core.$ZodCheck): string | undefined {
  const { check: kind, error } = check._zod.def;
  if (kind !== 'string_format') return undefined;
  const words = error?.({ code: 'invalid_format', format: 'regex', input: '', path: [] } as never); // ours ignore it
  return typeof words === 'string' ? words : words?.message;
}

function accepts(inst: unknown, text: string): boolean {
  return (inst as z.ZodType).safeParse(text).success; // only called for the schema of a text
}

function keysOf(schema: unknown): readonly string[] {
  return Object.keys(definition(schema)?.shape ?? {});
}

function listed(values: unknown): string {
  return Array.isArray(values) ? values.map(String).join(', ') : '';
}

function limit(bound: string, origin: unknown, size: unknown): string {
  const units: Readonly<Record<string, string>> = { array: ' item', string: ' character' };
  const unit = units[String(origin)] ?? '';
  return `${bound} ${String(size)}${unit}${unit === '' || Number(size) === 1 ? '' : 's'}`;
}
