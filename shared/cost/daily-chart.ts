import type { Day } from '../kernel/day.ts';
import { type Currency, type Micros, spokenMoney, UNIT, units } from '../kernel/money.ts';
import { type ChartOption, type ChartSize, type ChartTone, drawChart, PALETTE } from './chart.ts';
import type { ChartDay } from './chart-day.ts';
import { briefDay } from './spoken-day.ts';

export interface DailyChart {
  readonly days: readonly ChartDay[];
  readonly flagged: readonly Day[];
  readonly currency: Currency;
}

const SIZE: ChartSize = { width: 600, height: 300 };
const STROKE = 'path://M0 4H18V6.5H0Z';
const LABEL_WIDTH = 85;

/**
 * Spend day by day, the usual level with its band, and the flagged days: filled where AWS has settled them, hollow
 * where it may still restate them.
 */
export function drawDailyChart(chart: DailyChart, tone: ChartTone, size: ChartSize = SIZE): string {
  return drawChart(dailyOption(chart, tone, size), tone, size);
}

function dailyOption({ days, flagged, currency }: DailyChart, tone: ChartTone, size: ChartSize): ChartOption {
  const colours = PALETTE[tone];
  const isFlagged = new Set(flagged);
  const axis = { axisLine: { lineStyle: { color: colours.grid } }, axisTick: { show: false } };
  const label = { color: colours.quiet, fontSize: 12 };
  const worst = worstOf(days, isFlagged);
  const plain = { type: 'line', symbol: 'none', silent: true } as const;
  const unseen = { lineStyle: { opacity: 0 }, stack: 'band' } as const;
  return {
    grid: {
      left: 8,
      right: 20,
      top: 48,
      bottom: 8,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    legend: {
      top: 4,
      left: 4,
      itemWidth: 18,
      itemHeight: 10,
      itemGap: size.width < 450 ? 12 : 24,
      selectedMode: false,
      textStyle: { color: colours.text, fontSize: 12 },
      data: [
        { name: 'Spend per day', icon: STROKE },
        { name: 'Usual', icon: STROKE },
        { name: 'Usual range', icon: 'rect' },
        { name: 'Unusual', icon: 'circle' },
      ],
    },
    xAxis: {
      type: 'category',
      data: days.map(({ day }) => briefDay(day)),
      boundaryGap: false,
      ...axis,
      axisLabel: { ...label, interval: fromTheLast(days.length, size) },
    },
    yAxis: {
      type: 'value',
      min: ({ min }: { min: number }) => Math.min(0, min),
      splitNumber: 4,
      ...axis,
      splitLine: { lineStyle: { color: colours.grid } },
      axisLabel: { ...label, formatter: (value: number) => axisMoney(value, currency) },
    },
    series: [
      { ...plain, ...unseen, name: 'low', data: days.map(({ usual }) => unitsOf(usual?.low)) },
      {
        ...plain,
        ...unseen,
        name: 'Usual range',
        data: days.map(({ usual }) => usual && units(usual.high - usual.low)),
        areaStyle: { color: colours.band, opacity: 1 },
        itemStyle: { color: colours.band },
      },
      {
        ...plain,
        name: 'Usual',
        data: days.map(({ usual }) => unitsOf(usual?.mid)),
        lineStyle: { color: colours.usual, width: 1.5, type: 'dashed' },
        itemStyle: { color: colours.usual },
      },
      {
        ...plain,
        name: 'Spend per day',
        data: days.map(({ micros }) => unitsOf(micros)),
        lineStyle: { color: colours.spend, width: 2.5 },
        itemStyle: { color: colours.spend },
      },
      {
        type: 'line',
        silent: true,
        name: 'Unusual',
        symbol: 'circle',
        symbolSize: 10,
        showAllSymbol: true,
        lineStyle: { opacity: 0 },
        itemStyle: { color: colours.alarm, borderColor: colours.alarm, borderWidth: 2 },
        data: days.map(({ day, micros, estimated }) => ({
          value: isFlagged.has(day) ? unitsOf(micros) : undefined,
          ...(estimated ? { itemStyle: { color: colours.paper } } : {}),
          ...(day === worst?.day
            ? {
                label: {
                  show: true,
                  position: nearEnd(days, day) ? 'left' : 'top',
                  distance: 8,
                  formatter: spokenMoney(worst.micros, currency),
                  color: colours.text,
                  fontSize: 13,
                  fontWeight: 'bold',
                },
              }
            : {}),
        })),
      },
    ],
  };
}

function worstOf(days: readonly ChartDay[], flagged: ReadonlySet<Day>) {
  const distance = ({ micros = 0, usual }: ChartDay) => Math.abs(micros - (usual?.mid ?? 0));
  const seen = days.flatMap((one) =>
    one.micros !== undefined && flagged.has(one.day) ? [{ ...one, micros: one.micros }] : [],
  );
  return seen.sort((a, b) => distance(b) - distance(a))[0];
}

function nearEnd(days: readonly ChartDay[], day: Day): boolean {
  return days.findIndex((one) => one.day === day) > days.length * 0.85;
}

/** Which places of an axis are labelled: the last, and as many before it as there is room for. */
function fromTheLast(places: number, { width }: ChartSize): (place: number) => boolean {
  const step = Math.ceil(places / Math.max(2, Math.floor(width / LABEL_WIDTH)));
  return (place) => (places - 1 - place) % step === 0;
}

function unitsOf(micros: Micros | undefined): number | undefined {
  return micros === undefined ? undefined : units(micros);
}

/** The money of an axis, without cents where they say nothing: `$120`, `$0.50`. */
function axisMoney(value: number, currency: Currency): string {
  return spokenMoney(Math.round(value * UNIT), currency).replace(/\.00$/, '');
}
