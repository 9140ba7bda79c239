import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daysGone, periodOf, proRated } from '../../../shared/cost/budget-period.ts';
import type { ScopedDay } from '../../../shared/cost/budget-scope.ts';
import type { Budget } from '../../../shared/cost/config.ts';
import { forecastPeriod } from '../../../shared/cost/forecast-period.ts';
import { addDays, isoWeekday } from '../../../shared/kernel/day.ts';
import { runOfDays, scoped } from '../../support/costs.ts';

const USD = 1_000_000;

describe('periodOf', () => {
  it.each<[kind: Budget['period'], day: string, from: string, to: string, days: number, name: string]>([
    ['month', '2028-02-29', '2028-02-01', '2028-02-29', 29, 'February 2028'],
    ['month', '2027-02-28', '2027-02-01', '2027-02-28', 28, 'February 2027'],
    ['month', '2026-11-30', '2026-11-01', '2026-11-30', 30, 'November 2026'],
    ['month', '2026-12-31', '2026-12-01', '2026-12-31', 31, 'December 2026'],
    ['quarter', '2028-03-31', '2028-01-01', '2028-03-31', 91, 'the first quarter of 2028'],
    ['quarter', '2026-12-01', '2026-10-01', '2026-12-31', 92, 'the fourth quarter of 2026'],
    ['year', '2028-02-29', '2028-01-01', '2028-12-31', 366, '2028'],
    ['year', '2026-01-01', '2026-01-01', '2026-12-31', 365, '2026'],
  ])('39: %s of %s', (kind, day, from, to, days, name) => {
    expect(periodOf(kind, day)).toEqual({ from, to, days, name });
  });
});

describe('proRated', () => {
  it.each<[day: string, share: number]>([
    ['2028-02-01', 1],
    ['2028-02-14', 14],
    ['2028-02-29', 29],
    ['2028-03-05', 29],
    ['2028-01-31', 0],
  ])('39: an amount of $29 for February 2028 is, up to %s, %d', (day, share) => {
    expect(proRated(29 * USD, periodOf('month', '2028-02-29'), day)).toBe(share * USD);
  });
});

describe('forecastPeriod', () => {
  const november = periodOf('month', '2026-11-01');

  it('39: of a flat spend is flat times the days of the period, without a margin', () => {
    const kinds = fc.constantFrom<Budget['period']>('month', 'quarter', 'year');
    const day = fc.integer({ min: 0, max: 1500 }).map((count) => addDays('2025-01-01', count));
    fc.assert(
      fc.property(kinds, day, fc.integer({ min: 1, max: 5_000_000_000 }), (kind, last, usage) => {
        const period = periodOf(kind, last);
        const from = addDays(period.from, -61);
        const days = runOfDays(from, 61 + daysGone(period, last)).map((one) => ({
          day: one,
          usage,
          other: 0,
        }));
        const forecast = forecastPeriod(days, period, last);
        if (daysGone(period, last) < 5) expect(forecast).toBeUndefined();
        else {
          const total = usage * period.days;
          expect(forecast).toEqual({ total, low: total, high: total, from: last });
        }
      }),
    );
  });

  it('knows weekdays from weekends', () => {
    const cost = (day: string) => (isoWeekday(day) >= 6 ? 40 : 100) * USD;
    const days = runOfDays('2026-10-01', 31 + 10).map((day) => ({ day, usage: cost(day), other: 0 }));
    const whole = runOfDays('2026-11-01', 30).reduce((sum, day) => sum + cost(day), 0);
    expect(forecastPeriod(days, november, '2026-11-10')).toMatchObject({
      total: whole,
      low: whole,
      high: whole,
    });
  });

  it('is the cost itself once the period is over', () => {
    const days = scoped(
      '2026-11-01',
      runOfDays('2026-11-01', 30).map((_, place) => place),
    );
    expect(forecastPeriod(days, november, '2026-11-30')).toMatchObject({ total: 435 * USD, low: 435 * USD });
  });

  it('has bounds that are wider the less is known', () => {
    const noisy = (count: number): ScopedDay[] =>
      scoped(
        '2026-11-01',
        Array.from({ length: count }, (_, place) => 100 + (place % 2 === 0 ? 20 : -20)),
      );
    const width = (count: number) => {
      const forecast = forecastPeriod(noisy(count), november, addDays('2026-11-01', count - 1));
      return (forecast?.high ?? 0) - (forecast?.low ?? 0);
    };
    expect(width(6)).toBeGreaterThan(width(16));
    expect(width(16)).toBeGreaterThan(width(26));
    expect(width(26)).toBeGreaterThan(0);
  });

  it('takes a day of which nothing is known for a usual one, not for one of 0', () => {
    const days = scoped('2026-11-01', [10, 10, undefined, 10, 10, 10, 10]);
    expect(forecastPeriod(days, november, '2026-11-07')?.total).toBe(300 * USD);
  });

  it('is never below what today has cost already', () => {
    const days = scoped('2026-11-01', [10, 10, 10, 10, 10, 10, 500]);
    expect(forecastPeriod(days, november, '2026-11-06')?.total).toBe((29 * 10 + 500) * USD);
  });

  describe('of charges by the calendar', () => {
    const withFees = (fees: Readonly<Record<string, number>>): ScopedDay[] =>
      runOfDays('2026-09-01', 30 + 31 + 10).map((day) => ({ day, usage: 0, other: (fees[day] ?? 0) * USD }));

    it.each<[what: string, fees: Record<string, number>, total: number]>([
      [
        'a fee that came on the same day of both months comes again',
        { '2026-09-20': 100, '2026-10-20': 110 },
        100,
      ],
      [
        'one that was there already does not',
        { '2026-09-01': 100, '2026-10-01': 100, '2026-11-01': 100 },
        100,
      ],
      ['what was paid once does not', { '2026-10-20': 12_000 }, 0],
      ['a credit that came twice does', { '2026-09-20': -30, '2026-10-20': -50 }, -30],
      ['a charge after a credit is no rhythm', { '2026-09-20': -30, '2026-10-20': 50 }, 0],
    ])('%s', (_, fees, total) => {
      expect(forecastPeriod(withFees(fees), november, '2026-11-10')?.total).toBe(total * USD);
    });

    it('39: a fee of the last day of a short month comes on the last of a long one', () => {
      const fees: Readonly<Record<string, number>> = { '2026-10-31': 7, '2026-11-30': 7 };
      const days = runOfDays('2026-10-01', 31 + 30 + 10).map((day) => ({
        day,
        usage: 0,
        other: (fees[day] ?? 0) * USD,
      }));
      expect(forecastPeriod(days, periodOf('month', '2026-12-01'), '2026-12-10')?.total).toBe(7 * USD);
    });
  });

  it('says nothing of less than five days', () => {
    expect(forecastPeriod(scoped('2026-11-05', [1, 1, 1, 1]), november, '2026-11-08')).toBeUndefined();
  });
});
