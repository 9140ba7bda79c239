import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { auditPut, type Occasion } from '../platform/audit-store.ts';
import { decode, digest, transact, unchangedSince } from '../runtime/dynamo.ts';
import { queryItems } from '../runtime/dynamo-reads.ts';
import { RUNTIME_PARTITION } from './env.ts';
import type { Override } from './override.ts';
import { OVERRIDES_PREFIX, overridesKey } from './runtime-items.ts';
import { noOverrides, ScheduleOverrides, withOverride, withoutOverride } from './schedule-overrides.ts';

/** The overrides of every schedule, as far as they could be read. */
export interface StoredOverrides {
  readonly overrides: readonly Override[];
  /** Schedules whose stored overrides do not fit their schema; those of the others count nevertheless. */
  readonly unreadable: readonly string[];
}

/** The overrides in the stored items of schedules. */
export function overridesIn(items: readonly Readonly<Record<string, unknown>>[]): StoredOverrides {
  const overrides: Override[] = [];
  const unreadable: string[] = [];
  for (const item of items) {
    const stored = ScheduleOverrides.safeParse(item);
    if (stored.success) overrides.push(...stored.data.overrides);
    else unreadable.push(String(item['sk']).slice(OVERRIDES_PREFIX.length));
  }
  return { overrides, unreadable };
}

/** Reads the overrides of all schedules. Reads only. */
export class OverrideListStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** All of them, as they are now; in one query, as long as they are less than 1 MB. */
  async list(): Promise<StoredOverrides> {
    const items = queryItems(this.#client, {
      TableName: this.#table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': RUNTIME_PARTITION, ':prefix': OVERRIDES_PREFIX },
    });
    const found: Record<string, unknown>[] = [];
    for await (const item of items) found.push(item);
    return overridesIn(found);
  }
}

/** Reads and writes the overrides of one schedule. Every write is conditional, and audited with it. */
export class OverrideStore {
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

  /** Those of a schedule; version 0 where there have never been any. */
  async read(schedule: string): Promise<ScheduleOverrides> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: overridesKey(schedule), ConsistentRead: true }),
    );
    return Item === undefined ? noOverrides(schedule) : decode(ScheduleOverrides, Item, 'list of overrides');
  }

  /** Writes one over what was read. @throws AppError `conflict` when any of the schedule changed since */
  put(before: ScheduleOverrides, override: Override, occasion: Occasion): Promise<void> {
    const known = before.overrides.some(({ id }) => id === override.id);
    const what = { action: 'override.put', reason: known ? 'replaced' : 'new' };
    return this.#write(before, withOverride(before, override, occasion.at), override.id, what, occasion);
  }

  /** Takes one out of what was read. @throws AppError `conflict` when any of the schedule changed since */
  remove(before: ScheduleOverrides, id: string, occasion: Occasion): Promise<void> {
    const what = { action: 'override.remove', reason: 'asked' };
    return this.#write(before, withoutOverride(before, id, occasion.at), id, what, occasion);
  }

  async #write(
    before: ScheduleOverrides,
    after: ScheduleOverrides,
    id: string,
    what: { readonly action: string; readonly reason: string },
    occasion: Occasion,
  ): Promise<void> {
    const one = ({ overrides }: ScheduleOverrides) => {
      const override = overrides.find((other) => other.id === id);
      return override === undefined ? undefined : digest(override);
    };
    const unchanged = unchangedSince(before.version === 0 ? undefined : { version: before.version });
    await transact(this.#client, [
      { Put: { TableName: this.#table, Item: { ...overridesKey(after.schedule), ...after }, ...unchanged } },
      auditPut(this.#audit, occasion, {
        ...what,
        target: `override:${after.schedule}/${id}`,
        before: one(before),
        after: one(after),
      }),
    ]);
  }
}
