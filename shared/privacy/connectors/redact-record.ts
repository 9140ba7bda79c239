import { anonymise, type RecordSubject } from '../anonymise.ts';
import type { DataClass } from '../config.ts';
import { type Logic, type Sharing, treatment } from '../record-classes.ts';
import { matches } from '../where.ts';
import { connectorError } from './failure-of.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What is left to be done to a record of a person. */
export type Redaction =
  | { readonly kind: 'none' }
  | { readonly kind: 'delete' }
  /** Fields that change, with what is to stand there, and those that go. */
  | {
      readonly kind: 'change';
      readonly set: Readonly<Record<string, unknown>>;
      readonly remove: readonly string[];
    };

/**
 * What erasing the classes does to a record that their key has found. Of a record that is so already, nothing: this is how
 * what was erased is told from what was not.
 * @throws AppError `rejected` where one class has it deleted and another anonymised; and where a field is inside a list:
 *   nobody can tell which of its items are this person's
 */
export function redaction(record: Fields, sharing: Sharing, subject: RecordSubject): Redaction {
  const { refused, deleted, changes } = treatment(sharing, logicOf(record));
  if (refused) throw connectorError('rejected');
  if (deleted) return { kind: 'delete' };
  const due = changes.filter(({ of }) => of);
  if (due.some(({ field }) => isInList(record, field.split('.')))) throw connectorError('rejected');
  const fieldsTo = (what: DataClass['erase']) =>
    due.filter(({ erase }) => erase === what).map(({ field }) => field);
  const left = without(anonymise(record, fieldsTo('anonymise'), subject), fieldsTo('delete'));
  const set = Object.fromEntries(
    Object.entries(left).filter(([name, value]) => value !== undefined && value !== record[name]),
  );
  const remove = Object.keys(record).filter((name) => record[name] !== undefined && left[name] === undefined);
  return Object.keys(set).length + remove.length === 0 ? { kind: 'none' } : { kind: 'change', set, remove };
}

/** Of one record something is so, or it is not. */
function logicOf(record: Fields): Logic<boolean> {
  return {
    all: true,
    matching: (where) => matches(record, where),
    any: (of) => of.some(Boolean),
    both: (these, those) => these && those,
    without: (these, those) => these && !those,
  };
}

/** @param fields names, with dots into maps */
function without(record: Fields, fields: readonly string[]): Fields {
  return fields.reduce((one, field) => withoutPath(one, field.split('.')), record);
}

function withoutPath(record: Fields, [name = '', ...below]: readonly string[]): Fields {
  if (!Object.hasOwn(record, name)) return record;
  if (below.length === 0) {
    const { [name]: _, ...rest } = record;
    return rest;
  }
  const value = record[name];
  if (!isMap(value)) return record;
  const left = withoutPath(value, below);
  return left === value ? record : { ...record, [name]: left };
}

function isInList(value: unknown, [name, ...below]: readonly string[]): boolean {
  if (name === undefined) return false;
  if (Array.isArray(value) || value instanceof Set) return true;
  return isMap(value) && Object.hasOwn(value, name) && isInList(value[name], below);
}

function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
