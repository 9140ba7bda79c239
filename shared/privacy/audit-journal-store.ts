import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { afresh } from '../kernel/afresh.ts';
import type { Instant } from '../kernel/instant.ts';
import { decode, refusedAt, transact, unchangedSince } from '../runtime/dynamo.ts';
import { queryItems } from '../runtime/dynamo-reads.ts';
import { type Pause, stepAside } from '../runtime/step-aside.ts';
import {
  ChainName,
  chainOn,
  JournalEntry,
  MOST_JOINED,
  type Point,
  SignedHead,
  signHead,
} from './audit-chain.ts';
import type { AuditChainStore } from './audit-chain-store.ts';
import { chainPartition, entryPut, headPut, JOURNAL, MOVED_CHAINS, placeOf, SIGNED } from './audit-items.ts';
import type { Signer } from './signing.ts';
import type { AuditTrail } from './verify-audit.ts';

/** So many sign certificates at once, and one joins what else has moved. */
const ATTEMPTS = 40;

/**
 * What holds the chains of the audit trail together: a chain itself, which says how far each of them has come, and of which
 * the head is signed. So a chain that is gone, or cut off, is missed.
 */
export class AuditJournalStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #chains: AuditChainStore;
  readonly #pause: Pause;

  constructor(
    client: DynamoDBDocumentClient,
    table: string,
    chains: AuditChainStore,
    pause: Pause = stepAside,
  ) {
    this.#client = client;
    this.#table = table;
    this.#chains = chains;
    this.#pause = pause;
  }

  /**
   * Joins these chains as far as they have come, and signs for it. Killed on the way, it is done over: what the journal says
   * twice stays true.
   * @returns how far the journal is signed for now; undefined where there is none
   */
  async vouch(
    chains: readonly ChainName[],
    signer: () => Promise<Signer>,
    now: Instant,
  ): Promise<Point | undefined> {
    for (let from = 0; from < chains.length; from += MOST_JOINED)
      await this.#join(chains.slice(from, from + MOST_JOINED), now);
    return this.#sign(signer, now);
  }

  /** The chains that have gone on since they were joined, as the index has them: it may be a second behind. */
  async moved(): Promise<ChainName[]> {
    const found: ChainName[] = [];
    const items = queryItems(this.#client, {
      TableName: this.#table,
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :moved',
      ExpressionAttributeValues: { ':moved': MOVED_CHAINS },
    });
    for await (const item of items) found.push(decode(Moved, item, 'audit head').gsi1sk);
    return found;
  }

  /** All that there is, as it is stored: whether it is sound, `verifyAudit` says. */
  async trail(): Promise<AuditTrail> {
    // Before the journal: a chain that is joined for the first time meanwhile is in one of the two.
    const moved = await this.moved();
    // And the heads: entries may be added meanwhile, and what a head vouches for must be there.
    const heads = await this.#signedHeads();
    const journal = await all(this.#chains.entries(JOURNAL));
    const joined = journal.flatMap((one) => JournalEntry.safeParse(one).data?.entry.chains ?? []);
    const names = new Set([...joined.map(({ chain }) => chain), ...moved]);
    const chains: Record<string, unknown[]> = {};
    for (const name of names) chains[name] = await all(this.#chains.entries(name));
    return { journal, heads, chains };
  }

  async #signedHeads(): Promise<SignedHead[]> {
    const heads: SignedHead[] = [];
    const items = queryItems(this.#client, {
      TableName: this.#table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': chainPartition(JOURNAL), ':prefix': SIGNED },
    });
    for await (const item of items) heads.push(decode(StoredHead, item, 'audit head').signed);
    return heads;
  }

  async #join(chains: readonly ChainName[], at: Instant): Promise<void> {
    const heads = await Promise.all(
      chains.map(async (chain) => ({ chain, head: await this.#chains.head(chain) })),
    );
    const come = heads.flatMap(({ chain, head }) => (head === undefined ? [] : [{ chain, ...head }]));
    if (come.length === 0) return;
    await afresh(
      async () => {
        const last = await this.#chains.head(JOURNAL);
        const next = JournalEntry.parse(chainOn(last, { v: 1, at, chains: come }));
        const head = headPut(this.#table, JOURNAL, last, next, { moved: false });
        await transact(this.#client, [entryPut(this.#table, JOURNAL, next), head]);
      },
      ATTEMPTS,
      this.#pause,
    );
    await Promise.all(
      come.map(({ chain, ...head }) =>
        this.#unlessPassed(headPut(this.#table, chain, head, head, { moved: false })),
      ),
    );
  }

  /** Signs how far the journal has come, unless that was done. */
  async #sign(signer: () => Promise<Signer>, now: Instant): Promise<Point | undefined> {
    const last = await this.#chains.head(JOURNAL);
    if (last === undefined) return undefined;
    const Key = { pk: chainPartition(JOURNAL), sk: `${SIGNED}${placeOf(last.seq)}` };
    const { Item: known } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key, ConsistentRead: true }),
    );
    if (known !== undefined) return last;
    const Item = { ...Key, signed: await signHead(last, now, await signer()) };
    await this.#unlessPassed({ Put: { TableName: this.#table, Item, ...unchangedSince(undefined) } });
    return last;
  }

  /** Somebody who was faster has made it so, or has made it be joined again. */
  async #unlessPassed(put: Parameters<typeof transact>[1][number]): Promise<void> {
    try {
      await transact(this.#client, [put]);
    } catch (error) {
      if (!refusedAt(error, 0)) throw error;
    }
  }
}

async function all<T>(some: AsyncGenerator<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of some) found.push(one);
  return found;
}

const Moved = z.object({ gsi1sk: ChainName });
const StoredHead = z.object({ signed: SignedHead });
