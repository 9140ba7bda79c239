import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Month } from '../kernel/day.ts';
import { auditedPut, type Occasion } from '../platform/audit-store.ts';
import { decode, transact } from '../runtime/dynamo.ts';
import { ReviewRecord } from './plan-review.ts';

/** Remembers what was told of each month, and to whom. Every write is conditional, and audited with it. */
export class ReviewStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #audit: string;

  constructor(client: DynamoDBDocumentClient, tables: { readonly costs: string; readonly audit: string }) {
    this.#client = client;
    this.#table = tables.costs;
    this.#audit = tables.audit;
  }

  /** Undefined where nothing was told. */
  async read(month: Month, of: string): Promise<ReviewRecord | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: keyOf({ month, of }), ConsistentRead: true }),
    );
    return Item === undefined ? undefined : decode(ReviewRecord, Item, 'record of a review');
  }

  /** Writes a record over what was read. @throws AppError `conflict` when it changed since */
  async write(
    before: ReviewRecord | undefined,
    after: ReviewRecord,
    { action, reason }: { readonly action: 'claim' | 'record' | 'settle'; readonly reason: string },
    occasion: Occasion,
  ): Promise<void> {
    const write = { table: this.#table, Item: { ...keyOf(after), ...after }, before, after };
    const what = {
      action: `review.${action}`,
      target: `review:${after.month}/${after.of}`,
      reason: `${reason}, issue ${after.issue}`,
    };
    await transact(this.#client, auditedPut(write, this.#audit, occasion, what));
  }
}

function keyOf({ month, of }: Pick<ReviewRecord, 'month' | 'of'>) {
  return { pk: `REVIEW#${month}`, sk: of };
}
