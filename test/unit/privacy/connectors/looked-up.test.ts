import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  ListUsersCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { type AttributeValue, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Connector } from '../../../../shared/privacy/connector.ts';
import { UserPoolClient } from '../../../../shared/privacy/connectors/cognito-client.ts';
import { CognitoConnector } from '../../../../shared/privacy/connectors/cognito-connector.ts';
import { DynamoTableClient, recordsClient } from '../../../../shared/privacy/connectors/dynamodb-client.ts';
import { DynamoConnector } from '../../../../shared/privacy/connectors/dynamodb-connector.ts';
import { HttpConnector } from '../../../../shared/privacy/connectors/http-connector.ts';
import { OpenSearchIndexClient } from '../../../../shared/privacy/connectors/opensearch-client.ts';
import { OpenSearchConnector } from '../../../../shared/privacy/connectors/opensearch-connector.ts';
import { holdersIn } from '../../../../shared/privacy/connectors/opensearch-documents.ts';
import type { Lookup } from '../../../../shared/privacy/resolve-identities.ts';
import { signedFetch } from '../../../../shared/runtime/signed-fetch.ts';
import { aCall, NOW } from '../../../support/connector-calls.ts';
import { PlayedSearch } from '../../../support/played-search.ts';

const BY_USER = { attribute: 'userId', from: 'identity.userId' };
const CLASSES = [{ id: 'data', erase: 'delete' }];
const now = () => NOW;

const SYSTEMS = {
  table: { id: 'orders', connector: 'dynamodb', table: 'orders', subjectKey: BY_USER, classes: CLASSES },
  index: {
    id: 'orders',
    connector: 'opensearch',
    endpoint: 'search-x.eu-west-1.es.amazonaws.com',
    index: 'comments',
    subjectKey: BY_USER,
    classes: CLASSES,
  },
  server: { id: 'orders', connector: 'http', url: 'https://orders.example', classes: CLASSES },
  pool: {
    id: 'orders',
    connector: 'cognito',
    userPool: 'eu-west-1_abc',
    subjectKey: { from: 'identity.userId' },
    classes: CLASSES,
  },
};

function lookupOf(attribute: string, gives: string): Lookup {
  return {
    system: 'orders',
    way: 0,
    attribute,
    identity: 'userId',
    canonical: 'u-1',
    forms: ['u-1'],
    gives: { orderId: gives },
  };
}

/** All that a system says is in an attribute. */
async function said(
  connector: Connector,
  system: keyof typeof SYSTEMS,
  gives: string,
  attribute = 'userId',
): Promise<string[]> {
  const { records } = await connector.lookUp(aCall(SYSTEMS[system]).system, lookupOf(attribute, gives));
  return records.flatMap((record) => record[gives] ?? []);
}

/** A table as DynamoDB gives it, in pages of 100 records. */
function table(items: readonly Record<string, AttributeValue>[], keyType: 'S' | 'B' = 'S'): Connector {
  const documents = recordsClient('eu-west-1');
  const mock = mockClient(documents);
  onTestFinished(() => mock.restore());
  mock.on(DescribeTableCommand).resolves({
    Table: {
      TableName: 'orders',
      TableStatus: 'ACTIVE',
      KeySchema: [{ AttributeName: 'userId', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'userId', AttributeType: keyType }],
    },
  });
  mock.on(QueryCommand).callsFake(({ ExclusiveStartKey }) => {
    const from: number = ExclusiveStartKey?.from ?? 0;
    const page = items.slice(from, from + 100).map((item) => ({ userId: { S: 'u-1' }, ...item }));
    const Items = page.map((item) => unmarshall(item, { wrapNumbers: true }));
    return from + 100 < items.length ? { Items, LastEvaluatedKey: { from: from + 100 } } : { Items };
  });
  return new DynamoConnector({ table: (name) => new DynamoTableClient(documents, name), now });
}

async function index(docs: readonly object[], mapping: object = {}): Promise<Connector> {
  const search = new PlayedSearch();
  const url = await search.start();
  onTestFinished(() => search.stop());
  search.mapping = { userId: { type: 'keyword' }, ...mapping };
  for (const [n, doc] of docs.entries()) search.put(`d-${n}`, { ...doc });
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const fetch = signedFetch({ service: 'es', region: 'eu-west-1', credentials });
  return new OpenSearchConnector({ now, index: (of) => new OpenSearchIndexClient(fetch, url, of.index) });
}

function server(records: readonly object[]): Connector {
  const answer = { status: 200, body: JSON.stringify({ records }) };
  return new HttpConnector({ now, post: async () => ({ kind: 'answered', answer }) });
}

