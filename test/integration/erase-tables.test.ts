import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { localClientConfig } from '../../local/aws-environment.ts';
import { DynamoTableClient, documentsOf } from '../../shared/privacy/connectors/dynamodb-client.ts';
import { DynamoConnector } from '../../shared/privacy/connectors/dynamodb-connector.ts';
import { MemoryTally } from '../../shared/privacy/memory-tally.ts';
import { aCall, NOW } from '../support/connector-calls.ts';

const ORDERS = 'erase-orders';
const COMMENTS = 'erase-comments';
const orders = {
  id: 'orders',
  connector: 'dynamodb',
  table: ORDERS,
  subjectKey: { attribute: 'userId', from: 'identity.userId' },
  classes: [{ id: 'data', erase: 'delete' }],
};
const comments = {
  id: 'comments',
  connector: 'dynamodb',
  table: COMMENTS,
  subjectKey: { attribute: 'author', index: 'by-author', from: 'identity.userId' },
  classes: [
    { id: 'written', erase: 'delete' },
    {
      id: 'answered',
      erase: 'anonymise',
      fields: ['inReplyTo', 'quoted.name', 'phone'],
      subjectKey: { attribute: 'inReplyTo', index: 'by-answered', from: 'identity.userId' },
    },
  ],
};

const CUSTOMERS = 'erase-customers';
const customers = {
  id: 'customers',
  connector: 'dynamodb',
  table: CUSTOMERS,
  subjectKey: { attribute: 'pk', from: 'identity.userId' },
  classes: [
    { id: 'carts', erase: 'delete', where: { attribute: 'sk', beginsWith: 'CART#' } },
    {
      id: 'invoices',
      erase: 'anonymise',
      fields: ['name', 'home.street'],
      where: { attribute: 'about.kind', equals: ['invoice', 7] },
      keep: { why: 'tax law', until: '10y' },
    },
    { id: 'contact', erase: 'delete' },
  ],
};

let documents: DynamoDBDocumentClient;

beforeAll(async () => {
  const client = new DynamoDBClient(localClientConfig(inject('localStack').url));
  documents = documentsOf(client);
  const create = (table: Omit<CreateTableCommandInput, 'BillingMode'>) =>
    client.send(new CreateTableCommand({ ...table, BillingMode: 'PAY_PER_REQUEST' }));
  const string = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
  const hash = (AttributeName: string) => ({ AttributeName, KeyType: 'HASH' as const });
  const range = (AttributeName: string) => ({ AttributeName, KeyType: 'RANGE' as const });
  const index = (IndexName: string, attribute: string) => ({
    IndexName,
    KeySchema: [hash(attribute)],
    Projection: { ProjectionType: 'KEYS_ONLY' as const },
  });
  await create({
    TableName: ORDERS,
    KeySchema: [hash('userId'), range('number')],
    AttributeDefinitions: [string('userId'), { AttributeName: 'number', AttributeType: 'N' }],
  });
  await create({
    TableName: CUSTOMERS,
    KeySchema: [hash('pk'), range('sk')],
    AttributeDefinitions: [string('pk'), string('sk')],
  });
  await create({
    TableName: COMMENTS,
    KeySchema: [hash('id')],
    AttributeDefinitions: [string('id'), string('author'), string('inReplyTo')],
    GlobalSecondaryIndexes: [index('by-author', 'author'), index('by-answered', 'inReplyTo')],
  });
});

async function seed(table: string, items: readonly object[]): Promise<void> {
  for (let from = 0; from < items.length; from += 25) {
    const puts = items.slice(from, from + 25).map((Item) => ({ PutRequest: { Item: { ...Item } } }));
    await documents.send(new BatchWriteCommand({ RequestItems: { [table]: puts } }));
  }
}

/** Which is killed before and after so many transactions. */
function connector(kill: { before?: number; after?: number } = {}): DynamoConnector {
  let done = 0;
  return new DynamoConnector({
    now: () => NOW,
    table: (name) => {
      const table = new DynamoTableClient(documents, name);
      return {
        describe: () => table.describe(),
        find: (...of) => table.find(...of),
        apply: async (writes) => {
          if (done === kill.before) throw new Error('killed');
          const refused = await table.apply(writes);
          if (++done === kill.after) throw new Error('killed');
          return refused;
        },
      };
    },
  });
}

