import { describe, expect, it } from 'vitest';
import { ChartDay } from '../../../shared/cost/chart-day.ts';
import { chartDays } from '../../../shared/cost/chart-days.ts';
import { addDays } from '../../../shared/kernel/day.ts';
import { UNIT } from '../../../shared/kernel/money.ts';
import { aFinding, DAY } from '../../support/findings.ts';

const DAYS = [addDays(DAY, -60), addDays(DAY, -1), DAY].map((day) => ({
  day,
  micros: 100 * UNIT,
  estimated: day === DAY,
}));

describe('the days of a chart', () => {
  it('are five weeks up to the last that is known, with gaps where nothing was stated', () => {
    const days = chartDays(aFinding(), DAYS, DAY);
    expect(days).toHaveLength(35);
    expect(days.at(-1)).toEqual({
      day: DAY,
      micros: 100 * UNIT,
      estimated: true,
      usual: { mid: 100 * UNIT, low: 90 * UNIT, high: 110 * UNIT },
    });
    expect(days.filter(({ micros }) => micros !== undefined)).toHaveLength(2);
    for (const one of days) expect(ChartDay.parse(one)).toEqual(one);
  });

  it('show what was usual on each of them, where that is known', () => {
    const usual = { mid: 5, low: 4, high: 6 };
    const days = chartDays(aFinding(), DAYS, DAY, (day) => (day < DAY ? usual : undefined));
    expect([days.at(-2)?.usual, days.at(-1)?.usual]).toEqual([usual, undefined]);
  });

  it('have nothing usual where a charge follows the calendar', () => {
    expect(chartDays(aFinding({ kind: 'fee' }), DAYS, DAY).every(({ usual }) => usual === undefined)).toBe(
      true,
    );
  });
});
