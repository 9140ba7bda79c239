/** What stands where a person was named. */
export const DELETED_USER = 'Deleted user';

type Fields = { readonly [key: string]: unknown };

/** The person as far as a record is concerned: the attribute it was found by, and what may stand there. */
export interface RecordSubject {
  readonly attribute: string;
  /** Every form of the identity. */
  readonly forms: ReadonlySet<string>;
}

/**
 * A record that no longer says whose it is, in the fields of its class: a text becomes `Deleted user`, a list is emptied,
 * any other value is null. Where the record was found by a list, as of all who are mentioned, that list loses this person
 * only: the others are other people. What is not named stays, and so does what is not there. Done again, it changes
 * nothing.
 * @param fields names, with dots into maps: `address.street`
 * @returns the same object where nothing was to be changed
 */
export function anonymise<Given extends Fields>(
  record: Given,
  fields: readonly string[],
  subject: RecordSubject,
): Given | Fields {
  return fields.reduce<Given | Fields>(
    (one, field) => inField(one, field.split('.'), field === subject.attribute ? subject.forms : undefined),
    record,
  );
}

function inField<Given extends Fields>(
  record: Given,
  [name = '', ...below]: readonly string[],
  among: ReadonlySet<string> | undefined,
): Given | Fields {
  const value = Object.hasOwn(record, name) ? record[name] : undefined;
  if (value === undefined) return record;
  const left = below.length === 0 ? redacted(value, among) : insideMap(value, below, among);
  return left === value ? record : { ...record, [name]: left };
}

function insideMap(
  value: unknown,
  below: readonly string[],
  among: ReadonlySet<string> | undefined,
): unknown {
  return isMap(value) ? inField(value, below, among) : value;
}

function redacted(value: unknown, among: ReadonlySet<string> | undefined): unknown {
  if (typeof value === 'string') return DELETED_USER;
  if (!isList(value)) return null;
  const others = value.filter(
    (item) => among !== undefined && !(typeof item === 'string' && among.has(item)),
  );
  return others.length === value.length ? value : others;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