describe('records in DynamoDB', () => {
  it('10,001 are all gone, and counted exactly, though the work was killed twice (31)', {
    timeout: 180_000,
  }, async () => {
    await seed(ORDERS, [
      ...Array.from({ length: 10_001 }, (_, number) => ({ userId: 'u-1', number, name: 'Ann' })),
      { userId: 'u-10', number: 1, name: 'Bob' },
    ]);
    const tally = new MemoryTally();
    const call = aCall(orders, { tally });
    expect(await connector({ before: 100 }).erase(call)).toMatchObject({ answer: 'failed' });
    expect(await connector({ after: 100 }).erase(call)).toMatchObject({ answer: 'failed' });
    expect(await connector().verify(call)).toEqual({ answer: 'residue', count: 5001 });
    expect(await connector().erase(call)).toEqual({ answer: 'done', count: 10_001 });
    expect(await connector().verify(call)).toEqual({ answer: 'empty' });
    const { Items } = await documents.send(new ScanCommand({ TableName: ORDERS }));
    expect(Items).toMatchObject([{ userId: 'u-10' }]);
  });

  it('a row that is seeded afterwards is always found (18)', async () => {
    await seed(ORDERS, [{ userId: 'u-1', number: 7 }]);
    expect(await connector().verify(aCall(orders))).toEqual({ answer: 'residue', count: 1 });
  });

  it("somebody else's record loses this person only; its other fields stay as they were (29)", async () => {
    const reply = {
      id: 'c-2',
      author: 'u-2',
      inReplyTo: 'u-1',
      quoted: { name: 'Ann', at: 9_007_199_254_740_993n },
      phone: 123,
      tags: new Set(['x']),
    };
    await seed(COMMENTS, [{ id: 'c-1', author: 'u-1', text: 'mine' }, reply]);
    const call = aCall(comments);
    expect(await connector().verify(call)).toEqual({ answer: 'residue', count: 2 });
    expect(await connector().erase(call)).toEqual({ answer: 'done', count: 2 });
    expect(await connector().verify(call)).toEqual({ answer: 'empty' });
    const { Items = [] } = await documents.send(new ScanCommand({ TableName: COMMENTS }));
    expect(Items).toHaveLength(1);
    expect(Items[0]).toMatchObject({
      id: 'c-2',
      author: 'u-2',
      inReplyTo: 'Deleted user',
      quoted: { name: 'Deleted user', at: { value: '9007199254740993' } },
      phone: null,
      tags: new Set(['x']),
    });
  });

  it('of one table are treated each as its class says; what is on hold, and what is of others, stays (12)', async () => {
    const invoice = (sk: string, kind: unknown, name: string) => ({
      pk: 'u-1',
      sk,
      about: { kind },
      name,
      home: { street: 'x', country: 'DE' },
      total: 5,
    });
    const others = { pk: 'u-10', sk: 'PROFILE', name: 'Bob' };
    await seed(CUSTOMERS, [
      ...Array.from({ length: 60 }, (_, n) => ({ pk: 'u-1', sk: `CART#${n}` })),
      { pk: 'u-1', sk: 'PROFILE', name: 'Ann' },
      { pk: 'u-1', sk: 'cart#', name: 'Ann' },
      invoice('1', 'invoice', 'Ann'),
      invoice('2', 7, 'Ann'),
      others,
    ]);
    const held = aCall(customers, { classes: ['invoices', 'contact'] });
    expect(await connector().verify(held)).toEqual({ answer: 'residue', count: 4 });
    expect(await connector().erase(held)).toEqual({ answer: 'done', count: 4 });
    expect(await connector().verify(held)).toEqual({ answer: 'empty' });
    const call = aCall(customers);
    expect(await connector().verify(call)).toEqual({ answer: 'residue', count: 60 });
    expect(await connector().erase(call)).toEqual({ answer: 'done', count: 60 });
    expect(await connector().verify(call)).toEqual({ answer: 'empty' });
    const { Items = [] } = await documents.send(new ScanCommand({ TableName: CUSTOMERS }));
    const left = Items.toSorted((a, b) => String(a['sk']).localeCompare(String(b['sk'])));
    expect(left.map(({ sk }) => sk)).toEqual(['1', '2', 'PROFILE']);
    for (const one of left.slice(0, 2))
      expect(one).toMatchObject({ name: 'Deleted user', home: { street: 'Deleted user', country: 'DE' } });
    expect(left[2]).toEqual(others);
  });

  it('that become some of another class before they are erased are not erased as what they were', async () => {
    await seed(CUSTOMERS, [{ pk: 'u-1', sk: 'NOTE', name: 'Ann' }]);
    const table = new DynamoTableClient(documents, CUSTOMERS);
    let once = true;
    const racing = new DynamoConnector({
      now: () => NOW,
      table: () => ({
        describe: () => table.describe(),
        find: (...of) => table.find(...of),
        apply: async (writes) => {
          if (once && writes.some(({ key }) => key['sk'] === 'NOTE'))
            await seed(CUSTOMERS, [{ pk: 'u-1', sk: 'NOTE', name: 'Ann', about: { kind: 'invoice' } }]);
          once = false;
          return table.apply(writes);
        },
      }),
    });
    expect(await racing.erase(aCall(customers))).toEqual({ answer: 'done', count: 1 });
    const { Items = [] } = await documents.send(new ScanCommand({ TableName: CUSTOMERS }));
    expect(Items.filter(({ sk }) => sk === 'NOTE')).toMatchObject([{ name: 'Deleted user' }]);
  });

  it.each([
    ['a table that is not there', { ...orders, table: 'erase-nothing' }, 'target-missing'],
    [
      'an index that is not there',
      { ...comments, subjectKey: { ...comments.subjectKey, index: 'x' } },
      'key-missing',
    ],
    ['no key', { ...orders, subjectKey: { attribute: 'name', from: 'identity.userId' } }, 'key-missing'],
  ])('%s is an error, and nobody takes it for empty (23)', async (_, system, code) => {
    expect(await connector().erase(aCall(system))).toMatchObject({ answer: 'failed', code });
    expect(await connector().verify(aCall(system))).toMatchObject({ answer: 'failed', code });
  });
});