const ids = (count: number): string[] => Array.from({ length: count }, (_, n) => `o-${n}`);
const UNREADABLE = { code: 'answer-unreadable', kind: 'bug' };

describe('a record of a table gives', () => {
  it.each<[what: string, item: Record<string, AttributeValue>, gives: string, expected: string[]]>([
    ['a text', { order: { S: 'o-1' } }, 'order', ['o-1']],
    ['a number, with all its digits', { order: { N: '9007199254740993' } }, 'order', ['9007199254740993']],
    ['a list, each once', { order: { L: [{ S: 'o-1' }, { N: '2' }, { S: 'o-1' }] } }, 'order', ['o-1', '2']],
    ['a set of texts', { order: { SS: ['o-1', 'o-2'] } }, 'order', ['o-1', 'o-2']],
    ['a set of numbers', { order: { NS: ['1', '2'] } }, 'order', ['1', '2']],
    ['what is in a map', { order: { M: { id: { S: 'o-1' } } } }, 'order.id', ['o-1']],
    ['what is in maps in a list', maps('o-1', 'o-2'), 'order.id', ['o-1', 'o-2']],
    ['an attribute with a dot', { 'order.id': { S: 'o-1' } }, 'order.id', ['o-1']],
    ['nothing, where there is none', {}, 'order', []],
    ['nothing, where there is none in the map', { order: { M: {} } }, 'order.id', []],
    ['nothing, where it is null', { order: { NULL: true } }, 'order', []],
    ['nothing, where it is empty', { order: { S: '' } }, 'order', []],
    ['what is not null in a list', { order: { L: [{ NULL: true }, { S: 'o-1' }] } }, 'order', ['o-1']],
  ])('%s', async (_, item, gives, expected) => {
    expect(await said(table([item]), 'table', gives)).toEqual(expected);
  });

  function maps(...all: string[]): Record<string, AttributeValue> {
    return { order: { L: all.map((id) => ({ M: { id: { S: id } } })) } };
  }

  it.each<[what: string, order: AttributeValue]>([
    ['a map', { M: { id: { S: 'o-1' } } }],
    ['a boolean', { BOOL: true }],
    ['bytes', { B: new Uint8Array([1]) }],
    ['a set of bytes', { BS: [new Uint8Array([1])] }],
    ['a list with a map in it', { L: [{ S: 'o-1' }, { M: { id: { S: 'o-2' } } }] }],
  ])('an error, where it has %s: what cannot be read is not lost', async (_, order) => {
    const lookup = said(table([{ order: { S: 'o-0' } }, { order }]), 'table', 'order');
    await expect(lookup).rejects.toMatchObject(UNREADABLE);
  });

  it('what it has however many pages of records there are', async () => {
    expect(await said(table(ids(1_500).map((id) => ({ order: { S: id } }))), 'table', 'order')).toEqual(
      ids(1_500),
    );
  });

  it('at most 5,000 values, and an error where it has more', async () => {
    expect(await said(table([{ order: { SS: ids(5_000) } }]), 'table', 'order')).toHaveLength(5_000);
    await expect(said(table([{ order: { SS: ids(5_001) } }]), 'table', 'order')).rejects.toMatchObject({
      code: 'rejected',
    });
  });

  it('nothing by a key of bytes: that is an error, and nobody is taken for unknown (23)', async () => {
    await expect(said(table([], 'B'), 'table', 'order')).rejects.toMatchObject({ code: 'key-missing' });
  });
});

