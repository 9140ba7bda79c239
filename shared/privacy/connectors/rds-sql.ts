import type { DataClass } from '../config.ts';

export type Dialect = 'mysql' | 'postgresql';

/** A statement: names are quoted in its text, and values only in its parameters. */
export interface Statement {
  readonly sql: string;
  readonly values: Readonly<Record<string, string>>;
}

/** The columns of a table, with their types in lower case. */
export type Columns = Readonly<Record<string, string>>;

/** So many rows are changed at once, so that no transaction is long. */
const MOST_ROWS = 500;
/** So many values are read at once: an answer of the Data API has at most 1 MB. */
export const VALUES_AT_ONCE = 1_000;

/** Something to be done to rows that have a value: to be deleted, or to have columns changed. */
export interface RowWork {
  /** Which of those rows have it left, in SQL; empty for all of them. */
  readonly due: string;
  /** The columns and what is to stand there; undefined: the rows go. */
  readonly sets: readonly string[] | undefined;
  readonly values: Statement['values'];
}

export const VERSION: Statement = { sql: 'SELECT version() AS version', values: {} };

/** What `version()` says, as far as it matters. */
export function dialectOf(version: string): Dialect {
  return version.startsWith('PostgreSQL') ? 'postgresql' : 'mysql';
}

/** Asks for the columns of a table: none, where there is no such table. */
export function columnsOf(dialect: Dialect, table: string): Statement {
  const [name = '', schema] = table.split('.').reverse();
  const here = dialect === 'mysql' ? 'DATABASE()' : 'ANY (current_schemas(false))';
  return {
    sql:
      'SELECT column_name AS name, data_type AS type FROM information_schema.columns ' +
      `WHERE table_name = :name AND table_schema = ${schema === undefined ? here : ':schema'}`,
    values: schema === undefined ? { name } : { name, schema },
  };
}

/** Types of columns that are whole numbers. */
export const INTEGERS = new Set(['bigint', 'integer', 'int', 'mediumint', 'smallint', 'tinyint']);
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Rows of a table whose column has a value. */
export interface Rows {
  readonly dialect: Dialect;
  readonly table: string;
  readonly columns: Columns;
  readonly attribute: string;
}

/** The forms of an identity that a column of this type can have. */
export function formsFor({ columns, attribute }: Rows, forms: readonly string[]): readonly string[] {
  const type = columns[attribute] ?? '';
  if (INTEGERS.has(type)) return forms.filter((form) => /^-?\d{1,18}$/.test(form));
  return type === 'uuid' ? forms.filter((form) => UUID.test(form)) : forms;
}

/** The values that the database takes for this one: a collation may ignore case, and more. */
export function valuesLike(rows: Rows, form: string): Statement {
  const { dialect, attribute, table } = rows;
  const text = toTheLetter(dialect, attribute);
  return {
    sql: `SELECT DISTINCT ${text} AS value FROM ${tableName(dialect, table)} WHERE ${like(rows)}`,
    values: { v: form },
  };
}

/**
 * What the rows with this value have in a column, as text: a page of 1,000 different values, in order, none of them empty.
 * @param after the last value of the page before, or nothing
 */
export function valuesIn(rows: Rows, column: string, value: string, after = ''): Statement {
  const text = toTheLetter(rows.dialect, column);
  const table = tableName(rows.dialect, rows.table);
  const where = `${exactly(rows)} AND ${text} > :after`;
  return {
    sql: `SELECT DISTINCT ${text} AS value FROM ${table} WHERE ${where} ORDER BY 1 LIMIT ${VALUES_AT_ONCE}`,
    values: { v: value, after },
  };
}

/** Whether the values of a column of this type can be identities. */
export function canIdentify(type: string): boolean {
  return isText(type) || INTEGERS.has(type) || /^(uuid|enum|numeric|decimal)$/.test(type);
}

/** How many rows with this value have something of this work left. */
export function countLeft(rows: Rows, work: Pick<RowWork, 'due' | 'values'>, value: string): Statement {
  const { where, values } = left(rows, work, value);
  return {
    sql: `SELECT COUNT(*) AS count FROM ${tableName(rows.dialect, rows.table)} WHERE ${where}`,
    values,
  };
}

/** Does some of this work, to at most 500 rows. */
export function eraseSome(rows: Rows, work: RowWork, value: string): Statement {
  const { dialect } = rows;
  const table = tableName(dialect, rows.table);
  const { where, values } = left(rows, work, value);
  const verb =
    work.sets === undefined ? `DELETE FROM ${table}` : `UPDATE ${table} SET ${work.sets.join(', ')}`;
  if (dialect === 'mysql') return { sql: `${verb} WHERE ${where} LIMIT ${MOST_ROWS}`, values };
  const some = `SELECT tableoid, ctid FROM ${table} WHERE ${where} LIMIT ${MOST_ROWS}`;
  return { sql: `${verb} WHERE ${where} AND (tableoid, ctid) IN (${some})`, values };
}

/** Names of columns that these classes speak of and the table has not. */
export function unknownFields({ columns }: Pick<Rows, 'columns'>, classes: readonly DataClass[]): string[] {
  return classes.flatMap(({ fields = [] }) => fields).filter((field) => !Object.hasOwn(columns, field));
}

function left(
  rows: Rows,
  { due, values }: Pick<RowWork, 'due' | 'values'>,
  value: string,
): { readonly where: string; readonly values: Statement['values'] } {
  const where = exactly(rows);
  return { where: due === '' ? where : `${where} AND ${due}`, values: { v: value, ...values } };
}

export function isText(type: string): boolean {
  return /char|text|^user-defined$/.test(type);
}

/** As the database compares, by whatever index there is. */
function like({ dialect, columns, attribute }: Rows): string {
  const type = columns[attribute] ?? '';
  const column = quoted(dialect, attribute);
  if (INTEGERS.has(type)) return `${column} = CAST(:v AS ${dialect === 'mysql' ? 'SIGNED' : 'bigint'})`;
  return type === 'uuid' ? `${column} = CAST(:v AS uuid)` : `${column} = :v`;
}

/** To the letter: MySQL's collations take `ann` and `Änn` for one, and some of PostgreSQL do. */
function exactly(rows: Rows): string {
  const { dialect, columns, attribute } = rows;
  if (!isText(columns[attribute] ?? '')) return like(rows);
  return `${like(rows)} AND ${toTheLetter(dialect, attribute)} = :v`;
}

/** A column as text whose every letter counts, whatever collation it has. */
function toTheLetter(dialect: Dialect, name: string): string {
  const column = quoted(dialect, name);
  if (dialect === 'postgresql') return `CAST(${column} AS text) COLLATE "C"`;
  return `CAST(${column} AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_bin`;
}

function tableName(dialect: Dialect, table: string): string {
  return table
    .split('.')
    .map((part) => quoted(dialect, part))
    .join('.');
}

/** A name of the data map, whatever is in it. */
export function quoted(dialect: Dialect, name: string): string {
  return dialect === 'mysql' ? `\`${name.replaceAll('`', '``')}\`` : `"${name.replaceAll('"', '""')}"`;
}
