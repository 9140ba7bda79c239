import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { periodOf } from '../../../shared/cost/budget-period.ts';
import type { ScopedDay } from '../../../shared/cost/budget-scope.ts';
import { Budget } from '../../../shared/cost/config.ts';
import { judgeBudget, type ToldOfBudget } from '../../../shared/cost/judge-budget.ts';
import { addDays } from '../../../shared/kernel/day.ts';
import { scoped } from '../../support/costs.ts';

const aBudget = (changes: object = {}) => Budget.parse({ id: 'b', scope: 'all', amountUsd: 100, ...changes });
const NOVEMBER = periodOf('month', '2026-11-01');

/** Runs a budget over what was known at each look, and collects what each told. */
function walk(budget: Budget, looks: readonly (readonly ScopedDay[])[]): number[][] {
  let told: ToldOfBudget = { amount: 100_000_000, thresholds: [], forecast: false };
  return looks.map((days, place) => {
    const today = addDays(NOVEMBER.from, place);
    const { amount, crossed, overrun } = judgeBudget(budget, NOVEMBER, days, told, addDays(today, -1));
    const percents = crossed.map(({ percent }) => percent);
    told = {
      amount,
      thresholds: [...told.thresholds, ...percents],
      forecast: told.forecast || overrun,
    };
    return percents;
  });
}

const sums = (...dollars: number[]) => dollars.map((usd) => scoped('2026-11-01', [usd]));
const quiet = aBudget({ forecast: false });

describe('judgeBudget', () => {
  it.each<[what: string, looks: ScopedDay[][], told: number[][]]>([
    ['47: 49.9, 50.0, 81, 79.8, 100 %', sums(49.9, 50, 81, 79.8, 100), [[], [50], [80], [], [100]]],
    ['48: 45 and then 105 % in a day', sums(45, 105), [[], [50, 80, 100]]],
    ['a millionth of a dollar below a threshold', sums(49.999_999, 50.000_001), [[], [50]]],
    ['a credit that takes costs below 0', sums(-20, 30), [[], []]],
    ['nothing at all', [[], []], [[], []]],
  ])('%s', (_, looks, told) => expect(walk(quiet, looks)).toEqual(told));

  it.each<[what: string, usd: number, told: number[], usedPct: null]>([
    ['50: any cost exceeds a budget of 0', 0.01, [50, 80, 100], null],
    ['50: no cost does not', 0, [], null],
  ])('%s, and nothing is divided by it', (_, usd, told, usedPct) => {
    const judged = judgeBudget(
      aBudget({ amountUsd: 0 }),
      NOVEMBER,
      scoped('2026-11-01', [usd]),
      undefined,
      '2026-11-01',
    );
    expect(judged.crossed.map(({ percent }) => percent)).toEqual(told);
    expect(judged.usedPct).toBe(usedPct);
    expect(JSON.stringify(judged)).not.toMatch(/NaN|Infinity/);
  });

  it('says since which day each threshold has been reached', () => {
    const judged = judgeBudget(
      quiet,
      NOVEMBER,
      scoped('2026-11-01', [30, 25, -10, 30, 10]),
      undefined,
      '2026-11-05',
    );
    expect(judged.crossed).toEqual([
      { percent: 50, on: '2026-11-04' },
      { percent: 80, on: '2026-11-05' },
    ]);
  });

  it('counts what today has cost so far, and no other period', () => {
    const days = [...scoped('2026-10-30', [500, 500]), ...scoped('2026-11-01', [20, 35])];
    expect(judgeBudget(quiet, NOVEMBER, days, undefined, '2026-11-01')).toMatchObject({
      spent: 55_000_000,
      usedPct: expect.closeTo(55),
      crossed: [{ percent: 50, on: '2026-11-02' }],
      reason: { code: 'threshold-crossed', spent: 55_000_000, amount: 100_000_000, told: [] },
    });
  });

  it('starts anew where the amount was changed', () => {
    const told = { amount: 50_000_000, thresholds: [50, 80, 100], forecast: true };
    const judged = judgeBudget(quiet, NOVEMBER, scoped('2026-11-01', [55]), told, '2026-11-01');
    expect(judged.crossed.map(({ percent }) => percent)).toEqual([50]);
  });

  it('names the days of which the bill says nothing', () => {
    const judged = judgeBudget(
      quiet,
      NOVEMBER,
      scoped('2026-11-01', [1, undefined, 1]),
      undefined,
      '2026-11-04',
    );
    expect(judged.missing).toEqual(['2026-11-02', '2026-11-04']);
  });
});

describe('a forecast above the budget', () => {
  const even = (usd: number, days: number) => scoped('2026-11-01', Array<number>(days).fill(usd));
  const judge = (days: ScopedDay[], today: string, told?: ToldOfBudget, budget = aBudget()) =>
    judgeBudget(budget, NOVEMBER, days, told, addDays(today, -1));

  it.each<[what: string, days: ScopedDay[], today: string, overrun: boolean]>([
    ['is told from the fifth complete day on', even(4, 5), '2026-11-06', true],
    ['is not told before', even(4, 4), '2026-11-05', false],
    ['is not told where the amount will do', even(3, 10), '2026-11-11', false],
    ['is not told where the amount is used up already, which says more', even(30, 6), '2026-11-07', false],
    ['is not told of a period that is over', even(3.4, 29), '2026-12-01', false],
  ])('%s', (_, days, today, overrun) => expect(judge(days, today).overrun).toBe(overrun));

  it('is told once a period', () => {
    const told = { amount: 100_000_000, thresholds: [], forecast: true };
    expect(judge(even(4, 6), '2026-11-07', told).overrun).toBe(false);
  });

  it('is not told where the budget says so', () => {
    expect(judge(even(4, 6), '2026-11-07', undefined, quiet).overrun).toBe(false);
  });
});

describe('whatever way costs take', () => {
  it('each threshold is told at most once, exactly if it was ever reached, the lower ones no later', () => {
    const looks = fc.array(
      fc.array(
        fc.integer({ min: -4000, max: 9000 }).map((cents) => cents / 100),
        { maxLength: 12 },
      ),
      { maxLength: 28 },
    );
    fc.assert(
      fc.property(looks, (dollars) => {
        const known = dollars.map((days) => scoped('2026-11-01', days));
        const told = walk(quiet, known).flat();
        const spent = known.map((days) => days.reduce((sum, { usage }) => sum + usage, 0));
        const reached = quiet.alerts.filter((percent) =>
          spent.some((micros) => micros >= percent * 1_000_000),
        );
        expect(told).toEqual(reached);
      }),
    );
  });
});
