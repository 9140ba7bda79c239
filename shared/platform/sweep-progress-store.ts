import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { epochMs, type Instant } from '../kernel/instant.ts';
import { decode, transact, unchangedSince } from '../runtime/dynamo.ts';
import { queryItems } from '../runtime/dynamo-reads.ts';
import type { SweepCell } from './sweep.ts';
import type { SweptPlaces } from './sweep-config.ts';
import { type CellOutcome, CellProgress, cellName, outcomes } from './sweep-progress.ts';

/** For so long what a sweep came to is kept. */
const KEPT_SECONDS = 90 * 24 * 3600;

/** How far sweeps have come, in the table of whoever sweeps: `SWEEP#<at>`, `CELL#<account>#<region>`. It has to expire items. */
export class SweepProgressStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** How far a sweep has come in a cell; undefined where it has noted nothing there yet. */
  async cell(at: Instant, cell: SweepCell): Promise<CellProgress | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({
        TableName: this.#table,
        Key: { pk: partition(at), sk: place(cell) },
        ConsistentRead: true,
      }),
    );
    return Item === undefined ? undefined : read(Item);
  }

  /**
   * Notes what was decided on what was read: the version before.
   * @throws AppError `conflict` where somebody else has noted something since, so that nobody goes back behind it
   */
  async note(progress: CellProgress): Promise<void> {
    const before = progress.version - 1;
    await transact(this.#client, [
      {
        Put: {
          TableName: this.#table,
          Item: {
            pk: partition(progress.at),
            sk: place(progress),
            ...progress,
            ttl: Math.ceil(epochMs(progress.at) / 1000) + KEPT_SECONDS,
          },
          ...unchangedSince(before === 0 ? undefined : { version: before }),
        },
      },
    ]);
  }

  /** What became of every cell of a sweep, those that it never came to among them. */
  async cellsOf(at: Instant, places: SweptPlaces): Promise<CellOutcome[]> {
    const known: CellProgress[] = [];
    const items = queryItems(this.#client, {
      TableName: this.#table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': partition(at) },
      ConsistentRead: true,
    });
    for await (const item of items) known.push(read(item));
    return outcomes(places, known);
  }
}

function partition(at: Instant): string {
  return `SWEEP#${at}`;
}

function place(cell: SweepCell): string {
  return `CELL#${cellName(cell)}`;
}

function read(item: Record<string, unknown>): CellProgress {
  return decode(CellProgress, item, 'progress of a sweep');
}
