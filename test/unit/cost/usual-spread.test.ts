import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detect } from '../../../shared/cost/detect.ts';
import { addMorning, dropMorningsFrom, KEPT_MORNINGS, noMornings } from '../../../shared/cost/mornings.ts';
import { settledSpread, spreadOnMornings } from '../../../shared/cost/usual-spread.ts';
import { addDays, dayNumber } from '../../../shared/kernel/day.ts';
import { flat, inShort, policy, START, series, shown } from '../../support/bills.ts';

const FIRST = dayNumber(START);
const CENTRE = 100_000_000;
const alike = { rhythm: 'none', centres: [CENTRE], counts: [28], loss: 0 } as const;
const weekends = { rhythm: 'weekend', centres: [CENTRE, CENTRE], counts: [20, 8], loss: 0 } as const;

/** Days that were off by these factors on their mornings. */
const morningsOf = (factors: readonly number[]) => {
  const mornings = noMornings();
  for (const [day, factor] of factors.entries())
    addMorning(mornings, day, CENTRE * factor, { centre: CENTRE, scale: CENTRE });
  return mornings;
};
const inTurn = (days: number, ...factors: readonly number[]) =>
  Array.from({ length: days }, (_, day) => factors[day % factors.length] ?? 1);
const spreadOf = (factors: readonly number[], from = 0) =>
  spreadOnMornings(alike, morningsOf(factors), from, FIRST)?.[0];

describe('how much a series varies, by its mornings', () => {
  const sigma = 1.4826 * Math.log(1.1);
  it.each([
    ['13 mornings say nothing', inTurn(13, 1.1, 1 / 1.1), undefined],
    ['14 do', inTurn(14, 1.1, 1 / 1.1), sigma * (1 + 2 / 14)],
    ['ten weeks do', inTurn(70, 1.1, 1 / 1.1), sigma * (1 + 2 / 70)],
    ['nothing is calmer than 2%', flat(70, 1), 0.02 * (1 + 2 / 70)],
    ['five days far off change nothing', [...inTurn(65, 1.1, 1 / 1.1), ...flat(5, 9)], sigma * (1 + 2 / 70)],
    [
      'what is older than ten weeks is gone',
      [...flat(30, 5), ...inTurn(70, 1.1, 1 / 1.1)],
      sigma * (1 + 2 / 70),
    ],
  ])('%s', (_, factors, expected) => {
    const spread = spreadOf(factors);
    if (expected === undefined) expect(spread).toBeUndefined();
    else expect(spread).toBeCloseTo(expected, 6);
  });

  it('leaves out what is too old', () => {
    const factors = [...flat(40, 2), ...inTurn(30, 1.1, 1 / 1.1)];
    expect(spreadOf(factors, 40)).toBeCloseTo(sigma * (1 + 2 / 30), 6);
  });

  it('gives a kind of day its own spread where that is larger', () => {
    // The bills of the tests begin on a Thursday: its third and fourth day are a weekend.
    const factors = Array.from(
      { length: 70 },
      (_, day) => ((day + 3) % 7 >= 5 ? 1.2 : 1.05) ** (day % 2 ? 1 : -1),
    );
    const [working = 0, weekend = 0] = spreadOnMornings(weekends, morningsOf(factors), 0, FIRST) ?? [];
    expect(working).toBeLessThan(0.15);
    expect(weekend).toBeGreaterThan(0.17);
  });

  it('takes a day of which nothing is usual for none', () => {
    const mornings = noMornings();
    addMorning(mornings, 0, CENTRE, { centre: 0, scale: 0 });
    expect(mornings.count).toBe(0);
  });

  it('keeps ten weeks, and takes days out again', () => {
    const mornings = morningsOf(flat(100, 1));
    expect([mornings.count, mornings.days[0]]).toEqual([KEPT_MORNINGS, 30]);
    dropMorningsFrom(mornings, 95);
    expect([mornings.count, mornings.days[mornings.count - 1]]).toEqual([65, 94]);
  });

  it('lies between the last month and the ten weeks, nearer to these', () => {
    const [spread = 0] = settledSpread([0.2], [0.1]) ?? [];
    expect(spread).toBeCloseTo(0.1 * 2 ** (1 / 3), 9);
    expect(settledSpread([0.2], undefined)).toBeUndefined();
  });
});

/** 1000 dollars a day, in percent of it. */
const percents = (...percent: readonly number[]) => percent.map((one) => one * 10);
/** Days that vary by about 14%, by about 3% and by twice that. */
const VARIED = [100, 118, 91, 84, 107, 96, 122, 88, 111, 93, 79, 104];
const CALM = [100, 103, 98, 95, 102, 99, 105, 97, 102, 98, 95, 101];
const LIVELY = CALM.map((one) => 2 * one - 100);
const repeated = (days: number, pattern: readonly number[]) => percents(...inTurn(days, ...pattern));

describe('what is found, by a spread of ten weeks', () => {
  it('is nothing on a usual day after a month that happened to be calm', () => {
    const bill = series('A', [...repeated(84, VARIED), ...repeated(26, CALM), ...percents(122, 100, 100)]);
    expect(inShort(shown([bill]))).toEqual([]);
  });

  it.each([
    ['one day is not enough', [126, 100], []],
    ['nor are two apart', [126, 100, 126], []],
    ['nor up and down', [126, 76], []],
    ['two in a row are', [126, 126], ['spike A 2026-03-27 2d']],
    ['nor two that are further off where days vary more', [135, 135], [], VARIED],
    ['however many follow it, it is one', [126, 126, 126, 126, 126], ['spike A 2026-03-27 5d']],
    ['a day far off is one by itself', [132, 100], ['spike A 2026-03-26 1d']],
  ])('is by days that are nearly unusual: %s', (_, last, expected, pattern = LIVELY) => {
    expect(inShort(shown([series('A', [...repeated(84, pattern), ...percents(...last)])]))).toEqual(expected);
  });

  it('is no more when a series stays noisier', () => {
    const bill = series('A', [
      ...repeated(84, CALM),
      ...repeated(
        90,
        VARIED.map((one) => 100 + 2 * (one - 100)),
      ),
    ]);
    const { findings } = shown([bill]);
    const later = findings.filter(({ date }) => date >= addDays(START, 84 + 45));
    expect(later).toEqual([]);
  });

  it('is nothing in a series that is calm', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.array(fc.integer({ min: -60, max: 60 }), { minLength: 40, maxLength: 130 }),
        (dollars, perMille) => {
          const bill = series(
            'A',
            perMille.map((one) => dollars * (1 + one / 1000)),
          );
          const { findings } = detect(bill, policy(), addDays(START, perMille.length));
          expect(findings).toEqual([]);
        },
      ),
    );
  });
});
