import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { retryPassingConflicts } from '../../../shared/runtime/passing-conflicts.ts';

/** A client of a DynamoDB that cancels with these codes, one answer after the other, and then takes the transaction. */
function clientOf(cancellations: readonly (readonly string[])[]) {
  let asked = 0;
  const requestHandler = {
    handle: () => {
      const codes = cancellations[asked++];
      const body =
        codes === undefined
          ? {}
          : {
              __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
              CancellationReasons: codes.map((Code) => ({ Code })),
            };
      const response = {
        statusCode: codes === undefined ? 200 : 400,
        headers: { 'content-type': 'application/x-amz-json-1.0' },
        body: new TextEncoder().encode(JSON.stringify(body)),
      };
      return Promise.resolve({ response: response as never }); // as much of a response as the SDK reads
    },
  };
  const client = new DynamoDBClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    endpoint: 'http://127.0.0.1:1',
    maxAttempts: 4,
    requestHandler,
  });
  return { client: DynamoDBDocumentClient.from(retryPassingConflicts(client)), asked: () => asked };
}

const put = () =>
  new TransactWriteCommand({ TransactItems: [{ Put: { TableName: 'table', Item: { pk: 'a', sk: 'b' } } }] });

describe('a cancelled transaction', () => {
  it('is tried again when only other transactions were in its way', async () => {
    const { client, asked } = clientOf([
      ['TransactionConflict', 'None'],
      ['None', 'TransactionConflict'],
    ]);
    await client.send(put());
    expect(asked()).toBe(3);
  });

  it('is given up when they stay in the way', async () => {
    const { client, asked } = clientOf(Array.from({ length: 9 }, () => ['TransactionConflict']));
    await expect(client.send(put())).rejects.toThrow(
      expect.objectContaining({ name: 'TransactionCanceledException' }),
    );
    expect(asked()).toBe(4);
  });

  it('is not tried again when a condition did not hold', async () => {
    const { client, asked } = clientOf([['TransactionConflict', 'ConditionalCheckFailed']]);
    await expect(client.send(put())).rejects.toThrow(
      expect.objectContaining({ name: 'TransactionCanceledException' }),
    );
    expect(asked()).toBe(1);
  });
});
