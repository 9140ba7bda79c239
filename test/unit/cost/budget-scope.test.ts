import { describe, expect, it } from 'vitest';
import {
  costsIn,
  grainsOf,
  resolvedScope,
  type StoredSeries,
  unstored,
} from '../../../shared/cost/budget-scope.ts';
import type { CostScope } from '../../../shared/cost/config.ts';
import { aSeries, costConfig } from '../../support/costs.ts';

const DAY = '2026-11-01';
const STORED: StoredSeries = {
  account: [
    aSeries({ service: 'EC2', account: '111111111111' }, DAY, [10]),
    aSeries({ service: 'S3', account: '111111111111' }, DAY, [5]),
    aSeries({ service: 'EC2', account: '222222222222' }, DAY, [2]),
  ],
  team: [
    aSeries({ service: 'EC2', team: 'payments' }, DAY, [11]),
    aSeries({ service: 'S3', team: 'payments' }, DAY, [5]),
    aSeries({ service: 'EC2', team: '(untagged)' }, DAY, [1]),
  ],
  charge: [
    aSeries({ service: 'Tax' }, DAY, [3], { charge: 'tax' }),
    aSeries({ service: 'EC2' }, DAY, [40], { charge: 'commitment' }),
    aSeries({ service: 'S3' }, DAY, [-1], { charge: 'credit' }),
  ],
};

function dollars(scope: CostScope, stored = STORED) {
  const { days } = costsIn(scope, stored, 'USD');
  return days.map(({ usage, other }) => [usage / 1e6, other / 1e6]);
}

describe('a scope', () => {
  it.each<[scope: CostScope, usage: number, other: number]>([
    ['all', 17, 42],
    [{ team: 'payments' }, 16, 0],
    [{ team: 'payments', service: 'S3' }, 5, 0],
    [{ account: '111111111111' }, 15, 0],
    [{ account: '111111111111', service: 'EC2' }, 10, 0],
    [{ service: 'EC2' }, 12, 40],
    [{ service: 'S3' }, 5, -1],
    [{ service: 'Tax' }, 0, 3],
    [{ team: 'nobody' }, 0, 0],
  ])('%j is usage of $%d and other charges of $%d, none of them twice', (scope, usage, other) => {
    expect(dollars(scope)).toEqual([[usage, other]]);
  });

  it('has no day of which the bill says nothing', () => {
    const gap = { account: [aSeries({ service: 'EC2', account: '1' }, DAY, [1, undefined, 1])] };
    expect(costsIn({ service: 'S3' }, gap, 'USD').days.map(({ day }) => day)).toEqual([
      '2026-11-01',
      '2026-11-03',
    ]);
  });

  it('41: is counted in one currency, and the others are named', () => {
    const account = [
      ...(STORED.account ?? []),
      aSeries({ service: 'EC2', account: '3' }, DAY, [70], { currency: 'EUR' }),
      aSeries({ service: 'EC2', account: '4' }, DAY, [0], { currency: 'CNY' }),
    ];
    const costs = costsIn({ service: 'EC2' }, { ...STORED, account }, 'USD');
    expect(costs.days).toEqual([{ day: DAY, usage: 12_000_000, other: 40_000_000 }]);
    expect(costs.otherCurrencies).toEqual(['EUR']);
  });

  it('names an account by its id or its name', () => {
    const { organization } = costConfig();
    expect(resolvedScope({ account: 'payments-prod' }, organization)).toEqual({ account: '111111111111' });
    expect(resolvedScope({ account: '999999999999' }, organization)).toEqual({ account: '999999999999' });
    expect(resolvedScope('all', organization)).toBe('all');
  });

  it.each<[scope: CostScope, reason: string | undefined]>([
    ['all', undefined],
    [{ team: 'a', service: 'b' }, undefined],
    [{ region: 'eu-west-1' }, 'region'],
    [{ team: 'a', account: 'b' }, 'team-and-account'],
  ])('%j cannot be counted because of %s', (scope, reason) => expect(unstored(scope)).toBe(reason));

  it('is read in the grains it is added up from', () => {
    expect(grainsOf({ team: 'a' })).toEqual(['team']);
    expect(grainsOf({ account: 'a' })).toEqual(['account']);
    expect(grainsOf('all')).toEqual(['account', 'charge']);
  });
});
