import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { addDays, type Day } from '../kernel/day.ts';
import { queryItems } from '../runtime/dynamo-reads.ts';
import type { CollectedDay, Collection, Grain } from './collection.ts';
import {
  COLLECTION_KEY,
  DAYS_PARTITION,
  daySk,
  monthPartition,
  monthsFrom,
  readCollection,
  readDay,
  readMonth,
} from './cost-items.ts';
import { onKnownDays, seriesPlace, underTeamIds } from './merge-costs.ts';
import type { ExactSeries } from './read-groups.ts';
import type { CostSeries } from './series.ts';

/** Reads the costs that were collected. */
export class CostStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #aliases: Readonly<Record<string, string>>;

  /** @param aliases `teamAliases` of the configuration */
  constructor(client: DynamoDBDocumentClient, table: string, aliases: Readonly<Record<string, string>>) {
    this.#client = client;
    this.#table = table;
    this.#aliases = aliases;
  }

  /**
   * Every series of a grain that cost anything between two days, both included. Each has the same days: all whose bill
   * is known, with 0 where the series is not on it. A day that is missing is one of which nothing is known.
   *
   * `account`: usage by service and account. `team`: usage by service and team (its id; `UNTAGGED` where there is no
   * tag). `charge`: what is not usage, by service and class.
   */
  async series(grain: Grain, from: Day, to: Day): Promise<CostSeries[]> {
    const [days, months] = await Promise.all([
      this.days(from, to),
      Promise.all(
        monthsFrom(from, to).map(async (month) => {
          const read: ExactSeries[] = [];
          const partition = monthPartition(grain, month);
          for await (const item of queryItems(this.#client, this.#partition(partition)))
            read.push(readMonth(month, item));
          return read;
        }),
      ),
    ]);
    const known = new Map<Day, { estimated: boolean }>();
    for (const { day, estimated } of days)
      known.set(day, { estimated: estimated || known.get(day)?.estimated === true });
    const within = joined(months.flat())
      .map((series) => ({ ...series, days: series.days.filter(({ day }) => known.has(day)) }))
      .filter((series) => series.days.length > 0);
    return underTeamIds(within, this.#aliases).map((series) => onKnownDays(series, known));
  }

  /** What is known of the bill from one day to another, both included, ascending; once for each currency. */
  async days(from: Day, to: Day): Promise<CollectedDay[]> {
    const query = {
      TableName: this.#table,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: {
        ':pk': DAYS_PARTITION,
        ':from': daySk(from),
        ':to': daySk(addDays(to, 1)),
      },
      ConsistentRead: true,
    };
    const days: CollectedDay[] = [];
    for await (const item of queryItems(this.#client, query)) {
      const { version: _, ...day } = readDay(item);
      days.push(day);
    }
    return days;
  }

  /** How the collection stands; undefined before the first run. */
  async collection(): Promise<Collection | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: COLLECTION_KEY, ConsistentRead: true }),
    );
    if (Item === undefined) return undefined;
    const { version: _, ...collection } = readCollection(Item);
    return collection;
  }

  #partition(partition: string) {
    return {
      TableName: this.#table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': partition },
      ConsistentRead: true,
    };
  }
}

/** The months of each series as one. */
function joined(months: readonly ExactSeries[]): ExactSeries[] {
  const found = new Map<string, ExactSeries>();
  for (const month of months) {
    const place = seriesPlace(month);
    const before = found.get(place);
    const { key, charge, currency } = month;
    found.set(place, { key, charge, currency, days: [...(before?.days ?? []), ...month.days] });
  }
  return [...found.values()];
}
