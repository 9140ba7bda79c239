import * as z from 'zod';
import { valuesAt } from './record-values.ts';

const Attribute = z.string().min(1).max(255);
const Text = z.string().min(1).max(1000);
const Value = z.union([Text, z.int(), z.boolean()]);

/** Which of the records that a key finds are of a class: those whose attribute is, or begins with, what it says. */
export const Where = z.union(
  [
    z.strictObject({
      attribute: Attribute,
      equals: z.union([Value, z.array(Value).min(1).max(100)]),
    }),
    z.strictObject({ attribute: Attribute, beginsWith: Text }),
  ],
  {
    error:
      'which records are of this class, such as { attribute: kind, equals: invoice }, { attribute: kind, equals: [invoice, refund] } or { attribute: sk, beginsWith: "INVOICE#" }',
  },
);
export type Where = z.infer<typeof Where>;

/** The values of `equals` as text, each once, in order. */
export function wantedValues(where: Extract<Where, { equals: unknown }>): string[] {
  return [...new Set([where.equals].flat().map(String))].sort();
}

/** The same for every way of writing the same. */
export function nameOfWhere(where: Where | undefined): string {
  if (where === undefined) return '';
  const { attribute } = where;
  return JSON.stringify(
    'equals' in where ? [attribute, 'is', ...wantedValues(where)] : [attribute, 'begins', where.beginsWith],
  );
}

/** Whether both say of one attribute a text that is of both. By others too a record may be of both, as far as anybody can say. */
export function haveCommon(one: Where, other: Where): boolean {
  if (one.attribute !== other.attribute) return false;
  const texts = (where: Where) => ('equals' in where ? wantedValues(where) : [where.beginsWith]);
  const has = (where: Where, text: string) =>
    'equals' in where ? wantedValues(where).includes(text) : text.startsWith(where.beginsWith);
  return texts(one).some((text) => has(other, text)) || texts(other).some((text) => has(one, text));
}

/** Whether no record is of both, as far as one attribute says: what another one says tells nothing of it. */
export function areApart(one: Where, other: Where): boolean {
  return one.attribute === other.attribute && !haveCommon(one, other);
}

/**
 * Whether a record is one of those. Values are compared as text, to the letter: 5 is "5", and `Invoice` is not `invoice`. Of
 * a list, one of its items is enough; what is not there is nothing.
 */
export function matches(record: Readonly<Record<string, unknown>>, where: Where): boolean {
  const values = valuesAt(record, where.attribute.split('.'));
  if ('beginsWith' in where) return values.some((value) => value.startsWith(where.beginsWith));
  const wanted = new Set(wantedValues(where));
  return values.some((value) => wanted.has(value));
}
