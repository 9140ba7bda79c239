import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { AppError } from '../kernel/errors.ts';
import { epochMs } from '../kernel/instant.ts';
import { auditedPut, type Occasion, recordPut } from '../platform/audit-store.ts';
import { decode, transact } from '../runtime/dynamo.ts';
import { MOST_IN_BATCH, queryItems, readBatch } from '../runtime/dynamo-reads.ts';
import { ResourceRecord } from './resource-record.ts';
import type { VerdictKind } from './verdict.ts';

/** Why a record is written. Codes, for the audit trail. */
export interface ResourceChange {
  readonly action: 'resource.judge' | 'resource.tag' | 'resource.escalate' | 'resource.quarantine';
  readonly reason: string;
}

/** Records of what is gone are kept so long, in seconds. */
const GONE_KEPT_S = 90 * 86_400;
/** Bytes of an ARN that is a key; those of AWS are shorter. */
const LONGEST_ARN = 1_900;
/** Characters of an ARN that order an index, which takes 1,024 bytes. */
const ORDERED_BY = 250;

/** What is known of resources, in the table of tags. Every write is conditional, and audited where something changed. */
export class ResourceStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #audit: string;

  constructor(
    client: DynamoDBDocumentClient,
    tables: { readonly resources: string; readonly audit: string },
  ) {
    this.#client = client;
    this.#table = tables.resources;
    this.#audit = tables.audit;
  }

  /** The records there are of these resources, as they are now, by ARN. */
  async read(arns: readonly string[]): Promise<ReadonlyMap<string, ResourceRecord>> {
    const known = new Map<string, ResourceRecord>();
    const wanted = [...new Set(arns)];
    for (let from = 0; from < wanted.length; from += MOST_IN_BATCH) {
      const keys = { [this.#table]: wanted.slice(from, from + MOST_IN_BATCH).map(keyOf) };
      const read = await readBatch(this.#client, keys);
      for (const item of read(this.#table)) {
        const record = decode(ResourceRecord, item, 'resource');
        known.set(record.arn, record);
      }
    }
    return known;
  }

  /**
   * The resources of a team by their verdict, those in violation the oldest first; without those that are gone. As the
   * index knows them: it may be a second behind.
   * @param team undefined: those of nobody
   */
  async *list(verdict: VerdictKind, team: string | undefined): AsyncGenerator<ResourceRecord, void> {
    const items = queryItems(this.#client, {
      TableName: this.#table,
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :partition',
      ExpressionAttributeValues: { ':partition': partitionOf(verdict, team) },
    });
    for await (const item of items) yield decode(ResourceRecord, item, 'resource');
  }

  /**
   * Writes a record over the one that was read, or where there was none.
   * @param change what is audited with it; undefined: nothing has changed but what was noted
   * @throws AppError `conflict` when somebody else has written in between, `invalid` for an ARN that is no key
   */
  async write(
    before: ResourceRecord | undefined,
    after: ResourceRecord,
    change: ResourceChange | undefined,
    occasion: Occasion,
  ): Promise<void> {
    const write = { table: this.#table, Item: itemOf(after), before, after };
    const items =
      change === undefined
        ? [recordPut(write)]
        : auditedPut(write, this.#audit, occasion, { ...change, target: `resource:${after.arn}` });
    await transact(this.#client, items);
  }
}

function itemOf(record: ResourceRecord): Record<string, unknown> {
  const key = keyOf(record.arn);
  if (record.state === 'gone')
    return { ...key, ...record, ttl: Math.floor(epochMs(record.goneAt) / 1000) + GONE_KEPT_S };
  const { verdict, team, violatingSince, arn } = record;
  const gsi1sk = [violatingSince ?? '', arn.slice(0, ORDERED_BY)].join('#');
  return { ...key, gsi1pk: partitionOf(verdict, team), gsi1sk, ...record };
}

function partitionOf(verdict: VerdictKind, team: string | undefined): string {
  return `RESOURCES#${verdict}#${team ?? ''}`;
}

function keyOf(arn: string): { pk: string; sk: string } {
  if (arn === '' || Buffer.byteLength(arn) > LONGEST_ARN)
    throw new AppError('an ARN is longer than those of AWS', { code: 'arn-too-long', kind: 'invalid' });
  return { pk: `RESOURCE#${arn}`, sk: 'RECORD' };
}
