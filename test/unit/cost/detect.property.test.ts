import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detect } from '../../../shared/cost/detect.ts';
import { Finding } from '../../../shared/cost/finding.ts';
import { leafOf } from '../../../shared/cost/leaf-series.ts';
import { beginBill, scan, seenUpTo } from '../../../shared/cost/scan.ts';
import type { CostSeries } from '../../../shared/cost/series.ts';
import { addDays, dayNumber } from '../../../shared/kernel/day.ts';
import { dayIn, flat, inShort, policy, START, series } from '../../support/bills.ts';

const DAYS = 75;

/**
 * Costs with noise, gaps and jumps. The noise is fine, since baselines are whole micros: what is exactly at a limit may be
 * beyond it in other units.
 */
const costs = fc
  .record({
    base: fc.integer({ min: 1, max: 5000 }),
    noise: fc.array(fc.integer({ min: -15_000_000, max: 15_000_000 }), {
      minLength: DAYS,
      maxLength: DAYS,
    }),
    jumps: fc.array(
      fc.record({
        from: fc.integer({ min: 0, max: DAYS - 1 }),
        length: fc.integer({ min: 1, max: 25 }),
        factor: fc.constantFrom(0, 0.3, 1.3, 2, 6, Number.NaN),
      }),
      { maxLength: 4 },
    ),
  })
  .map(({ base, noise, jumps }) =>
    noise.map((millionths, day) =>
      jumps
        .filter(({ from, length }) => from <= day && day < from + length)
        .reduce((cost, { factor }) => cost * factor, (base * (1e8 + millionths)) / 1e8),
    ),
  );

const bill = fc
  .array(
    fc.record({
      key: fc.record({
        service: fc.constantFrom('A', 'B', 'C'),
        account: fc.constantFrom('1', '2'),
        team: fc.constantFrom('x', 'y'),
      }),
      costs,
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((all): CostSeries[] => {
    const unique = new Map(all.map((one) => [JSON.stringify(one.key), one]));
    return [...unique.values()].map(({ key, costs: dollars }) => series(key, dollars));
  });

const RUNS = { numRuns: 60, noBias: true };
const upTo = (all: readonly CostSeries[], days: number) =>
  scan({ series: all, policy: policy(), asOf: dayIn(days) });

describe('what is found', () => {
  it('does not depend on the order of the series, nor of their days', () => {
    fc.assert(
      fc.property(bill, (all) => {
        const turned = all.toReversed().map((one) => ({ ...one, days: one.days.toReversed() }));
        const [a, b] = [upTo(all, DAYS), upTo(turned, DAYS)].map(({ findings }) =>
          findings.map((finding) => JSON.stringify(finding)).toSorted(),
        );
        expect(a).toEqual(b);
      }),
      RUNS,
    );
  });

  it('scales with the amounts and the floors', () => {
    fc.assert(
      fc.property(bill, (all) => {
        const tenfold = all.map((one) => ({
          ...one,
          days: one.days.map((day) => ({ ...day, micros: day.micros * 10 })),
        }));
        const thresholds = { minImpactUsd: 250, newSpendUsd: 250 };
        const scaled = scan({ series: tenfold, policy: policy({ thresholds }), asOf: dayIn(DAYS) });
        expect(inShort(scaled)).toEqual(inShort(upTo(all, DAYS)));
      }),
      RUNS,
    );
  });

  it('is the same whether the days after it are known or not', () => {
    fc.assert(
      fc.property(bill, fc.integer({ min: 5, max: DAYS }), (all, day) => {
        const walked = beginBill({ series: all.map((one) => leafOf(one)), policy: policy() });
        seenUpTo(walked, dayNumber(dayIn(day - 3)));
        expect(seenUpTo(walked, dayNumber(dayIn(day)))).toEqual(upTo(all, day));
      }),
      RUNS,
    );
  });

  it('has only numbers that are, and fits its schema', () => {
    fc.assert(
      fc.property(bill, (all) => {
        for (const finding of upTo(all, DAYS).findings) {
          expect(Finding.safeParse(finding).error).toBeUndefined();
          expect(finding.days[0]).toBe(finding.firstDate);
          expect(finding.days).toContain(finding.date);
          expect(finding.days).toEqual([...new Set(finding.days)].toSorted());
          expect(finding.low).toBeLessThanOrEqual(finding.baseline);
          expect(finding.high).toBeGreaterThanOrEqual(finding.baseline);
        }
      }),
      RUNS,
    );
  });

  it('is nothing in a series that never changes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_000_000 }), fc.integer({ min: 1, max: 120 }), (cents, days) => {
        const { findings } = detect(series('A', flat(days, cents / 100)), policy(), addDays(START, days));
        expect(findings).toEqual([]);
      }),
    );
  });
});
