import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { AppError } from '../../../shared/kernel/errors.ts';
import {
  decode,
  decodeCursor,
  digest,
  encodeCursor,
  refusedAt,
  type TransactItem,
  transact,
} from '../../../shared/runtime/dynamo.ts';
import { cancelled } from '../../support/memory-dynamo.ts';

const dynamo = mockClient(DynamoDBDocumentClient);
const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-west-1' }));
const ITEMS: TransactItem[] = [
  { Put: { TableName: 't', Item: { pk: 'a' } } },
  { Put: { TableName: 't', Item: { pk: 'b' } } },
];
beforeEach(() => void dynamo.reset());

const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('transact', () => {
  it('writes all in one call', async () => {
    dynamo.on(TransactWriteCommand).resolves({});
    await transact(client, ITEMS);
    expect(dynamo.commandCalls(TransactWriteCommand).map(({ args }) => args[0].input.TransactItems)).toEqual([
      ITEMS,
    ]);
  });

  it.each<[what: string, codes: string[], faults: string[]]>([
    ['a condition that did not hold', ['None', 'ConditionalCheckFailed'], ['1']],
    ['both', ['ConditionalCheckFailed', 'ConditionalCheckFailed'], ['0', '1']],
    ['another transaction that stayed in the way', ['TransactionConflict', 'None'], ['0']],
    ['one of each', ['TransactionConflict', 'ConditionalCheckFailed'], ['0', '1']],
  ])(
    'reports %s, with the places that refused, and leaves it to the client to try again',
    async (_, codes, faults) => {
      dynamo.on(TransactWriteCommand).rejects(cancelled(codes));
      const error = await caught(transact(client, ITEMS));
      expect(error).toMatchObject({ code: 'write-conflict', kind: 'conflict', retryable: true });
      expect(error instanceof AppError && error.faults.map(({ path }) => path)).toEqual(faults);
      for (const place of [0, 1]) expect(refusedAt(error, place)).toBe(faults.includes(String(place)));
      expect(dynamo.commandCalls(TransactWriteCommand)).toHaveLength(1);
    },
  );

  it.each([
    ['a fault of our making', cancelled(['ValidationError', 'None'])],
    ['one among conflicts', cancelled(['ValidationError', 'ConditionalCheckFailed'])],
    ['no reasons at all', cancelled([])],
    ['anything else', Object.assign(new Error('busy'), { name: 'ThrottlingException' })],
  ])('lets %s pass as it is', async (_, error) => {
    dynamo.on(TransactWriteCommand).rejects(error);
    expect(await caught(transact(client, ITEMS))).toBe(error);
  });
});

describe('refusedAt', () => {
  it.each([
    new Error('x'),
    undefined,
    new AppError('x', { code: 'other', kind: 'conflict', faults: [{ path: '0', message: '' }] }),
  ])('is for write conflicts only', (error) => {
    expect(refusedAt(error, 0)).toBe(false);
  });
});

describe('decode', () => {
  const Schema = z.object({ name: z.string(), deep: z.object({ n: z.number() }) });

  it('gives what fits', () =>
    expect(decode(Schema, { name: 'a', deep: { n: 1 }, pk: 'x' }, 'thing')).toEqual({
      name: 'a',
      deep: { n: 1 },
    }));

  it('names the places that do not fit, never what is there', () => {
    const decoding = () => decode(Schema, { name: 'a', deep: { n: '+4915112345678' } }, 'thing');
    expect(decoding).toThrow('a stored thing does not fit its schema at deep.n');
    expect(decoding).not.toThrow('+49');
  });
});

describe('cursor', () => {
  it('comes back as it went', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('pk', 'sk', 'gsi1pk', 'gsi1sk'), fc.string()), (key) => {
        expect(decodeCursor(encodeCursor({ ...key }))).toEqual({ ...key });
      }),
    );
    expect(decodeCursor(undefined)).toBeUndefined();
    expect(encodeCursor(undefined)).toBeUndefined();
  });

  it.each([
    '',
    'x',
    '!!!',
    Buffer.from('[1]').toString('base64url'),
    Buffer.from('{"a":1}').toString('base64url'),
    Buffer.from('null').toString('base64url'),
  ])('refuses %j as bad input', (cursor) =>
    expect(() => decodeCursor(cursor)).toThrow(
      expect.objectContaining({ kind: 'invalid', faults: [{ path: 'cursor', message: expect.any(String) }] }),
    ),
  );

  it('never fails otherwise, whatever is sent', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          decodeCursor(text);
        } catch (error) {
          expect(error).toMatchObject({ kind: 'invalid' });
        }
      }),
    );
  });
});

describe('digest', () => {
  it.each<[a: unknown, b: unknown, same: boolean]>([
    [{ a: 1, b: [1, { c: 2, d: 3 }] }, { b: [1, { d: 3, c: 2 }], a: 1 }, true],
    [{ a: 1, b: undefined }, { a: 1 }, true],
    [{ a: [1, 2] }, { a: [2, 1] }, false],
    [{ a: '1' }, { a: 1 }, false],
    [{ a: null }, {}, false],
  ])('%j and %j: the same is %s', (a, b, same) => expect(digest(a) === digest(b)).toBe(same));
});
