import { createHash } from 'node:crypto';
import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Instant } from '../kernel/instant.ts';
import { epochMs } from '../kernel/instant.ts';
import { auditPut, type Occasion } from '../platform/audit-store.ts';
import { decode, sameVersion, transact } from '../runtime/dynamo.ts';
import { AlertFlag, DigestRecord } from './notice-record.ts';

/** Records of what was told are kept so long, in seconds. */
const KEPT_S = 400 * 86_400;

/** What teams were told after which sweep, and which alerts are on, in the table of tags. Every write is conditional. */
export class NoticeStore {
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

  /** What became of the message to a team about a sweep. */
  async digest(team: string, at: Instant): Promise<DigestRecord | undefined> {
    const Item = await this.#get(digestKey(team, at));
    return Item === undefined ? undefined : decode(DigestRecord, Item, 'digest');
  }

  /** @throws AppError `conflict` when somebody else has it */
  async writeDigest(
    before: DigestRecord | undefined,
    after: DigestRecord,
    occasion: Occasion,
  ): Promise<void> {
    const ttl = Math.floor(epochMs(after.at) / 1000) + KEPT_S;
    const Item = { ...digestKey(after.team, after.at), ...after, ttl };
    await transact(this.#client, [
      { Put: { TableName: this.#table, Item, ...sameVersion(before) } },
      auditPut(this.#audit, occasion, {
        action: `digest.${after.state}`,
        target: `tag-digest:${after.team}/${after.at}`,
        reason: after.reason ?? `${after.told.length} steps`,
      }),
    ]);
  }

  /** Whether an alert of this key is on. */
  async flag(key: string): Promise<AlertFlag | undefined> {
    const Item = await this.#get(flagKey(key));
    return Item === undefined ? undefined : decode(AlertFlag, Item, 'alert');
  }

  /** @throws AppError `conflict` when somebody else has changed it */
  async writeFlag(before: AlertFlag | undefined, after: AlertFlag): Promise<void> {
    const Item = { ...flagKey(after.key), ...after };
    await transact(this.#client, [{ Put: { TableName: this.#table, Item, ...sameVersion(before) } }]);
  }

  async #get(Key: Record<string, string>): Promise<Record<string, unknown> | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key, ConsistentRead: true }),
    );
    return Item;
  }
}

/** A step of a resource as a digest remembers that it was told: short, since there may be thousands. */
export function toldKey(arn: string, step: string): string {
  return createHash('sha256').update(`${step} ${arn}`).digest('base64url').slice(0, 12);
}

function digestKey(team: string, at: Instant) {
  return { pk: `DIGEST#${team}`, sk: at };
}

function flagKey(key: string) {
  return { pk: `ALERT#${key}`, sk: 'FLAG' };
}
