import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { type Database, RdsConnector } from '../../../../shared/privacy/connectors/rds-connector.ts';
import type { Dialect, Statement } from '../../../../shared/privacy/connectors/rds-sql.ts';
import { aCall, NOW } from '../../../support/connector-calls.ts';

type Row = Readonly<Record<string, string | number | null>>;
const DIALECTS: readonly Dialect[] = ['mysql', 'postgresql'];

/** As SQLite says the same. */
function portable(sql: string): string {
  return sql
    .replaceAll('COLLATE "C"', 'COLLATE BINARY')
    .replaceAll('CHAR CHARACTER SET utf8mb4', 'TEXT')
    .replaceAll('COLLATE utf8mb4_bin', 'COLLATE BINARY');
}

/** A table whose columns take small and capital letters for the same, as MySQL's do where nothing is said. */
class OrdersTable implements Database {
  readonly asked: Statement[] = [];
  readonly #database = new DatabaseSync(':memory:');
  readonly #dialect: Dialect;
  readonly #columns: Readonly<Record<string, string>>;

  constructor(dialect: Dialect, rows: readonly Row[], columns: Readonly<Record<string, string>> = {}) {
    this.#dialect = dialect;
    this.#columns = { user_id: 'varchar', id: 'varchar', ...columns };
    const names = Object.keys(this.#columns);
    const types = names.map((name) => `${name} ${this.#columns[name] === 'bigint' ? 'INTEGER' : 'TEXT'}`);
    this.#database.exec(`CREATE TABLE orders (${types.map((one) => `${one} COLLATE NOCASE`).join(', ')})`);
    const insert = this.#database.prepare(
      `INSERT INTO orders VALUES (${names.map((name) => `:${name}`).join(', ')})`,
    );
    for (const row of rows) insert.run(row);
  }

  async read(statement: Statement): Promise<readonly Readonly<Record<string, string>>[]> {
    if (statement.sql.includes('version()'))
      return [{ version: this.#dialect === 'postgresql' ? 'PostgreSQL 16.1' : '8.0.39' }];
    if (statement.sql.includes('information_schema'))
      return Object.entries(this.#columns).map(([name, type]) => ({ name, type }));
    this.asked.push(statement);
    const rows = this.#database.prepare(portable(statement.sql)).all(statement.values);
    return rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value)])),
    );
  }

  write = () => Promise.reject(new Error('a look-up changes nothing'));
  begin = () => Promise.reject(new Error('a look-up changes nothing'));
  commit = () => Promise.reject(new Error('a look-up changes nothing'));
  rollBack = () => Promise.reject(new Error('a look-up changes nothing'));
}

const ORDERS = {
  id: 'orders',
  connector: 'rds-data',
  cluster: 'arn:cluster',
  secret: 'arn:secret',
  database: 'shop',
  table: 'orders',
  subjectKey: { attribute: 'user_id', from: 'identity.userId' },
  classes: [{ id: 'data', erase: 'delete' }],
};

/** By column, all that the look-up says. */
async function told(database: Database, gives: Readonly<Record<string, string>>, more: object = {}) {
  const connector = new RdsConnector({ database: () => database, now: () => NOW });
  const { records } = await connector.lookUp(aCall(ORDERS).system, {
    system: 'orders',
    way: 0,
    attribute: 'user_id',
    identity: 'userId',
    canonical: 'u-1',
    forms: ['u-1'],
    gives,
    ...more,
  });
  const values = new Map<string, string[]>();
  for (const record of records)
    for (const [name, all] of Object.entries(record)) values.set(name, [...(values.get(name) ?? []), ...all]);
  return (name: string) => [...new Set(values.get(name))].sort();
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, n) => `o-${n}`).sort();
const orders = (ids: readonly (string | number | null)[], user = 'u-1'): Row[] =>
  ids.map((id) => ({ user_id: user, id }));

