import { DescribeTableCommand, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DynamoTableClient, recordsClient } from '../../../../shared/privacy/connectors/dynamodb-client.ts';
import {
  DynamoConnector,
  type DynamoTable,
} from '../../../../shared/privacy/connectors/dynamodb-connector.ts';
import { MemoryTally } from '../../../../shared/privacy/memory-tally.ts';
import { aCall, LATER, NOW, PERSONAL, serviceError } from '../../../support/connector-calls.ts';
import { MemoryTable } from '../../../support/memory-table.ts';

const BY_KEY = { attribute: 'userId', from: 'identity.userId' };
const BY_OWNER = { attribute: 'owner', index: 'by-owner', from: 'identity.userId' };
const system = (classes: object[], more: object = {}) => ({
  id: 'profile',
  connector: 'dynamodb',
  table: 'profiles',
  subjectKey: BY_KEY,
  classes,
  ...more,
});
const DELETE = [{ id: 'data', erase: 'delete' }];
const mine = (count: number) => Array.from({ length: count }, (_, n) => ({ userId: 'u-1', id: `i-${n}` }));
const BOBS = { userId: 'u-2', id: 'i-0', name: 'Bob' };

/** The same table for a worker that is killed once it has done so many transactions. */
function killed(table: MemoryTable, after: number | null): DynamoTable {
  let done = 0;
  return {
    describe: () => table.describe(),
    find: (...search) => table.find(...search),
    apply: async (writes) => {
      const refused = await table.apply(writes);
      if (after !== null && done++ === after) throw new Error('killed');
      return refused;
    },
  };
}

function connector(table: DynamoTable, replica?: MemoryTable, now: () => string = () => NOW) {
  return new DynamoConnector({
    table: (_, region) => (region === undefined ? table : (replica ?? table)),
    now,
  });
}

describe('records of a table', () => {
  it('are deleted, counted and found to be gone; those of others stay', async () => {
    const table = new MemoryTable({}, [...mine(60), BOBS]);
    const call = aCall(system(DELETE));
    expect(await connector(table).verify(call)).toEqual({ answer: 'residue', count: 60 });
    expect(await connector(table).erase(call)).toEqual({ answer: 'done', count: 60 });
    expect(await connector(table).verify(call)).toEqual({ answer: 'empty' });
    expect([...table.records.values()]).toEqual([BOBS]);
    expect(await connector(table).erase(call)).toEqual({ answer: 'done', count: 60 });
  });

  it('that nobody has are none', async () => {
    expect(await connector(new MemoryTable({}, [BOBS])).erase(aCall(system(DELETE)))).toEqual({
      answer: 'none',
    });
  });

  it('lose fields where only those are asked for, and keep the rest', async () => {
    const given = { userId: 'u-1', id: '1', name: 'Ann', address: { street: 'x', country: 'DE' }, total: 5 };
    const table = new MemoryTable({}, [given]);
    const call = aCall(
      system([
        { id: 'contact', erase: 'delete', fields: ['address.street'] },
        { id: 'invoices', erase: 'anonymise', fields: ['name'] },
      ]),
    );
    expect(await connector(table).verify(call)).toEqual({ answer: 'residue', count: 1 });
    expect(await connector(table).erase(call)).toEqual({ answer: 'done', count: 1 });
    expect([...table.records.values()]).toEqual([
      { userId: 'u-1', id: '1', name: 'Deleted user', address: { country: 'DE' }, total: 5 },
    ]);
    expect(await connector(table).verify(call)).toEqual({ answer: 'empty' });
  });

  it("of somebody else go on without this person, and the person's own go (29)", async () => {
    const theirs = { userId: 'u-2', id: 'c-1', text: 'hello', owner: 'u-1', ownerName: 'Ann' };
    const table = new MemoryTable({}, [...mine(2), theirs]);
    const call = aCall(
      system([
        ...DELETE,
        { id: 'mentioned', erase: 'anonymise', fields: ['owner', 'ownerName'], subjectKey: BY_OWNER },
      ]),
    );
    expect(await connector(table).erase(call)).toEqual({ answer: 'done', count: 3 });
    expect([...table.records.values()]).toEqual([
      { userId: 'u-2', id: 'c-1', text: 'hello', owner: 'Deleted user', ownerName: 'Deleted user' },
    ]);
    expect(await connector(table).verify(call)).toEqual({ answer: 'empty' });
  });

  it('are found by every way to write an identity (28)', async () => {
    const table = new MemoryTable({}, [
      { userId: 'u-1', id: '1' },
      { userId: 'U-1', id: '2' },
      { userId: 'u‑1', id: '3' }, // only looks alike
    ]);
    const call = aCall(system(DELETE), { identities: { userId: ['U-1', 'u-1'] } });
    expect(await connector(table).erase(call)).toEqual({ answer: 'done', count: 2 });
    expect(table.records.size).toBe(1);
  });

  it('whose index takes numbers only lose that number', async () => {
    const shape = { types: { userId: 'S', id: 'S', phone: 'N' } } as const;
    const table = new MemoryTable(shape, [{ userId: 'u-1', id: '1', phone: 5 }]);
    const call = aCall(system([{ id: 'contact', erase: 'anonymise', fields: ['phone'] }]));
    expect(await connector(table).erase(call)).toEqual({ answer: 'done', count: 1 });
    expect([...table.records.values()]).toEqual([{ userId: 'u-1', id: '1' }]);
    expect(await connector(table).verify(call)).toEqual({ answer: 'empty' });
  });

  it('are looked for in every region that has a copy', async () => {
    const replica = new MemoryTable({}, mine(1));
    const table = new MemoryTable({ replicas: ['eu-central-1'] });
    expect(await connector(table, replica).verify(aCall(system(DELETE)))).toEqual({
      answer: 'residue',
      count: 1,
    });
  });
});

