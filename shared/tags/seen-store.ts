import { createHash } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { epochMs, type Instant } from '../kernel/instant.ts';
import { decode, transact } from '../runtime/dynamo.ts';
import { queryItems } from '../runtime/dynamo-reads.ts';
import { SeenPage } from './seen-page.ts';

/** Pages are of use until the sweep is concluded, and kept so long, in seconds. */
const KEPT_S = 3 * 86_400;

/** What the pages of sweeps have listed, in the table of tags. */
export class SeenStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** Keeps what a page has listed; the same page again in its place. @param page.page where it begins; empty: at the beginning */
  async note({ page, arns, ...rest }: Omit<SeenPage, 'v'> & { readonly page: string }): Promise<void> {
    const { at, account, region } = rest;
    const key = { pk: partition(at), sk: `${account} ${region} ${arnHash(page)}` };
    const kept: SeenPage = { v: 1, ...rest, arns: arns.map(arnHash) };
    const ttl = Math.ceil(epochMs(at) / 1000) + KEPT_S;
    await transact(this.#client, [{ Put: { TableName: this.#table, Item: { ...key, ...kept, ttl } } }]);
  }

  /** All pages of a sweep. */
  async pagesOf(at: Instant): Promise<SeenPage[]> {
    const pages: SeenPage[] = [];
    const items = queryItems(this.#client, {
      TableName: this.#table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': partition(at) },
      ConsistentRead: true,
    });
    for await (const item of items) pages.push(decode(SeenPage, item, 'page of a sweep'));
    return pages;
  }
}

/** An ARN in twelve characters, 72 bits: of a million, two share theirs once in ten billion sweeps. */
export function arnHash(arn: string): string {
  return createHash('sha256').update(arn).digest('base64url').slice(0, 12);
}

function partition(at: Instant): string {
  return `SEEN#${at}`;
}
