import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { AppError } from '../kernel/errors.ts';
import type { Instant } from '../kernel/instant.ts';
import { decodeCursor, encodeCursor } from '../runtime/dynamo.ts';
import { queryItems } from '../runtime/dynamo-reads.ts';
import { CERTIFIED_CASES, CLOSED_CASES, OPEN_CASES } from './case-items.ts';
import { CaseRecord } from './case-record.ts';
import type { CaseList } from './case-store.ts';

const LISTS: Readonly<Record<CaseList, string>> = {
  open: OPEN_CASES,
  certified: CERTIFIED_CASES,
  closed: CLOSED_CASES,
};

/** Before and after every place in a list. */
const [FIRST, LAST] = ['0', '~'];

const Place = z.strictObject({ gsi1pk: z.string(), gsi1sk: z.string(), pk: z.string(), sk: z.string() });

/** A page of cases. */
export interface CasePage {
  readonly records: readonly CaseRecord[];
  readonly cursor: string | undefined;
}

/** Cases page by page, as the index has them. Reads only. */
export class CaseListStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /**
   * Open and certified cases by when they are looked at next, closed ones the oldest first. One that does not fit its
   * schema is left out: the others must be seen, and the watch fails over it.
   * @throws AppError `invalid-input` for a cursor of another list
   */
  async page(list: CaseList, limit: number, cursor: string | undefined): Promise<CasePage> {
    const start = cursor === undefined ? undefined : Place.safeParse(decodeCursor(cursor)).data;
    if (cursor !== undefined && start?.gsi1pk !== LISTS[list])
      throw new AppError('cursor belongs to another list: leave it out to start from the top', {
        code: 'invalid-input',
        kind: 'invalid',
        faults: [{ path: 'cursor', message: 'a cursor from an earlier answer to the same question' }],
      });
    const { Items = [], LastEvaluatedKey } = await this.#client.send(
      new QueryCommand({
        TableName: this.#table,
        IndexName: 'gsi1',
        KeyConditionExpression: 'gsi1pk = :list',
        ExpressionAttributeValues: { ':list': LISTS[list] },
        Limit: limit,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    return {
      records: Items.flatMap((item) => CaseRecord.safeParse(item).data ?? []),
      cursor: encodeCursor(LastEvaluatedKey),
    };
  }

  /**
   * All of a list; undefined in place of one that does not fit its schema.
   * @param since of the closed ones, only those that changed after
   */
  async *each(list: CaseList, since: Instant = FIRST): AsyncGenerator<CaseRecord | undefined, void> {
    const items = queryItems(this.#client, {
      TableName: this.#table,
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :list AND gsi1sk BETWEEN :since AND :last',
      ExpressionAttributeValues: { ':list': LISTS[list], ':since': since, ':last': LAST },
    });
    for await (const item of items) yield CaseRecord.safeParse(item).data;
  }
}
