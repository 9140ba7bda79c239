import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { AppError } from '../kernel/errors.ts';
import { shift } from '../kernel/instant.ts';
import { auditPut, type Occasion } from '../platform/audit-store.ts';
import { decode, digest, transact, unchangedSince } from '../runtime/dynamo.ts';
import { RUNTIME_PARTITION } from './env.ts';
import { Silence } from './silence.ts';

/** All silences are one item, so that intake reads them together with what it reads anyway. */
export const SILENCES_KEY = { pk: RUNTIME_PARTITION, sk: 'S' };
const Silences = z.object({ v: z.literal(1), version: z.int().min(0), silences: z.array(Silence) });
type Silences = z.infer<typeof Silences>;

const NONE: Silences = { v: 1, version: 0, silences: [] };
/** Ended ones are kept a week to be looked up. */
const KEPT_MS = 7 * 86_400_000;
const MOST_SILENCES = 300;

/** The silences in a stored item, or none. */
export function silencesIn(item: unknown): readonly Silence[] {
  return item === undefined ? [] : decode(Silences, item, 'list of silences').silences;
}

/** Reads and writes silences. Every write is conditional, and audited with it. */
export class SilenceStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #audit: string;

  constructor(
    client: DynamoDBDocumentClient,
    tables: { readonly incidents: string; readonly audit: string },
  ) {
    this.#client = client;
    this.#table = tables.incidents;
    this.#audit = tables.audit;
  }

  async list(): Promise<readonly Silence[]> {
    return (await this.#read()).silences;
  }

  /**
   * Writes a silence over the one of the same id, which it returns.
   * @throws AppError `conflict` when another write came between, or there are too many.
   */
  async put(silence: Silence, occasion: Occasion): Promise<Silence | undefined> {
    const before = await this.#read();
    const others = before.silences.filter(({ id }) => id !== silence.id);
    const kept = others.filter(({ end }) => end > shift(occasion.at, -KEPT_MS));
    if (kept.length >= MOST_SILENCES)
      throw new AppError(`there are ${MOST_SILENCES} silences already; remove some`, {
        code: 'too-many-silences',
        kind: 'conflict',
      });
    await this.#write(before, [...kept, silence], silence.id, 'silence.put', occasion);
    return before.silences.find(({ id }) => id === silence.id);
  }

  /** Ends a silence now; one that has not begun is taken away. @throws AppError `not-found`, `conflict` */
  async remove(id: string, occasion: Occasion): Promise<Silence> {
    const before = await this.#read();
    const found = before.silences.find((one) => one.id === id && one.end > occasion.at);
    if (found === undefined)
      throw new AppError('there is no silence with this id that has not ended', {
        code: 'silence-not-found',
        kind: 'not-found',
      });
    const others = before.silences.filter((one) => one.id !== id);
    const ended = { ...found, end: occasion.at };
    await this.#write(
      before,
      found.start < occasion.at ? [...others, ended] : others,
      id,
      'silence.remove',
      occasion,
    );
    return ended;
  }

  async #read(): Promise<Silences> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: SILENCES_KEY, ConsistentRead: true }),
    );
    return Item === undefined ? NONE : decode(Silences, Item, 'list of silences');
  }

  async #write(
    before: Silences,
    silences: readonly Silence[],
    id: string,
    action: string,
    occasion: Occasion,
  ): Promise<void> {
    const Item = { ...SILENCES_KEY, v: 1, version: before.version + 1, silences };
    const unchanged = unchangedSince(before.version === 0 ? undefined : { version: before.version });
    await transact(this.#client, [
      { Put: { TableName: this.#table, Item, ...unchanged } },
      auditPut(this.#audit, occasion, {
        action,
        target: `silence:${id}`,
        reason: 'by-hand',
        before: digest(before.silences),
        after: digest(silences),
      }),
    ]);
  }
}
