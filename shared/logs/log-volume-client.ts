import {
  CloudWatchClient,
  GetMetricDataCommand,
  ListMetricsCommand,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import { type Instant, instant } from '../kernel/instant.ts';
import { Members } from '../platform/member-client.ts';
import type { Organization } from '../platform/schema.ts';
import type { SweepCell } from '../platform/sweep.ts';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions } from '../runtime/client-options.ts';
import { Pacer } from '../runtime/pacer.ts';
import type { HourOfLogs } from './volume.ts';

/** GetMetricData takes no more at once. */
export const MOST_QUERIES = 500;

const HOUR_S = 3600;
const METRIC = { Namespace: 'AWS/Logs', MetricName: 'IncomingBytes' } as const;
const GROUP = 'LogGroupName';

/** From the first instant to the second. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** What the log groups of one account and region take in. */
export interface LogVolume {
  /** All of them together, hour by hour; hours without any are left out. */
  total(span: Span): Promise<readonly HourOfLogs[]>;
  /** The names of those that have taken something in within the last three hours. */
  active(): Promise<readonly string[]>;
  /** Each of these, hour by hour. */
  each(names: readonly string[], span: Span): Promise<ReadonlyMap<string, readonly HourOfLogs[]>>;
}

/** The volume of logs by the metrics of CloudWatch. */
export class LogVolumeClient implements LogVolume {
  readonly #client: CloudWatchClient;

  constructor(client: CloudWatchClient) {
    this.#client = client;
  }

  async total(span: Span): Promise<readonly HourOfLogs[]> {
    const [hours = []] = await this.#hours([[]], span);
    return hours;
  }

  async active(): Promise<readonly string[]> {
    const names = new Set<string>();
    let token: string | undefined;
    do {
      const { Metrics = [], NextToken } = await this.#client.send(
        new ListMetricsCommand({ ...METRIC, RecentlyActive: 'PT3H', NextToken: token }),
      );
      for (const { Dimensions = [] } of Metrics)
        for (const { Name, Value } of Dimensions)
          if (Name === GROUP && Value !== undefined && Dimensions.length === 1) names.add(Value);
      token = NextToken;
    } while (token !== undefined);
    return [...names];
  }

  async each(names: readonly string[], span: Span): Promise<ReadonlyMap<string, readonly HourOfLogs[]>> {
    const found = new Map<string, readonly HourOfLogs[]>();
    for (let from = 0; from < names.length; from += MOST_QUERIES) {
      const batch = names.slice(from, from + MOST_QUERIES);
      const hours = await this.#hours(
        batch.map((name) => [{ Name: GROUP, Value: name }]),
        span,
      );
      for (const [place, name] of batch.entries()) found.set(name, hours[place] ?? []);
    }
    return found;
  }

  async #hours(
    dimensions: readonly { Name: string; Value: string }[][],
    { from, to }: Span,
  ): Promise<HourOfLogs[][]> {
    const hours: HourOfLogs[][] = dimensions.map(() => []);
    const MetricDataQueries = dimensions.map(
      (Dimensions, place): MetricDataQuery => ({
        Id: `g${place}`,
        MetricStat: { Metric: { ...METRIC, Dimensions }, Period: HOUR_S, Stat: 'Sum' },
      }),
    );
    let token: string | undefined;
    do {
      const { MetricDataResults = [], NextToken } = await this.#client.send(
        new GetMetricDataCommand({
          MetricDataQueries,
          StartTime: new Date(from),
          EndTime: new Date(to),
          NextToken: token,
        }),
      );
      for (const { Id = '', Timestamps = [], Values = [] } of MetricDataResults)
        for (const [place, at] of Timestamps.entries())
          hours[Number(Id.slice(1))]?.push({ hour: instant(at.getTime()), bytes: Values[place] ?? 0 });
      token = NextToken;
    } while (token !== undefined);
    return hours;
  }
}

/** Lets us into the metrics of a cell. @throws AppError `forbidden` where the account does not let us in */
export type EnterVolume = (cell: SweepCell) => Promise<LogVolume>;

/**
 * The volume of logs in all accounts, through each account's role.
 * @param homeRole `MEMBER_ROLE` of the function
 * @param now milliseconds since 1970
 */
export function logVolumes(homeRole: string, { name }: Organization, now: () => number): EnterVolume {
  const members = new Members({ homeRole, organization: name, session: 'belltower-logs', now });
  return async (cell) => {
    const client = new CloudWatchClient({ ...clientOptions(), ...(await members.enter(cell)) });
    return new LogVolumeClient(new Pacer().pace(logCalls(client)));
  };
}