describe('records of a class that says which they are', () => {
  const INVOICES = {
    id: 'invoices',
    erase: 'anonymise',
    fields: ['name'],
    where: { attribute: 'id', beginsWith: 'INVOICE#' },
    keep: { why: 'tax law', until: '10y' },
  };
  const CARTS = { id: 'carts', erase: 'delete', where: { attribute: 'id', beginsWith: 'CART#' } };
  const classes = [CARTS, { id: 'contact', erase: 'delete' }, INVOICES];
  const invoice = { userId: 'u-1', id: 'INVOICE#1', name: 'Ann', total: 5 };
  const cart = { userId: 'u-1', id: 'CART#1' };
  const profile = { userId: 'u-1', id: 'PROFILE', email: 'a' };
  const anonymous = { ...invoice, name: 'Deleted user' };

  it('are treated as that class says, those of no other as the rest; counted, and found to be so', async () => {
    const table = new MemoryTable({}, [invoice, cart, profile, BOBS]);
    const call = aCall(system(classes));
    expect(await connector(table).verify(call)).toEqual({ answer: 'residue', count: 3 });
    expect(await connector(table).erase(call)).toEqual({ answer: 'done', count: 3 });
    expect([...table.records.values()]).toEqual([anonymous, BOBS]);
    expect(await connector(table).verify(call)).toEqual({ answer: 'empty' });
    expect(await connector(table).erase(aCall(system(classes)))).toEqual({ answer: 'none' });
  });

  it.each([
    [['contact', 'carts'], [invoice, BOBS], 2],
    [['contact', 'invoices'], [anonymous, cart, BOBS], 2],
    [['carts', 'invoices'], [anonymous, profile, BOBS], 2],
    [['contact'], [invoice, cart, BOBS], 1],
  ])('stay where that class is on hold; of %j the others go (12)', async (erased, left, count) => {
    const table = new MemoryTable({}, [invoice, cart, profile, BOBS]);
    const call = aCall(system(classes), { classes: erased });
    expect(await connector(table).verify(call)).toEqual({ answer: 'residue', count });
    expect(await connector(table).erase(call)).toEqual({ answer: 'done', count });
    expect([...table.records.values()]).toEqual(left);
    expect(await connector(table).verify(call)).toEqual({ answer: 'empty' });
    expect(await connector(table).erase(aCall(system(classes)))).toEqual({
      answer: 'done',
      count: 3 - count,
    });
    expect([...table.records.values()]).toEqual([anonymous, BOBS]);
  });

  it('that become one of another class under our hands are read again', async () => {
    const byKind = [
      { id: 'contact', erase: 'delete' },
      { ...INVOICES, where: { attribute: 'meta.kind', equals: ['invoice', 'refund'] } },
    ];
    const table = new MemoryTable({}, [
      { userId: 'u-1', id: '1', name: 'Ann' },
      { userId: 'u-1', id: '2', name: 'Ann', meta: { kind: 'cart' } },
    ]);
    let once = true;
    table.onApply = () => {
      if (once) table.put({ userId: 'u-1', id: '1', name: 'Ann', meta: { kind: 'invoice' } });
      once = false;
    };
    expect(await connector(table).erase(aCall(system(byKind)))).toEqual({ answer: 'done', count: 2 });
    expect([...table.records.values()]).toEqual([
      { userId: 'u-1', id: '1', name: 'Deleted user', meta: { kind: 'invoice' } },
    ]);
  });

  it('of a class that takes them and one that anonymises them are refused, with nothing touched', async () => {
    const kinds = ['a', 'a', 'a', 'b'].map((kind, n) => ({ userId: 'u-1', id: `${n}`, kind, name: 'Ann' }));
    const table = new MemoryTable({}, kinds);
    const where = (...equals: string[]) => ({ attribute: 'kind', equals });
    const overlapping = [
      { id: 'rest', erase: 'delete' },
      { id: 'carts', erase: 'delete', where: where('a', 'b') },
      { id: 'orders', erase: 'anonymise', fields: ['name'], where: where('b', 'c') },
    ];
    const call = aCall(system(overlapping));
    expect(await connector(table).erase(call)).toMatchObject({ answer: 'failed', code: 'rejected' });
    expect(await connector(table).verify(call)).toMatchObject({ answer: 'failed', code: 'rejected' });
    expect([...table.records.values()]).toEqual(kinds);
    const held = aCall(system(overlapping), { classes: ['rest', 'carts'] });
    expect(await connector(table).erase(held)).toEqual({ answer: 'done', count: 3 });
    expect([...table.records.values()]).toEqual(kinds.slice(3));
    expect(await connector(table).verify(held)).toEqual({ answer: 'empty' });
    expect(await connector(table).verify(call)).toMatchObject({ answer: 'failed', code: 'rejected' });
  });

  it('are refused where erasing a field would make them some of another class', async () => {
    const table = new MemoryTable({}, [{ userId: 'u-1', id: '1', kind: 'invoice' }]);
    const telling = [
      { id: 'contact', erase: 'delete' },
      { ...INVOICES, fields: ['kind'], where: { attribute: 'kind', equals: 'invoice' } },
    ];
    expect(await connector(table).erase(aCall(system(telling)))).toMatchObject({ code: 'rejected' });
    expect(table.records.size).toBe(1);
  });
});

