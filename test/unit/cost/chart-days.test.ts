import { describe, expect, it } from 'vitest';
import { ChartDay } from '../../../shared/cost/chart-day.ts';
import { chartDays } from '../../../shared/cost/chart-days.ts';
import { addDays } from '../../../shared/kernel/day.ts';
import { UNIT } from '../../../shared/kernel/money.ts';
import { DAY } from '../../support/findings.ts';

const DAYS = [addDays(DAY, -60), addDays(DAY, -1), DAY].map((day) => ({
  day,
  micros: 100 * UNIT,
  estimated: day === DAY,
}));
const USUAL = { mid: 100 * UNIT, low: 90 * UNIT, high: 110 * UNIT };

describe('the days of a chart', () => {
  it('are five weeks up to the last that is known, with gaps where nothing was stated', () => {
    const days = chartDays(DAYS, DAY, () => USUAL);
    expect(days).toHaveLength(35);
    expect(days.at(-1)).toEqual({
      day: DAY,
      micros: 100 * UNIT,
      estimated: true,
      usual: USUAL,
    });
    expect(days.filter(({ micros }) => micros !== undefined)).toHaveLength(2);
    for (const one of days) expect(ChartDay.parse(one)).toEqual(one);
  });

  it('show what was usual on each of them, where that is known', () => {
    const days = chartDays(DAYS, DAY, (day) => (day < DAY ? USUAL : undefined));
    expect([days.at(-2)?.usual, days.at(-1)?.usual]).toEqual([USUAL, undefined]);
  });
});
