import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { epochMs } from '../kernel/instant.ts';
import { auditedPut, type Occasion } from '../platform/audit-store.ts';
import { decode, decodeCursor, encodeCursor, transact } from '../runtime/dynamo.ts';
import { queryItems } from '../runtime/dynamo-reads.ts';
import {
  type GroupKey,
  GroupMemory,
  GroupRecord,
  type GroupState,
  sameMemory,
  stateOf,
} from './group-memory.ts';

/** What is written to a record, for its audit entry. */
export interface GroupWrite {
  readonly action: 'plan' | 'claim' | 'settle' | 'tell' | 'approve' | 'veto' | 'forget';
  /** The code of the plan or of the outcome, never the name of anybody. */
  readonly reason: string;
}

/** After every name there is: those are ASCII. */
const LAST = '\uffff';

/** How long the record of a group that was deleted is kept. */
const GONE_DAYS = 30;

/** Remembers what matters of log groups, by account, region and exact name. Every write is conditional, and audited with it. */
export class LogGroupStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #audit: string;

  constructor(client: DynamoDBDocumentClient, tables: { readonly groups: string; readonly audit: string }) {
    this.#client = client;
    this.#table = tables.groups;
    this.#audit = tables.audit;
  }

  /** Undefined where nothing is remembered. */
  async read(key: GroupKey): Promise<GroupRecord | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: keyOf(key), ConsistentRead: true }),
    );
    return Item === undefined ? undefined : recordOf(Item);
  }

  /** All records of an account and region, by name; those that come after `after` in the order of names. */
  async readCell(
    { account, region }: Pick<GroupKey, 'account' | 'region'>,
    after = '',
  ): Promise<ReadonlyMap<string, GroupRecord>> {
    const records = new Map<string, GroupRecord>();
    const items = queryItems(this.#client, {
      TableName: this.#table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :after AND :last',
      ExpressionAttributeValues: {
        ':pk': partitionOf({ account, region }),
        ':after': sortOf(after),
        ':last': sortOf(LAST),
      },
    });
    for await (const item of items) {
      const record = recordOf(item);
      records.set(record.name, record);
    }
    return records;
  }

  /** A page of the groups of a state, by account, region and name. */
  async list(
    state: GroupState,
    { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<{ readonly groups: readonly GroupRecord[]; readonly cursor: string | undefined }> {
    const { Items = [], LastEvaluatedKey } = await this.#client.send(
      new QueryCommand({
        ...this.#ofState(state),
        Limit: limit,
        ExclusiveStartKey: decodeCursor(cursor),
      }),
    );
    return { groups: Items.map(recordOf), cursor: encodeCursor(LastEvaluatedKey) };
  }

  /** All groups of a state, read page by page. */
  async *all(state: GroupState): AsyncGenerator<GroupRecord, void> {
    for await (const item of queryItems(this.#client, this.#ofState(state))) yield recordOf(item);
  }

  /**
   * Writes what is remembered over what was read, unless that is the same: then nothing is written.
   * @returns the record as it is now
   * @throws AppError `conflict` when it changed since
   */
  async write(
    key: GroupKey,
    before: GroupRecord | undefined,
    memory: GroupMemory,
    { action, reason }: GroupWrite,
    occasion: Occasion,
  ): Promise<GroupRecord | undefined> {
    if (sameMemory(before ?? {}, memory)) return before;
    const { account, region, name } = key;
    const version = (before?.version ?? 0) + 1;
    const after: GroupRecord = { v: 1, version, account, region, name, ...GroupMemory.parse(memory) };
    const write = { table: this.#table, Item: itemOf(after), before, after };
    const what = {
      action: `log-group.${action}`,
      target: `log-group:${account}/${region}/${name}`,
      reason,
    };
    await transact(this.#client, auditedPut(write, this.#audit, occasion, what));
    return after;
  }

  #ofState(state: GroupState) {
    return {
      TableName: this.#table,
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :state',
      ExpressionAttributeValues: { ':state': indexOf(state) },
    };
  }
}

function partitionOf({ account, region }: Pick<GroupKey, 'account' | 'region'>): string {
  return `CELL#${account}#${region}`;
}

function sortOf(name: string): string {
  return `G#${name}`;
}

function keyOf(key: GroupKey) {
  return { pk: partitionOf(key), sk: sortOf(key.name) };
}

function indexOf(state: GroupState): string {
  return `STATE#${state}`;
}

function itemOf(record: GroupRecord) {
  const { account, region, name, gone } = record;
  const state = stateOf(record);
  return {
    ...keyOf(record),
    ...(state === undefined ? {} : { gsi1pk: indexOf(state), gsi1sk: `${account}#${region}#${name}` }),
    ...(gone === undefined ? {} : { ttl: Math.ceil(epochMs(gone) / 1000) + GONE_DAYS * 86_400 }),
    ...record,
  };
}

/** @throws AppError `bug` where the item is not as it should be */
function recordOf(item: unknown): GroupRecord {
  return decode(GroupRecord, item, 'record of a log group');
}
