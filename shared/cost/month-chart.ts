import { type Currency, spokenMoney, UNIT, units } from '../kernel/money.ts';
import { type ChartOption, type ChartSize, type ChartTone, drawChart, PALETTE } from './chart.ts';
import type { Review, ReviewDay, Stack } from './review.ts';

const SIZE: ChartSize = { width: 592, height: 260 };
const MOST_LETTERS = 28;
const LEGEND_ROW = 42;
const LABEL = { fontSize: 12 };
const STROKE = 'path://M0 4H18V6.5H0Z';

/** Colours of stacked parts, apart for people who see no red or green (after Okabe and Ito), and grey for the rest. */
const PARTS = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#7f6bb3'] as const;
const REST = '#9aa3b2';

/** What was used on each day of a month, as bars, and the same day of the month before, as a line. */
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
        data: days.map(({ usage }) => (usage === undefined ? undefined : units(usage))),
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

/** What was used on each day of a month, divided by whose or what it was. */
export function drawStackChart(
  { days, stacks, currency }: Pick<Review, 'days' | 'stacks' | 'currency'>,
  tone: ChartTone = 'light',
): string {
  const rows = legendRows(stacks.map(({ name }) => briefName(name)));
  const option: ChartOption = {
    ...frame(days, currency, tone),
    grid: { ...GRID, top: LEGEND_ROW * rows },
    legend: { ...legend(tone), data: stacks.map(({ name }) => ({ name: briefName(name), icon: 'rect' })) },
    series: stacks.map(({ name, days: costs }, place) => ({
      type: 'bar',
      name: briefName(name),
      stack: 'all',
      silent: true,
      barCategoryGap: '25%',
      itemStyle: { color: partColour(stacks, place) },
      data: costs.map(units),
    })),
  };
  return drawChart(option, tone, { ...SIZE, height: SIZE.height + LEGEND_ROW * (rows - 1) });
}

/** A name as a legend has room for it: `Elastic Compute Cloud - Com…`. */
function briefName(name: string): string {
  const own = name.replace(/^(Amazon|AWS) ?(?=.)/, '');
  return own.length > MOST_LETTERS ? `${own.slice(0, MOST_LETTERS - 1).trimEnd()}…` : own;
}

/** How many rows the names take, a little generously. */
function legendRows(names: readonly string[]): number {
  let [rows, left] = [1, SIZE.width];
  for (const name of names) {
    const width = name.length * 7.5 + 40;
    if (width > left) [rows, left] = [rows + 1, SIZE.width];
    left -= width;
  }
  return rows;
}

/** The colour of a part; what belongs to nobody, and the rest, are grey. */
function partColour(stacks: readonly Stack[], place: number): string {
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
    itemGap: 30, // names are set wider than they are measured
    selectedMode: false,
    textStyle: { color: PALETTE[tone].text, fontSize: 12 },
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
