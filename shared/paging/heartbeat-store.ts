import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { Instant } from '../kernel/instant.ts';
import { decode, refusedAt, transact, unchangedSince } from '../runtime/dynamo.ts';

/** The last synthetic page that reached the sink. */
export const HeartbeatArrival = z.object({
  v: z.literal(1),
  /** When its alert was raised: its age is counted from here, so that a page that is late is old when it arrives. */
  raisedAt: Instant,
  arrivedAt: Instant,
  incident: z.string(),
});
export type HeartbeatArrival = z.infer<typeof HeartbeatArrival>;

const DeadManCall = z.object({ at: Instant });

const ARRIVED = { pk: 'HEARTBEAT', sk: 'ARRIVED' } as const;
const CALLED = { pk: 'HEARTBEAT', sk: 'CALLED' } as const;

/** Remembers the last arrival of the heartbeat and the last call to the outside, in the incidents table. */
export class HeartbeatStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async recordArrival(arrival: HeartbeatArrival): Promise<void> {
    await transact(this.#client, [{ Put: { TableName: this.#table, Item: { ...ARRIVED, ...arrival } } }]);
  }

  /** Undefined where none has arrived yet. */
  async lastArrival(): Promise<HeartbeatArrival | undefined> {
    const item = await this.#read(ARRIVED);
    return item === undefined ? undefined : decode(HeartbeatArrival, item, 'arrival of the heartbeat');
  }

  /** When the outside was last called. */
  async lastCall(): Promise<Instant | undefined> {
    const item = await this.#read(CALLED);
    return item === undefined ? undefined : decode(DeadManCall, item, 'call to the outside').at;
  }

  /** Notes the next call before it is made. False where somebody else has noted one since the last. */
  async claimCall(at: Instant, last: Instant | undefined): Promise<boolean> {
    const unchanged = unchangedSince(last === undefined ? undefined : { at: last });
    try {
      await transact(this.#client, [
        { Put: { TableName: this.#table, Item: { ...CALLED, at }, ...unchanged } },
      ]);
      return true;
    } catch (error) {
      if (refusedAt(error, 0)) return false;
      throw error;
    }
  }

  async #read(key: typeof ARRIVED | typeof CALLED): Promise<Record<string, unknown> | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: key, ConsistentRead: true }),
    );
    return Item;
  }
}
