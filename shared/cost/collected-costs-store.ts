import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { type Day, type Month, monthOf } from '../kernel/day.ts';
import { AppError } from '../kernel/errors.ts';
import type { Instant } from '../kernel/instant.ts';
import { auditPut, type Occasion } from '../platform/audit-store.ts';
import { digest, type TransactItem, transact, unchangedSince } from '../runtime/dynamo.ts';
import { queryItems } from '../runtime/dynamo-reads.ts';
import type { CollectedDay, Collection, Grain } from './collection.ts';
import {
  COLLECTION_KEY,
  DAYS_PARTITION,
  dayItem,
  daySk,
  monthItem,
  monthPartition,
  monthsFrom,
  readCollection,
  readDay,
  readMonth,
  type StoredDay,
  type StoredMonth,
  sameDay,
} from './cost-items.ts';
import type { Window } from './cost-source.ts';
import { afterAnswer, sameDays, seriesPlace } from './merge-costs.ts';
import type { ExactSeries } from './read-groups.ts';

/** Writes in one transaction: what DynamoDB takes at most. */
const BATCH = 100;
/** How often what somebody else has written meanwhile is read again. */
const ATTEMPTS = 5;

/**
 * Writes what was collected. Only what has changed is written, over exactly what was read, so the same run twice, or two
 * at once, leave one record.
 */
export class CollectedCostsStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #audit: string;

  constructor(client: DynamoDBDocumentClient, tables: { readonly costs: string; readonly audit: string }) {
    this.#client = client;
    this.#table = tables.costs;
    this.#audit = tables.audit;
  }

  /**
   * Writes the series of a window, and takes away what they no longer have on the days stated.
   * @param stated the days that the answer has stated
   * @returns how many records were written
   */
  async writeSeries(
    grain: Grain,
    window: Window,
    series: readonly ExactSeries[],
    stated: ReadonlySet<Day>,
    asOf: Instant,
  ): Promise<number> {
    let written = 0;
    for (const month of monthsFrom(window.from, window.to)) {
      const ofMonth = series.map((one) => ({
        ...one,
        days: one.days.filter(({ day }) => monthOf(day) === month),
      }));
      written += await this.#overWhatIs(async () => {
        const stored = await this.#month(grain, month);
        return changedMonths(stored, ofMonth, stated, asOf).map((after) =>
          this.#put(monthItem(grain, month, after), after.version),
        );
      });
    }
    return written;
  }

  /** Writes what is known of days. @returns how many records were written */
  writeDays({ from, to }: Window, days: readonly CollectedDay[]): Promise<number> {
    return this.#overWhatIs(async () => {
      const stored = await this.#days(from, to);
      return days.flatMap((day) => {
        const before = stored.get(daySk(day.day, day.currency));
        if (sameDay(before, day)) return [];
        const version = (before?.version ?? 0) + 1;
        return [this.#put(dayItem({ ...day, asOf: later(before?.asOf, day.asOf), version }), version)];
      });
    });
  }

  /** Changes the state of the collection; a change from one state to another is audited. */
  async changeCollection(
    change: (before: Collection | undefined) => Collection,
    occasion: Occasion,
  ): Promise<Collection> {
    for (let attempt = 1; ; attempt++) {
      const { Item } = await this.#client.send(
        new GetCommand({ TableName: this.#table, Key: COLLECTION_KEY, ConsistentRead: true }),
      );
      const stored = Item === undefined ? undefined : readCollection(Item);
      const after = change(stored);
      const version = (stored?.version ?? 0) + 1;
      const writes = [this.#put({ ...COLLECTION_KEY, ...after, version }, version)];
      if (after.state !== stored?.state)
        writes.push(
          auditPut(this.#audit, occasion, {
            action: 'costs.collection',
            target: 'costs:collection',
            reason: after.state,
            ...(stored === undefined ? {} : { before: digest(stored.state) }),
            after: digest(after.state),
          }),
        );
      try {
        await transact(this.#client, writes);
        return after;
      } catch (error) {
        if (!isConflict(error) || attempt === ATTEMPTS) throw error;
      }
    }
  }

  /** Writes, in batches, what is wanted over what is there now; reads again where somebody else was faster. */
  async #overWhatIs(wanted: () => Promise<readonly TransactItem[]>): Promise<number> {
    let written = 0;
    for (let attempt = 1; ; attempt++) {
      const writes = await wanted();
      try {
        for (let from = 0; from < writes.length; from += BATCH) {
          const batch = writes.slice(from, from + BATCH);
          await transact(this.#client, batch);
          written += batch.length;
        }
        return written;
      } catch (error) {
        if (!isConflict(error) || attempt === ATTEMPTS) throw error;
      }
    }
  }

  #put(Item: Record<string, unknown>, version: number): TransactItem {
    const unchanged = unchangedSince(version === 1 ? undefined : { version: version - 1 });
    return { Put: { TableName: this.#table, Item, ...unchanged } };
  }

  async #month(grain: Grain, month: Month): Promise<ReadonlyMap<string, StoredMonth>> {
    const query = {
      TableName: this.#table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': monthPartition(grain, month) },
      ConsistentRead: true,
    };
    const found = new Map<string, StoredMonth>();
    for await (const item of queryItems(this.#client, query)) {
      const stored = readMonth(month, item);
      found.set(seriesPlace(stored), stored);
    }
    return found;
  }

  async #days(from: Day, to: Day): Promise<ReadonlyMap<string, StoredDay>> {
    const query = {
      TableName: this.#table,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': DAYS_PARTITION, ':from': daySk(from), ':to': `${daySk(to)}~` },
      ConsistentRead: true,
    };
    const found = new Map<string, StoredDay>();
    for await (const item of queryItems(this.#client, query)) {
      const stored = readDay(item);
      found.set(daySk(stored.day, stored.currency), stored);
    }
    return found;
  }
}

/** The months of series as they are after an answer, without those that stay as they are. */
function changedMonths(
  stored: ReadonlyMap<string, StoredMonth>,
  answered: readonly ExactSeries[],
  stated: ReadonlySet<Day>,
  asOf: Instant,
): StoredMonth[] {
  const byPlace = new Map(answered.map((one) => [seriesPlace(one), one]));
  const places = new Set([...stored.keys(), ...byPlace.keys()]);
  return [...places].flatMap((place) => {
    const before = stored.get(place);
    const { key, charge, currency } = byPlace.get(place) ?? before ?? {};
    if (key === undefined || charge === undefined || currency === undefined) return [];
    const days = afterAnswer(before?.days ?? [], byPlace.get(place)?.days ?? [], stated);
    if (sameDays(before?.days ?? [], days)) return [];
    const version = (before?.version ?? 0) + 1;
    return [{ key, charge, currency, days, version, asOf: later(before?.asOf, asOf) }];
  });
}

function later(a: Instant | undefined, b: Instant): Instant {
  return a !== undefined && a > b ? a : b;
}

function isConflict(error: unknown): boolean {
  return error instanceof AppError && error.code === 'write-conflict';
}
