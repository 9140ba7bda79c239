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

/** DynamoDB gives no more at once. */
export const MOST_IN_BATCH = 100;

/** Keys of one table, at most `MOST_IN_BATCH` of all tables together. */
type Keys = NonNullable<NonNullable<BatchGetCommandInput['RequestItems']>[string]['Keys']>;

/** What a batch gave of each table, and whether that is all there is. */
interface Batch<T extends string> {
  readonly found: (table: T) => readonly Record<string, unknown>[];
  readonly complete: boolean;
}

/**
 * The items of these keys as they are now, by table, in no order; what is not there is left out.
 * @throws AppError `throttled` when the tables did not give all of them
 */
export async function readBatch<T extends string>(
  client: DynamoDBDocumentClient,
  keys: Readonly<Record<T, Keys>>,
): Promise<Batch<T>['found']> {
  const { found, complete } = await readAvailable(client, keys);
  if (!complete) throw readIncomplete();
  return found;
}

/** Some of a batch was not given: the tables are busy, or it is more than 16 MB. */
export function readIncomplete(): AppError {
  return new AppError('the table is busy', { code: 'read-incomplete', kind: 'throttled' });
}

/** The same for whoever can do without some of it. */
export async function readAvailable<T extends string>(
  client: DynamoDBDocumentClient,
  keys: Readonly<Record<T, Keys>>,
): Promise<Batch<T>> {
  const tables = Object.entries<Keys>(keys);
  const RequestItems = Object.fromEntries(
    tables.map(([table, Keys]) => [table, { Keys, ConsistentRead: true }]),
  );
  const { Responses = {}, UnprocessedKeys = {} } = await client.send(new BatchGetCommand({ RequestItems }));
  return { found: (table) => Responses[table] ?? [], complete: Object.keys(UnprocessedKeys).length === 0 };
}