describe('a document of an index gives', () => {
  it.each<[what: string, doc: object, gives: string, expected: string[]]>([
    ['a number', { order: 7 }, 'order', ['7']],
    ['a list', { order: ['o-1', 2, null, ''] }, 'order', ['o-1', '2']],
    ['what is in a map', { order: { id: 'o-1' } }, 'order.id', ['o-1']],
    [
      'what is in maps in a list',
      { order: [{ id: 'o-1' }, { id: ['o-2'] }, {}] },
      'order.id',
      ['o-1', 'o-2'],
    ],
    ['nothing', { order: null }, 'order', []],
  ])('%s', async (_, doc, gives, expected) => {
    expect(await said(await index([{ userId: 'u-1', ...doc }]), 'index', gives)).toEqual(expected);
  });

  it.each<[what: string, order: unknown]>([
    ['a map', { id: 'o-1' }],
    ['a boolean', true],
    ['a number whose last digits are lost', 9_007_199_254_740_992],
    ['a part of a number', 0.5],
  ])('an error, where it has %s', async (_, order) => {
    await expect(said(await index([{ userId: 'u-1', order }]), 'index', 'order')).rejects.toMatchObject(
      UNREADABLE,
    );
  });

  it('what it has where its key is in a map too', async () => {
    const mapping = { 'user.id': { type: 'keyword' } };
    const one = await index(
      [{ user: { id: 'u-1', order: 'o-1' } }, { user: { id: 'u-2', order: 'o-2' } }],
      mapping,
    );
    expect(await said(one, 'index', 'user.order', 'user.id')).toEqual(['o-1']);
  });

  it('an error where it has a list of people, of whom nobody can tell whose order it is', async () => {
    const mapping = { 'users.id': { type: 'keyword' } };
    const one = await index([{ users: [{ id: 'u-1', order: 'o-1' }] }], mapping);
    expect(await said(one, 'index', 'users.order', 'users.id')).toEqual(['o-1']);
    const users = [
      { id: 'u-1', order: 'o-1' },
      { id: 'u-2', order: 'o-2' },
    ];
    const lookup = said(await index([{ users }], mapping), 'index', 'users.order', 'users.id');
    await expect(lookup).rejects.toMatchObject({ code: 'rejected' });
  });

  it.each(['order.keyword', 'sameOrder'])(
    'an error by %s, which no document is stored with',
    async (gives) => {
      const mapping = {
        order: { type: 'text' },
        'order.keyword': { type: 'keyword' },
        sameOrder: { type: 'alias' },
      };
      const lookup = said(await index([{ userId: 'u-1', order: 'o-1' }], mapping), 'index', gives);
      await expect(lookup).rejects.toMatchObject({ code: 'rejected' });
    },
  );

  it('an error where the number it was found by has lost its last digits', () => {
    const holders = (source: object) => holdersIn({ ...source }, 'userId', 'userId', ['9007199254740993']);
    expect(holders({ userId: 9_007_199_254_740_992 })).toBeUndefined();
    expect(holders({ userId: [9_007_199_254_740_992, '9007199254740993'] })).toEqual(['9007199254740993']);
    expect(holders({ userId: 5 })).toEqual([]);
  });

  it('what it has however many there are', async () => {
    const one = await index(ids(1_500).map((order) => ({ userId: 'u-1', order })));
    expect(await said(one, 'index', 'order')).toEqual(ids(1_500));
  });
});

describe('a server over https gives', () => {
  it.each<[record: object, expected: string[]]>([
    [{ userId: 'u-1', order: 'o-1' }, ['o-1']],
    [{ userId: 'u-1', order: ['o-1', 2] }, ['o-1', '2']],
    [{ userId: 'u-1', order: null }, []],
    [{ userId: 'u-1' }, []],
  ])('%j: %j', async (record, expected) => {
    expect(await said(server([record]), 'server', 'order')).toEqual(expected);
  });

  it.each<[record: object]>([[{ userId: 'u-1', order: { id: 'o-1' } }], [{ order: 'o-1' }], [{}]])(
    'an error by %j, which cannot be read or does not say whose it is',
    async (record) => {
      await expect(said(server([record]), 'server', 'order')).rejects.toMatchObject(UNREADABLE);
    },
  );

  it('an error where it has more than 1,000 records', async () => {
    const records = ids(1_001).map((order) => ({ userId: 'u-1', order }));
    await expect(said(server(records), 'server', 'order')).rejects.toMatchObject(UNREADABLE);
  });
});

it('users of a pool are all read, however many pages a search has', async () => {
  const client = new CognitoIdentityProviderClient({ region: 'eu-west-1' });
  const mock = mockClient(client);
  const attributes = (n: number) => [
    { Name: 'email', Value: 'ann@acme.example' },
    { Name: 'sub', Value: `s-${n}` },
  ];
  mock.on(ListUsersCommand).callsFake(({ PaginationToken = '0' }) => {
    const page = Number(PaginationToken);
    const Users = Array.from({ length: 60 }, (_, n) => ({ Username: String(page * 60 + n) }));
    return page < 2 ? { Users, PaginationToken: String(page + 1) } : { Users };
  });
  mock
    .on(AdminGetUserCommand)
    .callsFake(({ Username }) => ({ Username, UserAttributes: attributes(Username) }));
  const pool = new CognitoConnector({ now, pool: (id) => new UserPoolClient(client, id) });
  const lookup: Lookup = {
    ...lookupOf('email', 'sub'),
    identity: 'email',
    canonical: 'ann@acme.example',
    forms: ['ann@acme.example'],
  };
  const { records } = await pool.lookUp(aCall(SYSTEMS.pool).system, lookup);
  expect(new Set(records.flatMap(({ sub }) => sub)).size).toBe(180);
});
