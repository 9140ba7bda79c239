import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { epochMs, Instant } from '../kernel/instant.ts';
import { SweepCell } from '../platform/sweep.ts';
import { decode, sameVersion, transact } from '../runtime/dynamo.ts';
import { queryItems } from '../runtime/dynamo-reads.ts';

/** What was told of the volume of logs in an account and region. */
const VolumeRecord = z.object({
  v: z.literal(1),
  version: z.int().min(1),
  ...SweepCell.shape,
  /** Since when it is told of; absent where that is over. */
  told: Instant.optional(),
});
export type VolumeRecord = z.infer<typeof VolumeRecord>;

const PARTITION = 'VOLUME';
/** So long the record of what is over is kept. */
const KEPT_SECONDS = 30 * 86_400;

/** Remembers of which accounts and regions the volume of logs was told. */
export class VolumeStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** All there are, also of what is over. */
  async all(): Promise<readonly VolumeRecord[]> {
    const records: VolumeRecord[] = [];
    const items = queryItems(this.#client, {
      TableName: this.#table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': PARTITION },
    });
    for await (const item of items) records.push(decode(VolumeRecord, item, 'record of volume'));
    return records;
  }

  /** Notes since when it is told of a cell, or that it is over at `at`. @throws AppError `conflict` when it changed since */
  async note(
    cell: SweepCell,
    before: VolumeRecord | undefined,
    told: Instant | undefined,
    at: Instant,
  ): Promise<void> {
    const { account, region } = cell;
    await transact(this.#client, [
      {
        Put: {
          TableName: this.#table,
          Item: {
            pk: PARTITION,
            sk: `${account}#${region}`,
            v: 1,
            version: (before?.version ?? 0) + 1,
            account,
            region,
            ...(told === undefined ? { ttl: Math.ceil(epochMs(at) / 1000) + KEPT_SECONDS } : { told }),
          },
          ...sameVersion(before),
        },
      },
    ]);
  }
}
