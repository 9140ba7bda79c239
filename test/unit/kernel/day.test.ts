import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMonths,
  Day,
  dayAt,
  dayNumber,
  daysBetween,
  daysIn,
  isoWeekday,
  monthOf,
} from '../../../shared/kernel/day.ts';

describe('a day', () => {
  it.each(['2026-02-29', '2026-13-01', '2026-1-1', '2026-11-21T00:00', ''])('is not %j', (text) => {
    expect(Day.safeParse(text).success).toBe(false);
  });

  it('may be the 29th of February where there is one', () => {
    expect([Day.safeParse('2028-02-29').success, daysIn('2028-02'), daysIn('2026-02')]).toEqual([
      true,
      29,
      28,
    ]);
  });

  it('has the weekday that the calendar says', () => {
    expect(['1970-01-01', '2026-11-21', '2026-11-22', '2026-11-23'].map(isoWeekday)).toEqual([4, 6, 7, 1]);
  });

  it('moves by days and back, over months and years', () => {
    expect([
      addDays('2026-12-31', 1),
      addDays('2028-03-01', -1),
      daysBetween('2026-01-01', '2027-01-01'),
    ]).toEqual(['2027-01-01', '2028-02-29', 365]);
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: 100_000 }), (number) => {
        expect(dayNumber(dayAt(number))).toBe(number);
      }),
    );
  });

  it('lies in a month, and months move over years', () => {
    expect([monthOf('2026-11-21'), addMonths('2026-11', 2), addMonths('2026-01', -13)]).toEqual([
      '2026-11',
      '2027-01',
      '2024-12',
    ]);
  });
});
