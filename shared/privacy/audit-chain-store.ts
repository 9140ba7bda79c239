import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { AppError } from '../kernel/errors.ts';
import { AuditEntry } from '../platform/audit.ts';
import type { Occasion } from '../platform/audit-store.ts';
import { decode, refusedAt, type TransactItem, transact } from '../runtime/dynamo.ts';
import { queryItems } from '../runtime/dynamo-reads.ts';
import { ChainedEntry, ChainName, chainOn, type Point } from './audit-chain.ts';
import { chainPartition, ENTRY, entryPut, headKey, headPut } from './audit-items.ts';
import { Digest } from './digest.ts';

/** So many change one case, or the holds on one person, at the same time, and may pass each other. */
const ATTEMPTS = 20;

const Head = z.object({ seq: z.int().min(1), digest: Digest });

/** What an entry says besides the occasion. Its target names the chain that it is in. */
export type AuditedChange = Pick<AuditEntry, 'action' | 'target' | 'reason' | 'before' | 'after'>;

/**
 * The audit trail of erasure: a chain for each case and for the holds on each person, each entry with the digest of the one
 * before it. A change and its entry are one write, and changes of two cases have no item in common.
 */
export class AuditChainStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /**
   * Writes all of these and the entry about them, or nothing. An entry that others have put in meanwhile only has it try
   * again.
   * @throws AppError `conflict` where a condition of the items themselves did not hold
   */
  async commit(items: readonly TransactItem[], change: AuditedChange, occasion: Occasion): Promise<void> {
    const name = ChainName.parse(change.target);
    const entry = AuditEntry.parse({ v: 1, ...occasion, ...change });
    for (let attempt = 1; ; attempt++) {
      const last = await this.head(name);
      const next = ChainedEntry.parse(chainOn(last, entry));
      const put = entryPut(this.#table, name, next);
      const head = headPut(this.#table, name, last, next, { moved: true });
      try {
        await transact(this.#client, [...items, put, head]);
        return;
      } catch (error) {
        const overtaken =
          error instanceof AppError &&
          items.every((_, place) => !refusedAt(error, place)) &&
          (refusedAt(error, items.length) || refusedAt(error, items.length + 1));
        if (!overtaken || attempt >= ATTEMPTS) throw error;
      }
    }
  }

  /** How far a chain has come; undefined for one that is not there. */
  async head(name: string): Promise<Point | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: headKey(name), ConsistentRead: true }),
    );
    return Item === undefined ? undefined : decode(Head, Item, 'audit head');
  }

  /** The entries of a chain in their order, as they are stored: whether they are sound, `verifyAudit` says. */
  async *entries(name: string): AsyncGenerator<unknown, void> {
    const items = queryItems(this.#client, {
      TableName: this.#table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': chainPartition(name), ':prefix': ENTRY },
    });
    for await (const item of items) {
      const { pk: _pk, sk: _sk, ...entry } = item;
      yield entry;
    }
  }
}