it.each(DIALECTS)('1,500 orders of a person are all found, in %s', async (dialect) => {
  const database = new OrdersTable(dialect, [...orders(numbered(1_500)), ...orders(['x-1'], 'u-2')]);
  const found = await told(database, { orderId: 'id' });
  expect(found('id')).toEqual(numbered(1_500));
  expect(found('user_id')).toEqual(['u-1']);
});

it.each([0, 1, 999, 1_000, 1_001, 2_000, 5_000])('%d orders are as many, wherever a page ends', async (n) => {
  const database = new OrdersTable('postgresql', orders(numbered(n)));
  expect((await told(database, { orderId: 'id' }))('id')).toEqual(numbered(n));
});

it('more than 5,000 are an error, and not the first of them', async () => {
  const database = new OrdersTable('mysql', orders(numbered(5_001)));
  await expect(told(database, { orderId: 'id' })).rejects.toMatchObject({
    code: 'rejected',
    kind: 'not-found',
  });
});

it('any number of rows that say the same are read as one', async () => {
  const database = new OrdersTable('mysql', orders(Array.from({ length: 12_000 }, (_, n) => `o-${n % 7}`)));
  expect((await told(database, { orderId: 'id' }))('id')).toEqual(numbered(7));
  expect(database.asked).toHaveLength(2);
});

it.each(DIALECTS)('values that only a collation takes for one are two, in %s', async (dialect) => {
  const database = new OrdersTable(dialect, [...orders(['a-1', 'A-1']), ...orders(['b-1', 'B-1'], 'U-1')]);
  expect((await told(database, { orderId: 'id' }))('id')).toEqual(['A-1', 'a-1']);
});

it.each(DIALECTS)(
  'all ways in which an address stands in the table are looked for, in %s',
  async (dialect) => {
    const database = new OrdersTable(dialect, [
      ...orders(['o-1'], 'ANN@acme.example'),
      ...orders(['o-2'], 'Ann@acme.example'),
      ...orders(['o-3'], 'anna@acme.example'),
    ]);
    const byAddress = { identity: 'email', canonical: 'ann@acme.example', forms: ['ann@acme.example'] };
    expect((await told(database, { orderId: 'id' }, byAddress))('id')).toEqual(['o-1', 'o-2']);
  },
);

it('what is null or empty is nothing, and each column is read for itself', async () => {
  const rows = [
    { user_id: 'u-1', id: 'o-1', customer: null },
    { user_id: 'u-1', id: null, customer: 'c-1' },
    { user_id: 'u-1', id: '', customer: 'c-1' },
  ];
  const found = await told(new OrdersTable('mysql', rows, { customer: 'text' }), {
    orderId: 'id',
    customerId: 'customer',
    userId: 'user_id',
  });
  expect([found('id'), found('customer'), found('user_id')]).toEqual([['o-1'], ['c-1'], ['u-1']]);
});

it('numbers keep all their digits, and whole ones are written as such', async () => {
  const rows = [{ user_id: 'u-1', id: '12.00', big: '9007199254740993' }];
  const found = await told(new OrdersTable('postgresql', rows, { id: 'numeric', big: 'bigint' }), {
    orderId: 'id',
    accountId: 'big',
  });
  expect([found('id'), found('big')]).toEqual([['12'], ['9007199254740993']]);
});

it.each(['json', 'jsonb', 'array', 'bytea', 'blob', 'boolean', 'double precision', 'date'])(
  'a column of %s holds no identities, and that is said though nobody is found',
  async (type) => {
    await expect(
      told(new OrdersTable('postgresql', [], { id: type }), { orderId: 'id' }),
    ).rejects.toMatchObject({ code: 'rejected' });
  },
);

it('a column that is not there is an error', async () => {
  await expect(told(new OrdersTable('mysql', []), { orderId: 'nope' })).rejects.toMatchObject({
    code: 'key-missing',
  });
});
