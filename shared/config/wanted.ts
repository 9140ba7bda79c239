import type * as z from 'zod';

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
};

/** What a schema wants where its author gave no words of their own: `a text`, `one of page, ticket, log`. */
export function wanted(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[String(issue['expected'])] ?? String(issue['expected']);
    case 'invalid_value':
      return `one of ${listed(issue['values'])}`;
    case 'unrecognized_keys':
      return listed(keysOf(issue.inst));
    case 'too_small':
      return limit('at least', issue['origin'], issue['minimum']);
    case 'too_big':
      return limit('at most', issue['origin'], issue['maximum']);
    case 'invalid_format':
      return issue['format'] === 'email' ? 'an e-mail address' : `a valid ${String(issue['format'])}`;
    default:
      return 'another value';
  }
}

function keysOf(schema: unknown): readonly string[] {
  const shape = (schema as z.core.$ZodObject | undefined)?._zod.def.shape; // only objects refuse keys
  return Object.keys(shape ?? {});
}

function listed(values: unknown): string {
  return Array.isArray(values) ? values.map(String).join(', ') : '';
}

function limit(bound: string, origin: unknown, size: unknown): string {
  const units: Readonly<Record<string, string>> = { array: ' item(s)', string: ' characters' };
  return `${bound} ${String(size)}${units[String(origin)] ?? ''}`;
}
