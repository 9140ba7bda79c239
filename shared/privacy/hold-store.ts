import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { afresh } from '../kernel/afresh.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { Occasion } from '../platform/audit-store.ts';
import { decode, sameVersion } from '../runtime/dynamo.ts';
import { MOST_IN_BATCH, readBatch } from '../runtime/dynamo-reads.ts';
import { holdsChain } from './audit-chain.ts';
import type { AuditChainStore } from './audit-chain-store.ts';
import { Hold, type Holds } from './hold.ts';
import type { SubjectTag } from './subject-keys.ts';

const HoldsItem = z.object({ version: z.int().min(1), holds: z.array(Hold) });
type HoldsItem = z.infer<typeof HoldsItem>;

/** Orders that data of a person stays, by the keyed tag of an identity of theirs. */
export class HoldStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #chain: AuditChainStore;

  constructor(client: DynamoDBDocumentClient, table: string, chain: AuditChainStore) {
    this.#client = client;
    this.#table = table;
    this.#chain = chain;
  }

  /** The holds on a person by any of their tags, as they are now. @throws what the table does */
  async on(subjects: readonly SubjectTag[]): Promise<Hold[]> {
    const found: Hold[] = [];
    const once = [...new Set(subjects)];
    for (let from = 0; from < once.length; from += MOST_IN_BATCH) {
      const keys = { [this.#table]: once.slice(from, from + MOST_IN_BATCH).map(keyOf) };
      const read = await readBatch(this.#client, keys);
      found.push(...read(this.#table).flatMap((item) => decode(HoldsItem, item, 'hold').holds));
    }
    return found.toSorted((a, b) => (a.placed + a.id < b.placed + b.id ? -1 : 1));
  }

  /** Places a hold, or changes the one with its id. */
  async place(subject: SubjectTag, hold: Hold, occasion: Occasion): Promise<void> {
    await this.#change(subject, occasion, 'hold.place', hold.id, (holds) => [
      ...holds.filter(({ id }) => id !== hold.id),
      Hold.parse(hold),
    ]);
  }

  /** Releases a hold. @returns false where there is none with this id */
  async release(subject: SubjectTag, id: string, occasion: Occasion): Promise<boolean> {
    return this.#change(subject, occasion, 'hold.release', id, (holds) =>
      holds.some((one) => one.id === id) ? holds.filter((one) => one.id !== id) : undefined,
    );
  }

  #change(
    subject: SubjectTag,
    occasion: Occasion,
    action: string,
    reason: string,
    change: (holds: readonly Hold[]) => Hold[] | undefined,
  ): Promise<boolean> {
    return afresh(async () => {
      const before = await this.#read(subject);
      const holds = change(before?.holds ?? []);
      if (holds === undefined) return false;
      const version = (before?.version ?? 0) + 1;
      const unchanged = sameVersion(before);
      const Item = { ...keyOf(subject), version, holds };
      const put = { Put: { TableName: this.#table, Item, ...unchanged } };
      await this.#chain.commit([put], { action, target: holdsChain(subject), reason }, occasion);
      return true;
    });
  }

  async #read(subject: SubjectTag): Promise<HoldsItem | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: keyOf(subject), ConsistentRead: true }),
    );
    return Item === undefined ? undefined : decode(HoldsItem, Item, 'hold');
  }
}

function keyOf(subject: SubjectTag): { pk: string; sk: string } {
  return { pk: `HOLD#${subject}`, sk: 'HOLDS' };
}

/** The holds on a person, or that nobody can say: then nothing may be erased. */
export async function askHolds(
  store: Pick<HoldStore, 'on'>,
  subjects: readonly SubjectTag[],
  telemetry: Pick<Telemetry, 'warn'>,
): Promise<Holds> {
  try {
    return { kind: 'known', holds: await store.on(subjects) };
  } catch {
    telemetry.warn('holds-unreachable');
    return { kind: 'unreachable' };
  }
}
