import {
  BeginTransactionCommand,
  CommitTransactionCommand,
  ExecuteStatementCommand,
  type ExecuteStatementCommandInput,
  RDSDataClient,
  RollbackTransactionCommand,
} from '@aws-sdk/client-rds-data';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DataClass } from '../../../../shared/privacy/config.ts';
import { RdsDatabaseClient } from '../../../../shared/privacy/connectors/rds-client.ts';
import { RdsConnector } from '../../../../shared/privacy/connectors/rds-connector.ts';
import {
  columnsOf,
  countLeft,
  type Dialect,
  eraseSome,
  formsFor,
  type Rows,
  type RowWork,
  valuesIn,
  valuesLike,
} from '../../../../shared/privacy/connectors/rds-sql.ts';
import { canTell } from '../../../../shared/privacy/connectors/rds-where.ts';
import { rowWork } from '../../../../shared/privacy/connectors/rds-work.ts';
import { MemoryTally } from '../../../../shared/privacy/memory-tally.ts';
import type { Where } from '../../../../shared/privacy/where.ts';
import { aCall, LATER, NOW, PERSONAL, serviceError } from '../../../support/connector-calls.ts';

const DELETE: DataClass = { id: 'data', erase: 'delete' };
const NAMES: DataClass = { id: 'names', erase: 'anonymise', fields: ['name', 'born'] };
const COLUMNS = { user_id: 'character varying', name: 'text', born: 'date', 'o"dd`': 'text' };
const rows = (dialect: Dialect, columns: Record<string, string> = COLUMNS, attribute = 'user_id') => ({
  dialect,
  table: 'shop.orders',
  columns,
  attribute,
});

/** The statements of the one thing that erasing these classes is. */
function workOf(of: Rows, classes: readonly DataClass[], others: readonly DataClass[] = []): RowWork {
  const [work, ...more] = rowWork(of, { classes, others });
  if (work === undefined || more.length > 0) throw new Error('not one');
  return work;
}
const erasing = (of: Rows, classes: DataClass[], value = 'u-1') => eraseSome(of, workOf(of, classes), value);
const counting = (of: Rows, classes: DataClass[], value = 'u-1') => countLeft(of, workOf(of, classes), value);

