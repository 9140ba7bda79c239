import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { AppError } from '../kernel/errors.ts';
import { AuditEntry } from '../platform/audit.ts';
import type { Occasion } from '../platform/audit-store.ts';
import { decode, refusedAt, type TransactItem, transact, unchangedSince } from '../runtime/dynamo.ts';
import { queryItems } from '../runtime/dynamo-reads.ts';
import { ChainedEntry, chain, SignedHead, signHead } from './audit-chain.ts';
import { Digest } from './digest.ts';
import type { Signer } from './signing.ts';

/** The name of the one chain there is. */
const CHAIN = 'privacy';
const PK = 'AUDIT';
const HEAD_KEY = { pk: PK, sk: 'HEAD' };
const ENTRY = 'E#';
const SIGNED = 'SIGNED#';
/** So many write at once at the most, and each of them may be passed by the others. */
const ATTEMPTS = 100;

const Head = z.object({ seq: z.int().min(1), digest: Digest });
type Head = z.infer<typeof Head>;

/** What an entry says besides the occasion. */
export type AuditedChange = Pick<AuditEntry, 'action' | 'target' | 'reason' | 'before' | 'after'>;

/**
 * The audit trail of erasure: every change of a case, hold and certificate with its entry, each entry with the digest of
 * the one before it. A change and its entry are one write.
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
    const entry = AuditEntry.parse({ v: 1, ...occasion, ...change });
    for (let attempt = 1; ; attempt++) {
      const last = await this.#head();
      const next = chain(last, entry);
      try {
        await transact(this.#client, [...items, this.#entryPut(next), this.#headPut(last, next)]);
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

  /** The entries in their order, as they are stored: whether they are sound, `verifyAudit` says. */
  async *entries(): AsyncGenerator<unknown, void> {
    for await (const item of this.#items(ENTRY)) {
      const { pk: _pk, sk: _sk, ...entry } = item;
      yield entry;
    }
  }

  /** How far the chain has come, signed and stored; undefined for an empty one. Signed already, it is not signed again. */
  async sign(signer: Signer, now: AuditEntry['at']): Promise<SignedHead | undefined> {
    const last = await this.#head();
    if (last === undefined) return undefined;
    const sk = `${SIGNED}${placeOf(last.seq)}`;
    const known = await this.#get(sk);
    if (known !== undefined) return decode(StoredHead, known, 'audit head').signed;
    const signed = await signHead(CHAIN, last, now, signer);
    const Item = { pk: PK, sk, signed };
    try {
      await transact(this.#client, [{ Put: { TableName: this.#table, Item, ...unchangedSince(undefined) } }]);
    } catch (error) {
      if (!refusedAt(error, 0)) throw error; // somebody signed it at the same time: either is good
    }
    return signed;
  }

  /** Every head that was signed, the oldest first. */
  async signedHeads(): Promise<SignedHead[]> {
    const heads: SignedHead[] = [];
    for await (const item of this.#items(SIGNED)) heads.push(decode(StoredHead, item, 'audit head').signed);
    return heads;
  }

  async #head(): Promise<Head | undefined> {
    const item = await this.#get(HEAD_KEY.sk);
    return item === undefined ? undefined : decode(Head, item, 'audit head');
  }

  async #get(sk: string): Promise<Record<string, unknown> | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: { pk: PK, sk }, ConsistentRead: true }),
    );
    return Item;
  }

  #items(prefix: string): AsyncGenerator<Record<string, unknown>, void> {
    return queryItems(this.#client, {
      TableName: this.#table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': PK, ':prefix': prefix },
    });
  }

  #entryPut(next: ChainedEntry): TransactItem {
    const Item = { pk: PK, sk: `${ENTRY}${placeOf(next.seq)}`, ...ChainedEntry.parse(next) };
    return { Put: { TableName: this.#table, Item, ...unchangedSince(undefined) } };
  }

  #headPut(last: Head | undefined, { seq, digest }: Head): TransactItem {
    const unchanged = unchangedSince(last === undefined ? undefined : { seq: last.seq });
    return { Put: { TableName: this.#table, Item: { ...HEAD_KEY, seq, digest }, ...unchanged } };
  }
}

const StoredHead = z.object({ signed: SignedHead });

/** Numbers that sort as texts. */
export function placeOf(seq: number): string {
  return String(seq).padStart(12, '0');
}
