import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DataClass } from '../../../../shared/privacy/config.ts';
import { countLeft, eraseSome, type Rows } from '../../../../shared/privacy/connectors/rds-sql.ts';
import { refusedRows, rowWork } from '../../../../shared/privacy/connectors/rds-work.ts';
import { redaction } from '../../../../shared/privacy/connectors/redact-record.ts';
import { clash } from '../../../../shared/privacy/record-classes.ts';

type Row = Record<string, string | number | null>;

const rows: Rows = {
  dialect: 'postgresql',
  table: 'parcels',
  columns: { user_id: 'text', kind: 'text', size: 'bigint', name: 'text', email: 'text' },
  attribute: 'user_id',
};

function portable(sql: string): string {
  return sql
    .replace(/ AND \(tableoid, ctid\).*$/, '')
    .replaceAll('LEFT(', 'start_of(')
    .replaceAll(' COLLATE "C"', '');
}

/** The statements as a database carries them out that has neither `tableoid` nor `LEFT`. */
function erase(
  table: readonly Row[],
  classes: readonly DataClass[],
  others: readonly DataClass[],
): Row[] | 'refused' {
  const database = new DatabaseSync(':memory:');
  database.function('start_of', (text, length) => Array.from(String(text)).slice(0, Number(length)).join(''));
  database.exec('CREATE TABLE parcels (user_id TEXT, kind TEXT, size INTEGER, name TEXT, email TEXT)');
  const insert = database.prepare('INSERT INTO parcels VALUES (:user_id, :kind, :size, :name, :email)');
  for (const row of table) insert.run(row);
  const refused = refusedRows(rows, { classes, others });
  if (refused !== undefined) {
    const { sql, values } = countLeft(rows, refused, 'u-1');
    const found = database.prepare(portable(sql)).get(values);
    if (Number(found?.['count']) > 0) return 'refused';
  }
  for (let round = 1; round <= 2; round++) {
    let changed = 0;
    for (const work of rowWork(rows, { classes, others })) {
      const { sql, values } = eraseSome(rows, work, 'u-1');
      changed += Number(database.prepare(portable(sql)).run(values).changes);
    }
    if (round === 2) expect(changed).toBe(0);
  }
  const left = database.prepare('SELECT * FROM parcels').all();
  database.close();
  return left.map((row) => ({ ...row }) as Row); // texts, numbers and null are all there is
}

/** What records of other systems become, as a row. */
function expected(row: Row, classes: readonly DataClass[], others: readonly DataClass[]): Row[] {
  if (row['user_id'] !== 'u-1') return [row];
  const record = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
  const subject = { attribute: 'user_id', forms: new Set(['u-1']) };
  const todo = redaction(record, { classes, others }, subject);
  if (todo.kind === 'delete') return [];
  if (todo.kind === 'none') return [row];
  const gone = Object.fromEntries(todo.remove.map((name) => [name, null]));
  return [{ ...row, ...todo.set, ...gone } as Row]; // texts and null are all that is set
}

function expectedAll(
  table: readonly Row[],
  classes: readonly DataClass[],
  others: readonly DataClass[],
): Row[] | 'refused' {
  try {
    return table.flatMap((row) => expected(row, classes, others));
  } catch {
    return 'refused';
  }
}

const anyWhere = fc.oneof(
  fc.record({
    attribute: fc.constant('kind'),
    equals: fc.subarray(['cart', 'Cart', 'invoice', 'in😀'], { minLength: 1 }),
  }),
  fc.record({ attribute: fc.constant('kind'), beginsWith: fc.constantFrom('c', 'in', 'in😀', '%', '_') }),
  fc.record({ attribute: fc.constant('size'), equals: fc.constantFrom(5, '7') }),
);
const anyFields = fc.subarray(['name', 'email'], { minLength: 1 });
const anyClass = fc
  .tuple(
    fc.oneof(
      fc.record({ erase: fc.constant('delete') }),
      fc.record({ erase: fc.constantFrom('delete', 'anonymise'), fields: anyFields }),
    ),
    fc.oneof(fc.constant({}), fc.record({ where: anyWhere })),
  )
  .map((parts): object => Object.assign({}, ...parts));
const anyClasses = fc
  .array(anyClass, { minLength: 1, maxLength: 5 })
  .map((all) => DataClass.array().parse(all.map((one, n) => ({ id: `c${n}`, ...one }))));
const anyRow: fc.Arbitrary<Row> = fc.record({
  user_id: fc.constantFrom('u-1', 'u-1', 'u-2'),
  kind: fc.constantFrom(null, 'cart', 'carton', 'Cart', 'invoice', 'in😀x', '%', 'x'),
  size: fc.constantFrom(null, 5, 7, 8),
  name: fc.constantFrom(null, 'Ann', 'Deleted user'),
  email: fc.constantFrom(null, 'a'),
});

it('rows of a table become what records of any other system would, and nothing is left to do', () => {
  fc.assert(
    fc.property(fc.array(anyRow, { maxLength: 6 }), anyClasses, fc.nat({ max: 31 }), (table, all, held) => {
      const isHeld = (place: number) => ((held >> place) & 1) === 1;
      const classes = all.filter((_, place) => !isHeld(place));
      const others = all.filter((_, place) => isHeld(place));
      fc.pre(clash(all, (one) => classes.includes(one)) === undefined); // seen by the map alone
      expect(erase(table, classes, others)).toEqual(expectedAll(table, classes, others));
    }),
    { numRuns: 500 },
  );
});