describe('a statement', () => {
  it('deletes at most 500 rows at once, of this value to the letter', () => {
    expect(erasing(rows('postgresql'), [DELETE])).toEqual({
      sql: 'DELETE FROM "shop"."orders" WHERE "user_id" = :v AND CAST("user_id" AS text) COLLATE "C" = :v AND (tableoid, ctid) IN (SELECT tableoid, ctid FROM "shop"."orders" WHERE "user_id" = :v AND CAST("user_id" AS text) COLLATE "C" = :v LIMIT 500)',
      values: { v: 'u-1' },
    });
    expect(erasing(rows('mysql', { user_id: 'varchar' }), [DELETE])).toEqual({
      sql: 'DELETE FROM `shop`.`orders` WHERE `user_id` = :v AND CAST(`user_id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_bin = :v LIMIT 500',
      values: { v: 'u-1' },
    });
  });

  it('takes values of PostgreSQL to the letter whatever their collation, where they are text', () => {
    const table = (type: string) => rows('postgresql', { user_id: type });
    for (const type of ['text', 'character varying', 'user-defined'])
      expect(erasing(table(type), [DELETE]).sql).toContain(`CAST("user_id" AS text) COLLATE "C" = :v`);
    for (const type of ['bigint', 'uuid'])
      expect(erasing(table(type), [DELETE]).sql).not.toContain('COLLATE');
    expect(valuesLike(table('text'), 'u-1').sql).toMatch(
      /^SELECT DISTINCT CAST\("user_id" AS text\) COLLATE "C" AS/,
    );
  });

  it('leaves a row that is anonymised already alone; what is no text is null', () => {
    const where = `"user_id" = :v AND CAST("user_id" AS text) COLLATE "C" = :v AND ("name" <> :deleted OR "born" IS NOT NULL)`;
    const values = { v: 'u-1', deleted: 'Deleted user' };
    expect(counting(rows('postgresql'), [NAMES])).toEqual({
      sql: `SELECT COUNT(*) AS count FROM "shop"."orders" WHERE ${where}`,
      values,
    });
    expect(erasing(rows('postgresql'), [NAMES])).toEqual({
      sql: `UPDATE "shop"."orders" SET "name" = CASE WHEN "name" IS NULL THEN NULL ELSE :deleted END, "born" = NULL WHERE ${where} AND (tableoid, ctid) IN (SELECT tableoid, ctid FROM "shop"."orders" WHERE ${where} LIMIT 500)`,
      values,
    });
  });

  it.each([
    ['postgresql', 'orders', 'table_schema = ANY (current_schemas(false))', { name: 'orders' }],
    ['mysql', 'orders', 'table_schema = DATABASE()', { name: 'orders' }],
    ['mysql', 'shop.orders', 'table_schema = :schema', { name: 'orders', schema: 'shop' }],
  ] as const)('asks in %s for the columns of %s', (dialect, table, where, values) => {
    const statement = columnsOf(dialect, table);
    expect(statement.sql).toContain(where);
    expect(statement.values).toEqual(values);
  });

  it.each([
    ['bigint', ['5', '-7', 'u-1', '1e3', ''], ['5', '-7']],
    ['uuid', ['0b0f7a6e-9d1c-4c7e-8f52-0d4f1a2b3c4d', '5'], ['0b0f7a6e-9d1c-4c7e-8f52-0d4f1a2b3c4d']],
    ['character varying', ['5', 'u-1'], ['5', 'u-1']],
  ])('compares a column of %s with %j: only %j', (type, forms, expected) => {
    expect(formsFor(rows('postgresql', { user_id: type }), forms)).toEqual(expected);
  });

  const CARTS: DataClass = {
    id: 'carts',
    erase: 'delete',
    where: { attribute: 'kind', equals: ['cart', 'wish'] },
  };
  const INVOICES: DataClass = {
    id: 'invoices',
    erase: 'anonymise',
    fields: ['name'],
    where: { attribute: 'kind', beginsWith: 'inv😀' },
  };
  const IS_CART = `("kind" IS NOT NULL AND CAST("kind" AS text) COLLATE "C" IN (:w0_0, :w0_1))`;
  const IS_INVOICE = `("kind" IS NOT NULL AND LEFT(CAST("kind" AS text), 4) COLLATE "C" = :w1)`;

  it('is of the rows that its class says, and never of those of another', () => {
    const of = rows('postgresql', { ...COLUMNS, kind: 'text' });
    const [gone, changed, ...more] = rowWork(of, { classes: [CARTS, INVOICES], others: [] });
    expect(more).toEqual([]);
    expect(gone).toEqual({
      due: `(${IS_CART} AND NOT ${IS_INVOICE})`,
      sets: undefined,
      values: { w0_0: 'cart', w0_1: 'wish', w1: 'inv😀' },
    });
    expect(changed).toMatchObject({
      sets: [expect.stringMatching(/^"name" = CASE WHEN .* THEN :deleted ELSE "name" END$/)],
      values: { w1: 'inv😀', deleted: 'Deleted user' },
    });
    expect(changed?.due).toContain(`${IS_INVOICE} AND NOT (${IS_CART} AND NOT ${IS_INVOICE})`);
    expect(eraseSome(of, workOf(of, [DELETE], [CARTS, INVOICES]), 'u-1')).toEqual({
      sql: expect.stringMatching(
        /^DELETE FROM "shop"."orders" WHERE "user_id" = :v AND .* COLLATE "C" = :v AND \(?NOT \(.* OR .*\) AND \(tableoid, ctid\) IN/,
      ),
      values: { v: 'u-1', w0_0: 'cart', w0_1: 'wish', w1: 'inv😀' },
    });
  });

  it('changes a column once, whatever classes name it: where any deletes it, it is deleted', () => {
    const both: DataClass[] = [
      { id: 'a', erase: 'anonymise', fields: ['name'] },
      { id: 'b', erase: 'delete', fields: ['name'] },
    ];
    for (const classes of [both, both.toReversed()])
      expect(workOf(rows('postgresql'), classes)).toMatchObject({ sets: ['"name" = NULL'] });
    const [held, erased] = both;
    if (held !== undefined && erased !== undefined)
      expect(rowWork(rows('postgresql'), { classes: [erased], others: [held] })).toEqual([]);
  });

  it.each<[type: string, where: Where, can: boolean]>([
    ['text', { attribute: 'kind', beginsWith: 'INV' }, true],
    ['varchar', { attribute: 'kind', equals: 5 }, true],
    ['enum', { attribute: 'kind', equals: 'invoice' }, true],
    ['bigint', { attribute: 'kind', equals: [5, '7'] }, true],
    ['tinyint', { attribute: 'kind', equals: true }, true],
    ['boolean', { attribute: 'kind', equals: false }, true],
    ['uuid', { attribute: 'kind', equals: 'x' }, true],
    ['bigint', { attribute: 'kind', equals: 'invoice' }, false],
    ['bigint', { attribute: 'kind', beginsWith: '5' }, false],
    ['boolean', { attribute: 'kind', equals: 'yes' }, false],
    ['numeric', { attribute: 'kind', equals: 5 }, false],
    ['text', { attribute: 'knid', equals: 'invoice' }, false],
    ['text', { attribute: 'constructor', equals: 'invoice' }, false],
  ])('a column of %s can tell %j: %s', (type, where, can) =>
    expect(canTell({ columns: { kind: type } }, where)).toBe(can),
  );

  it('has values in its parameters only, and names that end nowhere but where they end', () => {
    const dialect = fc.constantFrom<Dialect>('mysql', 'postgresql');
    const text = fc.oneof(fc.string(), fc.constant(`'; DROP TABLE x; --`), fc.constant('x" OR 1=1 --'));
    fc.assert(
      fc.property(dialect, text, text, (of, value, name) => {
        fc.pre(name.length > 0);
        const marked = `<${value}>`;
        const table = { ...rows(of, { [name]: 'text', [`${name}2`]: 'text' }, name) };
        const classes: DataClass[] = [{ id: 'x', erase: 'anonymise', fields: [`${name}2`] }];
        const told: DataClass[] = [
          { id: 'y', erase: 'delete', where: { attribute: name, equals: [marked, 'x'] } },
          { id: 'z', erase: 'delete', fields: [`${name}2`], where: { attribute: name, beginsWith: marked } },
        ];
        const statements = [
          valuesLike(table, marked),
          counting(table, classes, marked),
          erasing(table, classes, marked),
          erasing(table, [DELETE], marked),
          valuesIn(table, name, marked),
          valuesIn(table, name, 'x', marked),
          ...rowWork(table, { classes: told, others: classes }).map((work) => eraseSome(table, work, marked)),
        ];
        const quote = of === 'mysql' ? '`' : '"';
        for (const { sql, values } of statements) {
          expect(Object.values(values)).toContain(marked);
          const bare = sql.replace(new RegExp(`${quote}(?:[^${quote}]|${quote}${quote})*${quote}`, 'g'), 'N');
          expect(bare).toMatch(/^[A-Za-z0-9_.,:()<>=* ]+$/);
        }
      }),
    );
  });
});

const parcels = (more: object = {}) => ({
  id: 'shipments',
  connector: 'rds-data',
  cluster: 'arn:cluster',
  secret: 'arn:secret',
  database: 'shipping',
  table: 'parcels',
  subjectKey: { attribute: 'user_id', from: 'identity.userId' },
  classes: [DELETE],
  ...more,
});

/** Aurora as it answers, with so many rows of the person; a transaction that is not committed did nothing. */
function aurora(rowsLeft: number, columns: Record<string, string> = { user_id: 'varchar', name: 'text' }) {
  const client = new RDSDataClient({ region: 'eu-west-1' });
  const mock = mockClient(client);
  const state = { left: rowsLeft, pending: 0, version: '8.0.39', values: ['u-1'], rolledBack: 0 };
  const refusal: { when?: string; error?: Error } = {};
  const asked: ExecuteStatementCommandInput[] = [];
  const json = (records: unknown) => ({ formattedRecords: JSON.stringify(records) });
  mock.on(ExecuteStatementCommand).callsFake((input: ExecuteStatementCommandInput) => {
    asked.push(input);
    const sql = input.sql ?? '';
    if (refusal.when !== undefined && sql.startsWith(refusal.when)) throw refusal.error;
    if (sql.includes('version()')) return json([{ version: state.version }]);
    if (sql.includes('information_schema'))
      return json(Object.entries(columns).map(([name, type]) => ({ name, type })));
    if (sql.includes('`parcel`')) return json([{ value: '12' }]);
    if (sql.includes('`note`')) return json([]);
    if (sql.startsWith('SELECT DISTINCT')) return json(state.values.map((value) => ({ value })));
    if (sql.startsWith('SELECT COUNT')) return json([{ count: state.left }]);
    state.pending = Math.min(500, state.left);
    return { numberOfRecordsUpdated: state.pending };
  });
  mock.on(BeginTransactionCommand).resolves({ transactionId: 't' });
  mock.on(CommitTransactionCommand).callsFake(() => {
    state.left -= state.pending;
    state.pending = 0;
    return {};
  });
  mock.on(RollbackTransactionCommand).callsFake(() => {
    state.pending = 0;
    state.rolledBack++;
    return {};
  });
  const connector = (now: () => string = () => NOW) =>
    new RdsConnector({ database: (place) => new RdsDatabaseClient(client, place), now });
  return { mock, state, asked, connector, refusal };
}

describe('rows of a table', () => {
  it('go in transactions of at most 500, are counted, and found to be gone (31)', async () => {
    const { connector, state, asked } = aurora(1_201);
    const call = aCall(parcels());
    expect(await connector().verify(call)).toEqual({ answer: 'residue', count: 1_201 });
    expect(await connector().erase(call)).toEqual({ answer: 'done', count: 1_201 });
    expect(await connector().verify(call)).toEqual({ answer: 'empty' });
    expect(state.left).toBe(0);
    const deletes = asked.filter(({ sql }) => sql?.startsWith('DELETE'));
    expect(deletes).toHaveLength(3);
    expect(deletes[0]).toMatchObject({
      resourceArn: 'arn:cluster',
      secretArn: 'arn:secret',
      database: 'shipping',
      transactionId: 't',
      parameters: [{ name: 'v', value: { stringValue: 'u-1' } }],
    });
  });

  it('are counted once though the work was stopped before a commit', async () => {
    const { connector, state, mock } = aurora(700);
    const tally = new MemoryTally();
    mock.on(CommitTransactionCommand).rejectsOnce(serviceError('StatementTimeoutException'));
    expect(await connector().erase(aCall(parcels(), { tally }))).toMatchObject({ code: 'timed-out' });
    expect(state).toMatchObject({ left: 700, rolledBack: 1 });
    mock.on(CommitTransactionCommand).callsFake(() => {
      state.left -= state.pending;
      state.pending = 0;
      return {};
    });
    expect(await connector().erase(aCall(parcels(), { tally }))).toEqual({ answer: 'done', count: 700 });
  });

  it('wait where time is over, with nothing half done', async () => {
    const { connector, state } = aurora(700);
    const times = [NOW, LATER];
    expect(await connector(() => times.shift() ?? LATER).erase(aCall(parcels()))).toEqual({ answer: 'more' });
    expect(state).toMatchObject({ left: 200, pending: 0, rolledBack: 1 });
  });

  it('that a collation only takes for theirs stay (28)', async () => {
    const { connector, state, asked } = aurora(1);
    state.values = ['ü-1', 'U-1'];
    expect(await connector().erase(aCall(parcels()))).toEqual({ answer: 'none' });
    expect(asked.some(({ sql }) => sql?.startsWith('DELETE'))).toBe(false);
    const byEmail = parcels({ subjectKey: { attribute: 'user_id', from: 'identity.email' } });
    state.values = ['ANN@acme.example', 'änn@acme.example'];
    expect(await connector().erase(aCall(byEmail))).toEqual({ answer: 'done', count: 1 });
    expect(asked.find(({ sql }) => sql?.startsWith('DELETE'))?.parameters).toEqual([
      { name: 'v', value: { stringValue: 'ANN@acme.example' } },
    ]);
  });

  it('of a class that takes them and one that anonymises them are refused, with nothing touched', async () => {
    const { connector, asked } = aurora(1, { user_id: 'varchar', kind: 'varchar', name: 'text' });
    const classes = [
      DELETE,
      { ...DELETE, id: 'carts', where: { attribute: 'kind', equals: ['a', 'b'] } },
      { ...NAMES, fields: ['name'], where: { attribute: 'kind', equals: ['b', 'c'] } },
    ];
    const call = aCall(parcels({ classes }));
    expect(await connector().erase(call)).toMatchObject({ answer: 'failed', code: 'rejected' });
    expect(await connector().verify(call)).toMatchObject({ answer: 'failed', code: 'rejected' });
    expect(asked.filter(({ sql }) => !sql?.startsWith('SELECT'))).toEqual([]);
  });

  it('say who else a person is', async () => {
    const { connector } = aurora(1, { user_id: 'varchar', parcel: 'bigint', note: 'text' });
    const answer = await connector().lookUp(aCall(parcels()).system, {
      system: 'shipments',
      way: 1,
      attribute: 'user_id',
      identity: 'userId',
      canonical: 'u-1',
      forms: ['u-1'],
      gives: { parcelId: 'parcel', noteId: 'note' },
    });
    expect(answer).toMatchObject({ way: 1, records: [{ user_id: ['u-1'], parcel: ['12'] }] });
  });
});

describe('what cannot be done is said (22, 23)', () => {
  it.each<[what: string, columns: Record<string, string>, more: object, code: string]>([
    ['no such table', {}, {}, 'target-missing'],
    ['no such column', { id: 'bigint' }, {}, 'key-missing'],
    [
      'a where by no column',
      { user_id: 'varchar' },
      { classes: [{ ...DELETE, where: { attribute: 'kind', equals: 'cart' } }] },
      'rejected',
    ],
    ['a field that is no column', { user_id: 'varchar' }, { classes: [NAMES] }, 'rejected'],
  ])('%s', async (_, columns, more, code) => {
    const { connector } = aurora(1, columns);
    expect(await connector().erase(aCall(parcels(more)))).toMatchObject({ answer: 'failed', code });
    expect(await connector().verify(aCall(parcels(more)))).toMatchObject({ answer: 'failed', code });
  });

  const sqlError = (text: string) => Object.assign(serviceError('DatabaseErrorException'), { message: text });
  it.each<[when: string, error: Error, code: string]>([
    ['SELECT', serviceError('AccessDeniedException'), 'no-read-right'],
    ['SELECT', serviceError('ForbiddenException', 403), 'no-read-right'],
    ['SELECT', serviceError('SecretsErrorException'), 'no-read-right'],
    ['SELECT', serviceError('DatabaseNotFoundException', 404), 'target-missing'],
    ['SELECT', serviceError('DatabaseResumingException'), 'down'],
    ['SELECT', serviceError('ServiceUnavailableError', 503), 'down'],
    ['SELECT', sqlError(`ERROR: permission denied; ${PERSONAL}; SQLState: 42501`), 'no-read-right'],
    ['DELETE', sqlError(`ERROR: permission denied; ${PERSONAL}; SQLState: 42501`), 'no-write-right'],
    ['DELETE', sqlError(`DELETE command denied; Error code: 1142; SQLState: 42000`), 'no-write-right'],
    ['DELETE', sqlError(`violates foreign key: Key (id)=(${PERSONAL}); SQLState: 23503`), 'rejected'],
  ])('%s: %s', async (when, error, code) => {
    const { connector, refusal } = aurora(1);
    Object.assign(refusal, { when, error });
    const said = await connector().erase(aCall(parcels()));
    expect(said).toMatchObject({ answer: 'failed', code });
    expect(JSON.stringify(said)).not.toMatch(/@|DE89/);
  });
});
