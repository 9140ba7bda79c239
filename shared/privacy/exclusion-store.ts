import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { epochMs } from '../kernel/instant.ts';
import { decode, transact } from '../runtime/dynamo.ts';
import { MOST_IN_BATCH, queryItems, readBatch } from '../runtime/dynamo-reads.ts';
import { Exclusion } from './exclusion.ts';
import type { SubjectTag } from './subject-keys.ts';

const LIST = 'EXCLUSIONS';

/** Who must not come back with a restored backup: keyed tags, until the last backup that may have them is gone. */
export class ExclusionStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** Puts them on the list; again, the later date counts for good. */
  async put(exclusions: readonly Exclusion[]): Promise<void> {
    for (let from = 0; from < exclusions.length; from += MOST_IN_BATCH) {
      await transact(
        this.#client,
        exclusions.slice(from, from + MOST_IN_BATCH).map((exclusion) => ({
          Put: {
            TableName: this.#table,
            Item: {
              ...keyOf(exclusion.tag),
              gsi1pk: LIST,
              gsi1sk: `${exclusion.erasedAt}#${exclusion.tag}`,
              ttl: Math.ceil(epochMs(exclusion.until) / 1000),
              ...exclusion,
            },
          },
        })),
      );
    }
  }

  /** Those of these tags that are on the list. */
  async of(tags: readonly SubjectTag[]): Promise<Exclusion[]> {
    const found: Exclusion[] = [];
    const once = [...new Set(tags)];
    for (let from = 0; from < once.length; from += MOST_IN_BATCH) {
      const keys = { [this.#table]: once.slice(from, from + MOST_IN_BATCH).map(keyOf) };
      const read = await readBatch(this.#client, keys);
      found.push(...read(this.#table).map((item) => decode(Exclusion, item, 'exclusion')));
    }
    return found;
  }

  /** The whole list, the first to be erased first, as the index has it. */
  async *all(): AsyncGenerator<Exclusion, void> {
    const items = queryItems(this.#client, {
      TableName: this.#table,
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :list',
      ExpressionAttributeValues: { ':list': LIST },
    });
    for await (const item of items) yield decode(Exclusion, item, 'exclusion');
  }
}

function keyOf(tag: SubjectTag): { pk: string; sk: string } {
  return { pk: `EXCLUDED#${tag}`, sk: 'EXCLUSION' };
}
