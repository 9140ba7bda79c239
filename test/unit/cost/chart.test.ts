import { describe, expect, it } from 'vitest';
import { type DailyChart, drawDailyChart } from '../../../shared/cost/daily-chart.ts';
import { addDays } from '../../../shared/kernel/day.ts';
import { UNIT } from '../../../shared/kernel/money.ts';
import { drawPng } from '../../support/pictures.ts';

const usual = { mid: 100 * UNIT, low: 90 * UNIT, high: 110 * UNIT };

function chart(costs: readonly (number | undefined)[], changes: Partial<DailyChart> = {}): DailyChart {
  const days = costs.map((cost, n) => ({
    day: addDays('2026-10-20', n),
    ...(cost === undefined ? {} : { micros: cost * UNIT }),
    estimated: n === costs.length - 1,
    usual,
  }));
  return { days, flagged: [], currency: 'USD', ...changes };
}

const STEP = chart([100, 101, 99, 100, 160, 165], { flagged: ['2026-10-24', '2026-10-25'] });

describe('the chart of daily spend', () => {
  it('names its lines, its days and the worst amount', () => {
    const svg = drawDailyChart(STEP, 'light');
    for (const text of ['Spend per day', 'Usual', 'Usual range', 'Unusual', '25 Oct', '$165.00'])
      expect(svg).toContain(`>${text}</text>`);
  });

  it('is one picture that loads and runs nothing', () => {
    expect(drawDailyChart(STEP, 'dark')).not.toMatch(/<script|<image|href="http|url\(http|@import|\son\w+=/);
  });

  it('is drawn whatever the days are: none, gaps, refunds', () => {
    for (const costs of [[], [undefined, undefined], [100, undefined, 90], [-300, 100, 0]])
      expect(drawDailyChart(chart(costs), 'light')).toMatch(/^<svg [\s\S]*<\/svg>\s*$/);
  });

  it('leaves a gap where no cost was stated, and does not draw 0', () => {
    const line = /<path d="([^"]+)" fill="none"[^>]* stroke="#1d4ed8"/;
    const pieces = (costs: (number | undefined)[]) =>
      (line.exec(drawDailyChart(chart(costs), 'light'))?.[1] ?? '').match(/M/g)?.length;
    expect([pieces([100, 100, 100, 100]), pieces([100, 100, undefined, 100, 100])]).toEqual([1, 2]);
  });

  it('becomes a PNG of twice its size, text and all', async () => {
    const png = Buffer.from(await drawPng(drawDailyChart(STEP, 'light', { width: 300, height: 150 })));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([600, 300]);
    const blank = await drawPng(
      drawDailyChart(STEP, 'light', { width: 300, height: 150 }).replace(/<text[\s\S]*?<\/text>/g, ''),
    );
    expect(png.length).toBeGreaterThan(blank.length + 1000);
  });
});
