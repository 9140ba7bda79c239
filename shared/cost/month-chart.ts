import { type Currency, spokenMoney, UNIT, units } from '../kernel/money.ts';
import { type ChartOption, type ChartSize, type ChartTone, drawChart, PALETTE } from './chart.ts';
import type { Review, ReviewDay, Stack } from './review.ts';

const SIZE: ChartSize = { width: 592, height: 260 };
const LABEL = { fontSize: 12 };
const STROKE = 'path://M0 4H18V6.5H0Z';

/** Colours of stacked parts, apart for people who see no red or green (after Okabe and Ito), and grey for the rest. */
const PARTS = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#7f6bb3'] as const;
const REST = '#9aa3b2';

/** What each day of a month cost, as bars, and the same day of the month before, as a line. */
export function drawMonthChart(
  { days, currency }: Pick<Review, 'days' | 'currency'>,
  names: { readonly now: string; readonly before: string },
  tone: ChartTone = 'light',
): string {
  const colours = PALETTE[tone];
  const option: ChartOption = {
    ...frame(days, currency, tone),
    legend: {
      ...legend(tone),
      data: [
        { name: names.now, icon: 'rect' },
        { name: names.before, icon: STROKE },
      ],
    },
    series: [
      {
        type: 'bar',
        name: names.now,
        silent: true,
        barCategoryGap: '25%',
        itemStyle: { color: colours.spend },
        data: days.map(({ micros }) => (micros === undefined ? undefined : units(micros))),
      },
      {
        type: 'line',
        name: names.before,
        silent: true,
        symbol: 'none',
        lineStyle: { color: colours.usual, width: 2, type: 'dashed' },
        itemStyle: { color: colours.usual },
        data: days.map(({ before }) => (before === undefined ? undefined : units(before))),
      },
    ],
  };
  return drawChart(option, tone, SIZE);
}

/** What each day of a month cost, divided by who or what for. */
export function drawStackChart(
  { days, stacks, currency }: Pick<Review, 'days' | 'stacks' | 'currency'>,
  tone: ChartTone = 'light',
): string {
  const option: ChartOption = {
    ...frame(days, currency, tone),
    grid: { ...GRID, top: 24 + 20 * Math.ceil(stacks.length / 3) },
    legend: { ...legend(tone), itemGap: 12, data: stacks.map(({ name }) => ({ name, icon: 'rect' })) },
    series: stacks.map(({ name, days: costs }, place) => ({
      type: 'bar',
      name,
      stack: 'all',
      silent: true,
      barCategoryGap: '25%',
      itemStyle: { color: partColour(stacks, place) },
      data: costs.map(units),
    })),
  };
  return drawChart(option, tone, { ...SIZE, height: SIZE.height + 40 });
}

/** The colour of a part; what belongs to nobody, and the rest, are grey. */
export function partColour(stacks: readonly Stack[], place: number): string {
  const name = stacks[place]?.name ?? '';
  return name === 'Untagged' || /^\d+ others$/.test(name) ? REST : (PARTS[place % PARTS.length] ?? REST);
}

const GRID = {
  left: 8,
  right: 12,
  top: 40,
  bottom: 8,
  outerBoundsMode: 'same',
  outerBoundsContain: 'axisLabel',
} as const;

function legend(tone: ChartTone) {
  return {
    top: 4,
    left: 4,
    itemWidth: 16,
    itemHeight: 10,
    itemGap: 18,
    selectedMode: false,
    textStyle: { color: PALETTE[tone].text, fontSize: 12, width: 160, overflow: 'truncate' },
  } as const;
}

function frame(days: readonly ReviewDay[], currency: Currency, tone: ChartTone): ChartOption {
  const colours = PALETTE[tone];
  const axis = { axisLine: { lineStyle: { color: colours.grid } }, axisTick: { show: false } };
  return {
    grid: GRID,
    xAxis: {
      type: 'category',
      data: days.map(({ day }) => String(Number(day.slice(8)))),
      ...axis,
      axisLabel: { ...LABEL, color: colours.quiet, interval: 0, fontSize: 10 },
    },
    yAxis: {
      type: 'value',
      splitNumber: 4,
      ...axis,
      splitLine: { lineStyle: { color: colours.grid } },
      axisLabel: {
        ...LABEL,
        color: colours.quiet,
        formatter: (value: number) => spokenMoney(Math.round(value * UNIT), currency).replace(/\.00$/, ''),
      },
    },
  };
}