describe('work that does not go straight on', () => {
  it('is counted exactly, wherever it is killed (31)', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.record({ at: fc.integer({ min: 0, max: 9 }), after: fc.boolean() }), { maxLength: 6 }),
        async (count, kills) => {
          const table = new MemoryTable({}, [...mine(count), BOBS]);
          const tally = new MemoryTally();
          for (const { at, after } of kills) {
            let left = at;
            const kill = () => {
              if (left-- === 0) throw new Error('killed');
            };
            table.onApply = after ? () => {} : kill;
            table.afterApply = after ? kill : () => {};
            await connector(table).erase(aCall(system(DELETE), { tally }));
          }
          table.onApply = () => {};
          table.afterApply = () => {};
          expect(await connector(table).erase(aCall(system(DELETE), { tally }))).toEqual({
            answer: 'done',
            count,
          });
          expect([...table.records.values()]).toEqual([BOBS]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is counted exactly by each of several that are at it at once, killed or not', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.option(fc.integer({ min: 0, max: 3 })), { minLength: 2, maxLength: 4 }),
        async (scheduler, count, workers) => {
          const table = new MemoryTable({}, [...mine(count), BOBS]);
          table.onPage = () => scheduler.schedule(Promise.resolve());
          table.onApply = () => scheduler.schedule(Promise.resolve());
          const tally = new MemoryTally();
          const answers = workers.map((killedAt) =>
            connector(killed(table, killedAt)).erase(aCall(system(DELETE), { tally })),
          );
          const all = await scheduler.waitFor(Promise.all(answers));
          for (const answer of all)
            if (answer.answer !== 'failed') expect(answer).toEqual({ answer: 'done', count });
          const last = scheduler.waitFor(connector(table).erase(aCall(system(DELETE), { tally })));
          expect(await last).toEqual({ answer: 'done', count });
          expect([...table.records.values()]).toEqual([BOBS]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('goes on later where time is over, and says so where it got nowhere', async () => {
    const table = new MemoryTable({}, mine(30));
    const times = [NOW, LATER];
    const now = () => times.shift() ?? LATER;
    const tally = new MemoryTally();
    expect(await connector(table, undefined, now).erase(aCall(system(DELETE), { tally }))).toEqual({
      answer: 'more',
    });
    expect(table.records.size).toBe(5);
    expect(await connector(table).erase(aCall(system(DELETE), { tally }))).toEqual({
      answer: 'done',
      count: 30,
    });
    const slow = connector(new MemoryTable({}, mine(1)), undefined, () => LATER);
    const timedOut = { answer: 'failed', failure: 'no-answer', code: 'timed-out' };
    expect(await slow.erase(aCall(system(DELETE)))).toEqual(timedOut);
  });

  it('leaves a record alone that has become somebody else’s, and does not count it', async () => {
    const table = new MemoryTable({}, [
      { userId: 'a', id: '1', owner: 'u-1' },
      { userId: 'a', id: '2', owner: 'u-1' },
    ]);
    table.onApply = () => table.put({ userId: 'a', id: '1', owner: 'u-2' });
    const call = aCall(system(DELETE, { subjectKey: BY_OWNER }));
    expect(await connector(table).erase(call)).toEqual({ answer: 'done', count: 1 });
    expect([...table.records.values()]).toEqual([{ userId: 'a', id: '1', owner: 'u-2' }]);
  });

  it('does not count a record that has become somebody else’s where the others of its batch are throttled', async () => {
    const table = new MemoryTable({}, [
      { userId: 'a', id: '1', owner: 'u-1' },
      { userId: 'a', id: '2', owner: 'u-1' },
    ]);
    let transactions = 0;
    table.onApply = () => {
      transactions++;
      if (transactions === 1) table.put({ userId: 'a', id: '1', owner: 'u-2' });
      if (transactions === 2) throw serviceError('ThrottlingException');
    };
    const call = aCall(system(DELETE, { subjectKey: BY_OWNER }));
    expect(await connector(table).erase(call)).toMatchObject({ answer: 'failed', code: 'rate-limited' });
    expect(await connector(table).erase(call)).toEqual({ answer: 'done', count: 1 });
  });

  it('counts a record once that is found by two keys', async () => {
    const table = new MemoryTable({}, [
      { userId: 'u-1', id: '1', owner: 'u-1', name: 'Ann', text: 'I am Ann' },
    ]);
    const classes = [
      { id: 'text', erase: 'anonymise', fields: ['text'] },
      { id: 'name', erase: 'anonymise', fields: ['name'], subjectKey: BY_OWNER },
    ];
    expect(await connector(table).erase(aCall(system(classes)))).toEqual({ answer: 'done', count: 1 });
  });

  it('reads a record again that has changed meanwhile', async () => {
    const table = new MemoryTable({}, [{ userId: 'u-1', id: '1', name: 'Ann' }]);
    let once = true;
    table.onApply = () => {
      if (once) table.put({ userId: 'u-1', id: '1', name: 'Anne' });
      once = false;
    };
    const call = aCall(system([{ id: 'x', erase: 'anonymise', fields: ['name'] }]));
    expect(await connector(table).erase(call)).toEqual({ answer: 'done', count: 1 });
    expect(await connector(table).verify(call)).toEqual({ answer: 'empty' });
  });
});

describe('what cannot be done is said, and nothing is called erased (22, 23)', () => {
  it.each<[what: string, table: MemoryTable, given: object, code: string]>([
    ['no such index', new MemoryTable(), { subjectKey: { ...BY_OWNER, index: 'nope' } }, 'key-missing'],
    [
      'an index of something else',
      new MemoryTable(),
      { subjectKey: { ...BY_KEY, index: 'by-owner' } },
      'key-missing',
    ],
    [
      'no key of the table',
      new MemoryTable(),
      { subjectKey: { ...BY_OWNER, index: undefined } },
      'key-missing',
    ],
    [
      'only its sort key',
      new MemoryTable(),
      { subjectKey: { attribute: 'id', from: 'identity.userId' } },
      'key-missing',
    ],
    [
      'an index that is being filled',
      new MemoryTable({ indexes: { 'by-owner': { hash: 'owner', complete: false } } }),
      { subjectKey: BY_OWNER },
      'down',
    ],
    [
      'a class that would change the key',
      new MemoryTable({}, mine(1)),
      { classes: [{ id: 'x', erase: 'anonymise', fields: ['userId'] }] },
      'rejected',
    ],
    [
      'records that another class keeps',
      new MemoryTable({}, mine(1)),
      { classes: [...DELETE, { id: 'invoices', erase: 'anonymise', fields: ['name'] }] },
      'rejected',
    ],
  ])('%s', async (_, table, given, code) => {
    const stated = JSON.parse(JSON.stringify(system(DELETE, given)));
    expect(await connector(table).erase(aCall(stated))).toMatchObject({ answer: 'failed', code });
    expect(await connector(table).verify(aCall(stated))).toMatchObject({ answer: 'failed', code });
  });

  it('records of a class that a hold keeps are not deleted with those of another', async () => {
    const table = new MemoryTable({}, mine(1));
    const both = system([...DELETE, { id: 'held', erase: 'delete' }]);
    expect(await connector(table).erase(aCall(both, { classes: ['data'] }))).toMatchObject({
      code: 'rejected',
    });
    expect(table.records.size).toBe(1);
    expect(await connector(table).erase(aCall(both))).toEqual({ answer: 'done', count: 1 });
  });

  it.each<[at: 'describe' | 'find' | 'apply', error: Error, expected: object]>([
    [
      'describe',
      serviceError('ResourceNotFoundException'),
      { failure: 'misconfigured', code: 'target-missing' },
    ],
    ['find', serviceError('AccessDeniedException'), { failure: 'forbidden', code: 'no-read-right' }],
    ['apply', serviceError('AccessDeniedException'), { failure: 'forbidden', code: 'no-write-right' }],
    [
      'apply',
      serviceError('ProvisionedThroughputExceededException'),
      { failure: 'throttled', code: 'rate-limited' },
    ],
    ['find', serviceError('InternalServerError', 500), { failure: 'unavailable', code: 'down' }],
    ['find', serviceError('TimeoutError', 0), { failure: 'no-answer', code: 'timed-out' }],
    ['find', serviceError('ValidationException'), { failure: 'misconfigured', code: 'rejected' }],
    ['find', serviceError('ConstructedTooLateError', 0), { failure: 'bug', code: 'unexpected' }],
    ['find', new Error(PERSONAL), { failure: 'bug', code: 'unexpected' }],
  ])('%s: %s', async (at, error, expected) => {
    const table = new MemoryTable({}, mine(1));
    table.fails = { at, error };
    expect(await connector(table).erase(aCall(system(DELETE)))).toEqual({ answer: 'failed', ...expected });
    if (at !== 'apply')
      expect(await connector(table).verify(aCall(system(DELETE)))).toEqual({ answer: 'failed', ...expected });
  });

  it('whatever an error says, its text is in no answer (60)', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string(),
        fc.string(),
        fc.integer({ min: 0, max: 599 }),
        async (name, text, status) => {
          const table = new MemoryTable({}, mine(1));
          const error = Object.assign(serviceError(`${name} ${PERSONAL}`, status), {
            message: `${text}${PERSONAL}`,
          });
          table.fails = { at: 'find', error };
          const answers = JSON.stringify([
            await connector(table).erase(aCall(system(DELETE))),
            await connector(table).verify(aCall(system(DELETE))),
          ]);
          expect(answers).not.toMatch(/@|\d{6}/);
          const lookup = connector(table).lookUp(aCall(system(DELETE)).system, LOOKUP);
          const thrown = await lookup.then(
            () => undefined,
            (reason: Error) => reason,
          );
          expect(`${thrown?.message} ${thrown?.stack} ${String(thrown?.cause)}`).not.toContain('ann@');
        },
      ),
    );
  });
});

const LOOKUP = {
  system: 'profile',
  way: 0,
  attribute: 'owner',
  index: 'by-owner',
  identity: 'email',
  canonical: 'ann@acme.example',
  forms: ['ann@acme.example', 'Ann@acme.example'],
  gives: { userId: 'userId' },
};

describe('who a person is', () => {
  it('is what the records say of the identities that are asked for, and nothing else', async () => {
    const table = new MemoryTable({}, [
      { userId: 'u-1', id: '1', owner: 'Ann@acme.example', secret: 'x' },
      { userId: 'u-9', id: '1', owner: 'bob@acme.example' },
    ]);
    expect(await connector(table).lookUp(aCall(system(DELETE)).system, LOOKUP)).toEqual({
      system: 'profile',
      way: 0,
      canonical: 'ann@acme.example',
      records: [{ owner: ['Ann@acme.example'], userId: ['u-1'] }],
    });
  });
});

describe('a transaction of DynamoDB', () => {
  const TABLE = {
    TableName: 't',
    TableStatus: 'ACTIVE' as const,
    KeySchema: [{ AttributeName: 'userId', KeyType: 'HASH' as const }],
    AttributeDefinitions: [{ AttributeName: 'userId', AttributeType: 'S' as const }],
    TableArn: 'a',
    CreationDateTime: undefined,
  };
  const cancelled = (...codes: string[]) =>
    new TransactionCanceledException({
      message: PERSONAL,
      $metadata: { httpStatusCode: 400 },
      CancellationReasons: codes.map((Code) => ({ Code, Message: PERSONAL })),
    });

  it.each<[what: string, error: Error, expected: object]>([
    ['is throttled', cancelled('ThrottlingError'), { failure: 'throttled', code: 'rate-limited' }],
    ['meets another', cancelled('TransactionConflict'), { failure: 'throttled', code: 'rate-limited' }],
    ['is not valid', cancelled('ValidationError'), { failure: 'misconfigured', code: 'rejected' }],
    [
      'is not allowed',
      serviceError('AccessDeniedException'),
      { failure: 'forbidden', code: 'no-write-right' },
    ],
  ])('that %s', async (_, error, expected) => {
    const documents = recordsClient('eu-west-1');
    const mock = mockClient(documents);
    mock.on(DescribeTableCommand).resolves({ Table: TABLE });
    mock.on(QueryCommand).resolves({ Items: [{ userId: 'u-1' }] });
    mock.on(TransactWriteCommand).rejects(error);
    const one = new DynamoConnector({
      table: (name) => new DynamoTableClient(documents, name),
      now: () => NOW,
    });
    expect(await one.erase(aCall(system(DELETE)))).toEqual({ answer: 'failed', ...expected });
  });
});
