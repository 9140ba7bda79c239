import type { Logic } from '../record-classes.ts';
import { type Where, wantedValues } from '../where.ts';
import { INTEGERS, isText, quoted, type Rows } from './rds-sql.ts';

/** Which rows, in SQL: true or false of each, and never null. Values are in its parameters only. */
export interface Predicate {
  readonly sql: string;
  readonly values: Readonly<Record<string, string>>;
}

export const ALL: Predicate = { sql: 'TRUE', values: {} };
export const NOTHING: Predicate = { sql: 'FALSE', values: {} };

/**
 * Rows of classes. The parameters of the same `where` are the same wherever it stands.
 * @param telling every `where` that is asked for
 */
export function rowLogic(rows: Rows, telling: readonly Where[]): Logic<Predicate> {
  return {
    all: ALL,
    matching: (where) => matching(rows, where, `w${telling.indexOf(where)}`),
    any,
    both,
    without: (these, those) =>
      those === NOTHING
        ? these
        : those === ALL
          ? NOTHING
          : both(these, { ...those, sql: `NOT ${those.sql}` }),
  };
}

export function any(of: readonly Predicate[]): Predicate {
  const [first = NOTHING, ...more] = of.filter((one) => one !== NOTHING);
  if (more.length === 0) return first;
  return of.includes(ALL) ? ALL : joined([first, ...more], 'OR');
}

export function both(one: Predicate, other: Predicate): Predicate {
  if (one === NOTHING || other === NOTHING) return NOTHING;
  if (one === ALL) return other;
  return other === ALL ? one : joined([one, other], 'AND');
}

function joined(of: readonly Predicate[], by: 'AND' | 'OR'): Predicate {
  return {
    sql: `(${of.map(({ sql }) => sql).join(` ${by} `)})`,
    values: Object.assign({}, ...of.map(({ values }) => values)),
  };
}

/**
 * Whether a column of this table can tell what `where` asks for: a column that is there, of a type in which each of the
 * values can be. Where it cannot, no row would match, and that is not what whoever wrote it meant.
 */
export function canTell({ columns }: Pick<Rows, 'columns'>, where: Where): boolean {
  const { attribute } = where;
  const type = Object.hasOwn(columns, attribute) ? (columns[attribute] ?? '') : '';
  if (isText(type) || type === 'enum') return true;
  if ('beginsWith' in where) return false;
  if (type === 'uuid') return true;
  const values = valuesFor(type, where);
  if (type === 'boolean') return values.every((value) => value === 'true' || value === 'false');
  return INTEGERS.has(type) && values.every((value) => /^-?\d{1,18}$/.test(value));
}

/** To the letter, as records of other systems are compared. */
function matching({ dialect, columns }: Rows, where: Where, name: string): Predicate {
  const type = columns[where.attribute] ?? '';
  const column = quoted(dialect, where.attribute);
  const text =
    dialect === 'mysql' ? `CAST(${column} AS CHAR CHARACTER SET utf8mb4)` : `CAST(${column} AS text)`;
  const binary = dialect === 'mysql' ? ' COLLATE utf8mb4_bin' : ' COLLATE "C"';
  const there = `${column} IS NOT NULL`;
  if ('beginsWith' in where) {
    const length = Array.from(where.beginsWith).length;
    return {
      sql: `(${there} AND LEFT(${text}, ${length})${binary} = :${name})`,
      values: { [name]: where.beginsWith },
    };
  }
  const values = Object.fromEntries(
    valuesFor(type, where).map((value, place) => [`${name}_${place}`, value]),
  );
  const number = (one: string) => `CAST(${one} AS ${dialect === 'mysql' ? 'SIGNED' : 'bigint'})`;
  const names = Object.keys(values).map((one) => (INTEGERS.has(type) ? number(`:${one}`) : `:${one}`));
  const compared = INTEGERS.has(type) ? column : `${text}${binary}`;
  return { sql: `(${there} AND ${compared} IN (${names.join(', ')}))`, values };
}

/** As a column of this type has them: MySQL's booleans are numbers, and PostgreSQL writes a uuid in lower case. */
function valuesFor(type: string, where: Extract<Where, { equals: unknown }>): string[] {
  const values = wantedValues(where);
  if (type === 'uuid') return values.map((value) => value.toLowerCase());
  if (!INTEGERS.has(type)) return values;
  return values.map((value) => (value === 'true' ? '1' : value === 'false' ? '0' : value));
}
