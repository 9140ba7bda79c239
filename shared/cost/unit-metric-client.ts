import { CloudWatchClient, GetMetricDataCommand, type MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { addMonths, firstDay, type Month } from '../kernel/day.ts';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions } from '../runtime/client-options.ts';
import type { UnitCost } from './config.ts';
import type { UnitCounts } from './unit-cost.ts';

const DAY_S = 86_400;

/** How many units of work a month and the one before had: one call for all of them. CloudWatch keeps days for 15 months. */
export type CountUnits = (units: readonly UnitCost[], month: Month) => Promise<UnitCounts>;

/** Counts by the metrics of the function's own account and region. */
export function unitMetrics(client = logCalls(new CloudWatchClient(clientOptions()))): CountUnits {
  return async (units, month) => {
    if (units.length === 0) return {};
    const { MetricDataResults = [] } = await client.send(
      new GetMetricDataCommand({
        StartTime: start(addMonths(month, -1)),
        EndTime: start(addMonths(month, 1)),
        MetricDataQueries: units.map(({ metric: { namespace, name, stat, dimensions } }, place) => ({
          Id: `u${place}`,
          MetricStat: {
            Metric: {
              Namespace: namespace,
              MetricName: name,
              Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
            },
            Period: DAY_S,
            Stat: stat,
          },
        })),
      }),
    );
    const border = start(month);
    return Object.fromEntries(
      units.map(({ id, metric: { stat } }, place) => {
        const days = daysOf(MetricDataResults.find(({ Id }) => Id === `u${place}`));
        const counted = (is: (at: Date) => boolean) => {
          const values = days.filter(({ at }) => is(at)).map(({ value }) => value);
          return values.length === 0 ? undefined : inAll(stat, values);
        };
        const [now, before] = [counted((at) => at >= border), counted((at) => at < border)];
        return [id, { ...(now === undefined ? {} : { now }), ...(before === undefined ? {} : { before }) }];
      }),
    );
  };
}

function start(month: Month): Date {
  return new Date(`${firstDay(month)}T00:00:00.000Z`);
}

function daysOf(result: MetricDataResult | undefined): { at: Date; value: number }[] {
  const { Timestamps = [], Values = [] } = result ?? {};
  return Timestamps.flatMap((at, place) => {
    const value = Values[place];
    return value === undefined ? [] : [{ at, value }];
  });
}

/** What the days of a month come to: counts add up, a level is their mean, a peak the highest. */
function inAll(stat: UnitCost['metric']['stat'], days: readonly number[]): number {
  if (stat === 'Maximum') return Math.max(...days);
  const sum = days.reduce((all, day) => all + day, 0);
  return stat === 'Average' ? sum / days.length : sum;
}
