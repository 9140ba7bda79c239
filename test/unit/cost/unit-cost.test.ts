import type { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { CostSection } from '../../../shared/cost/config.ts';
import { perUnit, spokenUnitCost, unitScale } from '../../../shared/cost/unit-cost.ts';
import { unitMetrics } from '../../../shared/cost/unit-metric-client.ts';
import { asClient } from '../../support/memory-dynamo.ts';

describe('the cost of a unit', () => {
  it.each<[micros: number, count: number | undefined, price: number | null]>([
    [12_000_000, 4, 3],
    [12_000_000, 0, null],
    [12_000_000, undefined, null],
    [12_000_000, Number.NaN, null],
    [0, 5, 0],
  ])('54: %d millionths for %s units is %s', (micros, count, price) =>
    expect(perUnit(micros, count)).toBe(price),
  );

  it.each<[price: number | null, spoken: string]>([
    [0.000_123_4, '$0.1234 for 1000'],
    [0.000_000_05, '$50.00 for 1000000000'],
    [3, '$3.00 for 1'],
    [1234.5, '$1,234.50 for 1'],
    [0, '$0.00 for 1'],
    [null, 'n/a for 1'],
  ])('%s reads as %s', (price, spoken) => {
    const scale = unitScale(price);
    expect(`${spokenUnitCost(price, scale, 'USD')} for ${scale}`).toBe(spoken);
  });
});

describe('unitMetrics', () => {
  const { units } = CostSection.parse({
    units: (['Sum', 'Average', 'Maximum'] as const).map((stat) => ({
      id: stat.toLowerCase(),
      scope: 'all',
      metric: { namespace: 'App', name: 'Requests', stat, dimensions: { Api: 'orders' } },
    })),
  });
  const asked: GetMetricDataCommand['input'][] = [];
  const client = asClient<CloudWatchClient>((command) => {
    asked.push((command as GetMetricDataCommand).input); // it is asked nothing else
    const days = {
      Timestamps: ['2026-10-31', '2026-10-01', '2026-09-30'].map((day) => new Date(day)),
      Values: [1, 3, 7],
    };
    return { MetricDataResults: ['u0', 'u1', 'u2'].map((Id) => ({ Id, ...days })) };
  });

  it('counts two months of all units in one call, each by what its statistic is', async () => {
    expect(await unitMetrics(client)(units, '2026-10')).toEqual({
      sum: { now: 4, before: 7 },
      average: { now: 2, before: 7 },
      maximum: { now: 3, before: 7 },
    });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      StartTime: new Date('2026-09-01'),
      EndTime: new Date('2026-11-01'),
      MetricDataQueries: [
        {
          Id: 'u0',
          MetricStat: {
            Metric: {
              Namespace: 'App',
              MetricName: 'Requests',
              Dimensions: [{ Name: 'Api', Value: 'orders' }],
            },
            Period: 86_400,
            Stat: 'Sum',
          },
        },
        { Id: 'u1' },
        { Id: 'u2' },
      ],
    });
  });

  it('asks nothing where there are no units, and knows nothing of what nobody counted', async () => {
    const silent = asClient<CloudWatchClient>(() => ({ MetricDataResults: [] }));
    expect(await unitMetrics(silent)(units, '2026-10')).toEqual({ sum: {}, average: {}, maximum: {} });
    const never = asClient<CloudWatchClient>(() => {
      throw new Error('it is not to be asked');
    });
    expect(await unitMetrics(never)([], '2026-10')).toEqual({});
  });
});
