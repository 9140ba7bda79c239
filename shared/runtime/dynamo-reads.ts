import {
  BatchGetCommand,
  type BatchGetCommandInput,
  type DynamoDBDocumentClient,
  paginateQuery,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { AppError } from '../kernel/errors.ts';

/** What a query finds, read page by page: who stops reading stops asking. */
export async function* queryItems(
  client: DynamoDBDocumentClient,
  query: QueryCommandInput,
): AsyncGenerator<Record<string, unknown>, void> {
  for await (const { Items = [] } of paginateQuery({ client }, query)) yield* Items;
}

/** Keys of one table, at most 100 of all tables together. */
type Keys = NonNullable<NonNullable<BatchGetCommandInput['RequestItems']>[string]['Keys']>;

/**
 * The items of these keys as they are now, by table, in no order; what is not there is left out.
 * @throws AppError `throttled` when the tables did not give all of them
 */
export async function readBatch<T extends string>(
  client: DynamoDBDocumentClient,
  keys: Readonly<Record<T, Keys>>,
): Promise<(table: T) => readonly Record<string, unknown>[]> {
  const tables = Object.entries<Keys>(keys);
  const RequestItems = Object.fromEntries(
    tables.map(([table, Keys]) => [table, { Keys, ConsistentRead: true }]),
  );
  const { Responses = {}, UnprocessedKeys = {} } = await client.send(new BatchGetCommand({ RequestItems }));
  if (Object.keys(UnprocessedKeys).length > 0)
    throw new AppError('the table is busy', { code: 'read-incomplete', kind: 'throttled' });
  return (table) => Responses[table] ?? [];
}
