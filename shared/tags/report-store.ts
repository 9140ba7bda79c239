import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { epochMs, type Instant } from '../kernel/instant.ts';
import { decode, transact } from '../runtime/dynamo.ts';
import { queryItems } from '../runtime/dynamo-reads.ts';
import { SweepReport } from './sweep-report.ts';

const REPORTS = 'REPORTS';
/** Kept so long, in seconds: over a year, so that a week can be held against the same of last year. */
const KEPT_S = 400 * 86_400;
/** After every instant. */
const LAST = '~';

/** What sweeps came to, in the table of tags. */
export class ReportStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** Keeps a report, in place of one of the same sweep. */
  async write(report: SweepReport): Promise<void> {
    const ttl = Math.ceil(epochMs(report.at) / 1000) + KEPT_S;
    const Item = { pk: REPORTS, sk: report.at, ...report, ttl };
    await transact(this.#client, [{ Put: { TableName: this.#table, Item } }]);
  }

  /** The last report of before an instant, or of all; undefined where there is none. */
  async latest(before: Instant | undefined): Promise<SweepReport | undefined> {
    const items = queryItems(this.#client, {
      TableName: this.#table,
      KeyConditionExpression: 'pk = :pk AND sk < :before',
      ExpressionAttributeValues: { ':pk': REPORTS, ':before': before ?? LAST },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: 1,
    });
    for await (const item of items) return decode(SweepReport, item, 'report of a sweep');
    return undefined;
  }
}
