import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { decode, refusedAt, transact, unchangedSince } from '../runtime/dynamo.ts';
import { queryItems } from '../runtime/dynamo-reads.ts';
import type { SystemCommand } from './command.ts';
import type { Tally } from './connector.ts';
import { digestOf } from './digest.ts';

/** Below 0 where something was refused of a batch that was counted. */
const Counted = z.object({ count: z.int() });

/** Counts what commands have erased, batch by batch, so that what is done over counts once. */
export class TallyStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** The tally of one command. A batch's name is stored as its digest: connectors may name it by what it holds. */
  of({ caseId, idempotencyKey }: Pick<SystemCommand, 'caseId' | 'idempotencyKey'>): Tally {
    const pk = `TALLY#${caseId}#${idempotencyKey}`;
    return {
      add: async (batch, count) => {
        const Item = { pk, sk: `BATCH#${digestOf(`${idempotencyKey}\0${batch}`)}`, count };
        try {
          await transact(this.#client, [
            { Put: { TableName: this.#table, Item, ...unchangedSince(undefined) } },
          ]);
        } catch (error) {
          if (!refusedAt(error, 0)) throw error;
        }
      },
      total: async () => {
        let total = 0;
        const items = queryItems(this.#client, {
          TableName: this.#table,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': pk },
        });
        for await (const item of items) total += decode(Counted, item, 'count of what was erased').count;
        return total;
      },
    };
  }
}
