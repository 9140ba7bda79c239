import { BarChart, type BarSeriesOption, LineChart, type LineSeriesOption } from 'echarts/charts';
import {
  GridComponent,
  type GridComponentOption,
  LegendComponent,
  type LegendComponentOption,
  MarkLineComponent,
  MarkPointComponent,
} from 'echarts/components';
import { type ComposeOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([
  BarChart,
  LineChart,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  MarkPointComponent,
  SVGRenderer,
]);

/** What a chart of ours may be made of. */
export type ChartOption = ComposeOption<
  BarSeriesOption | LineSeriesOption | GridComponentOption | LegendComponentOption
>;

/** What the chart is shown on. */
export type ChartTone = 'light' | 'dark';

interface Palette {
  readonly paper: string;
  readonly text: string;
  readonly quiet: string;
  readonly grid: string;
  readonly spend: string;
  readonly usual: string;
  readonly band: string;
  readonly alarm: string;
}

/** Colours by tone; text has a contrast of 4.5 or more with the paper, lines of 3 or more (WCAG 2.2, 1.4.3 and 1.4.11). */
export const PALETTE: Readonly<Record<ChartTone, Palette>> = {
  light: {
    paper: '#ffffff',
    text: '#1f2937',
    quiet: '#5b6472',
    grid: '#e5e7eb',
    spend: '#1d4ed8',
    usual: '#6b7280',
    band: '#cfd8e6',
    alarm: '#c2180c',
  },
  dark: {
    paper: '#191c23',
    text: '#e8eaee',
    quiet: '#b4bac6',
    grid: '#2b303a',
    spend: '#8ab4ff',
    usual: '#9aa3b2',
    band: '#39424f',
    alarm: '#ff8a80',
  },
};

/** The font that charts are set in; where it is missing, whatever else has no serifs. */
const CHART_FONT = 'DejaVu Sans, Helvetica, Arial, sans-serif';

export interface ChartSize {
  readonly width: number;
  readonly height: number;
}

/** Draws a chart as SVG: a whole picture in one text, without scripts, links or anything to load. */
export function drawChart(option: ChartOption, tone: ChartTone, { width, height }: ChartSize): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({
      animation: false,
      backgroundColor: PALETTE[tone].paper,
      textStyle: { fontFamily: CHART_FONT, color: PALETTE[tone].text },
      ...option,
    });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}
