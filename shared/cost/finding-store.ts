import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Day } from '../kernel/day.ts';
import { auditedPut, type Occasion } from '../platform/audit-store.ts';
import { decode, transact } from '../runtime/dynamo.ts';
import { queryItems, readBatch } from '../runtime/dynamo-reads.ts';
import type { FindingId } from './finding-id.ts';
import { FindingRecord, isActive } from './finding-record.ts';
import { lastDay } from './match-findings.ts';
import type { Verdict } from './verdict.ts';
import { verdictsOf } from './verdicts-of.ts';

const OPEN = 'FINDINGS#open';
const CLOSED = 'FINDINGS#closed';
const FIRST = '0000-01-01';
/** After every day and id. */
const LAST = '9999-12-31~';
const MOST_IN_BATCH = 100;

/** Why a record is written. Codes, for the audit trail. */
export interface WriteReason {
  readonly action: 'finding.record' | 'finding.claim' | 'finding.tell' | 'finding.answer';
  readonly reason: string;
}

/** Findings and what became of them, in the costs table. Every write is conditional, and audited with it. */
export class FindingStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #audit: string;

  constructor(client: DynamoDBDocumentClient, tables: { readonly costs: string; readonly audit: string }) {
    this.#client = client;
    this.#table = tables.costs;
    this.#audit = tables.audit;
  }

  /** The record as it is now; undefined where there is none. */
  async read(id: FindingId): Promise<FindingRecord | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: keyOf(id), ConsistentRead: true }),
    );
    return Item === undefined ? undefined : decode(FindingRecord, Item, 'finding');
  }

  /** Those that are open, as the index knows them: it may be a second behind. */
  open(): Promise<FindingRecord[]> {
    return this.#list(OPEN, FIRST);
  }

  /** Those that are closed and have a day on or after this one, as the index knows them. */
  closed(since: Day): Promise<FindingRecord[]> {
    return this.#list(CLOSED, since);
  }

  /**
   * What a run of detection has to know: open records, those closed since a day, and those of the findings it has, which
   * are read as they are now.
   */
  async readForRun(ids: readonly FindingId[], since: Day): Promise<FindingRecord[]> {
    const [open, closed, exact] = [await this.open(), await this.closed(since), await this.#batch(ids)];
    const records = new Map([...closed, ...open, ...exact].map((record) => [record.id, record]));
    return [...records.values()];
  }

  /** What people said of findings that have a day on or after `since`, as far as it holds on a day. */
  async verdicts(since: Day, on: Day): Promise<Verdict[]> {
    return verdictsOf(await this.closed(since), on);
  }

  /**
   * Writes a record over the one that was read, or where there was none.
   * @throws AppError `conflict` when somebody else has written in between
   */
  async write(
    before: FindingRecord | undefined,
    after: FindingRecord,
    { action, reason }: WriteReason,
    occasion: Occasion,
  ): Promise<void> {
    const Item = {
      ...keyOf(after.id),
      gsi1pk: isActive(after) ? OPEN : CLOSED,
      gsi1sk: `${lastDay(after.finding)}#${after.id}`,
      ...after,
    };
    const write = { table: this.#table, Item, before, after };
    const what = { action, target: `finding:${after.id}`, reason };
    await transact(this.#client, auditedPut(write, this.#audit, occasion, what));
  }

  async #list(partition: string, since: Day): Promise<FindingRecord[]> {
    const records: FindingRecord[] = [];
    const items = queryItems(this.#client, {
      TableName: this.#table,
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :partition AND gsi1sk BETWEEN :since AND :last',
      ExpressionAttributeValues: { ':partition': partition, ':since': since, ':last': LAST },
    });
    for await (const item of items) records.push(decode(FindingRecord, item, 'finding'));
    return records;
  }

  async #batch(ids: readonly FindingId[]): Promise<FindingRecord[]> {
    const records: FindingRecord[] = [];
    for (let from = 0; from < ids.length; from += MOST_IN_BATCH) {
      const keys = { [this.#table]: ids.slice(from, from + MOST_IN_BATCH).map(keyOf) };
      const read = await readBatch(this.#client, keys);
      records.push(...read(this.#table).map((item) => decode(FindingRecord, item, 'finding')));
    }
    return records;
  }
}

function keyOf(id: FindingId): { pk: string; sk: string } {
  return { pk: `FINDING#${id}`, sk: 'RECORD' };
}
