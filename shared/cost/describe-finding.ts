import { type Micros, spokenMoney, UNIT } from '../kernel/money.ts';
import type { CostConfig } from './config.ts';
import type { Cause, Explanation } from './explanation.ts';
import type { Finding } from './finding.ts';
import type { FindingRecord } from './finding-record.ts';
import { channelsOf } from './route-finding.ts';
import { briefSeries, causeWords, seriesWords } from './series-words.ts';
import { briefDay, spokenDay } from './spoken-day.ts';

const DAYS_A_MONTH = 30;
const MOST_CAUSES = 3;

/** A finding in people's words; the mail, the page and the alert are made of these. All of it is plain text. */
export interface FindingWords {
  /** `Amazon S3 costs $310.00 a day more than usual`. */
  readonly title: string;
  /** What it is the cost of, all of it; and in a few words. */
  readonly what: string;
  readonly brief: string;
  /** Since when, how much is usual, and how sure that is. */
  readonly lines: readonly string[];
  readonly figures: readonly { readonly value: string; readonly label: string }[];
  /** What, how much a day, which part of it. */
  readonly causes: readonly (readonly [string, string, string])[];
  /** What the causes leave open, or why there are none. */
  readonly causeNotes: readonly string[];
  /** Of a grouped finding. */
  readonly members: readonly (readonly [string, string])[];
  readonly owner: string;
  readonly asOf: string;
  /** What is to be seen on the chart. */
  readonly chart: string;
  readonly chartCaption: string;
}

/** What there is to say of a finding. */
export function describeFinding(record: FindingRecord, config: CostConfig): FindingWords {
  const { finding, explanation } = record;
  const { organization } = config;
  const money = (micros: Micros) => spokenMoney(micros, finding.currency);
  const what = seriesWords(finding.series, organization);
  const members = (finding.members ?? []).map(
    ({ series, impact }) => [seriesWords(series, organization), signed(impact, money)] as const,
  );
  return {
    title: titleOf(record, shortly(finding, organization)),
    what,
    brief:
      finding.members === undefined
        ? briefSeries(finding.series, organization)
        : shortly(finding, organization),
    lines: linesOf(record, money),
    figures: record.state === 'restated' ? [] : figuresOf(finding),
    ...causesOf(explanation, (cause) => causeWords(cause, organization), money),
    members,
    owner: ownerWords(finding, config),
    asOf: `Data as of ${spokenDay(finding.dataAsOf)}${finding.provisional ? ', which AWS may still restate' : ''}.`,
    chart: chartWords(record, money),
    chartCaption: record.chart.some(({ estimated }) => estimated)
      ? 'A hollow dot is a day that AWS may still restate.'
      : 'AWS has settled all of these days.',
  };
}

/** For a title the service or whatever else comes first says enough. */
function shortly({ series, members }: Finding, organization: CostConfig['organization']): string {
  if (members !== undefined) return `${members.length} costs together`;
  const { service, usageType, ...rest } = series;
  const first = service ?? usageType;
  return first === undefined
    ? seriesWords(rest, organization)
    : seriesWords({ service: first }, organization);
}

type Spoken = (micros: Micros) => string;

/** Money without cents from 100 on, for what is to be taken in at a glance. */
function roundly(currency: Finding['currency']): Spoken {
  return (micros) =>
    Math.abs(micros) < 100 * UNIT
      ? spokenMoney(micros, currency)
      : spokenMoney(Math.round(micros / UNIT) * UNIT, currency).replace(/\.00$/, '');
}

function titleOf({ finding, state }: FindingRecord, what: string): string {
  const { kind, impact, actual, currency, members } = finding;
  const money = roundly(currency);
  const size = money(Math.abs(impact));
  if (state === 'restated') return `${what}: as usual after all`;
  if (members !== undefined) return `${what} cost ${size} a day ${impact < 0 ? 'less' : 'more'} than usual`;
  switch (kind) {
    case 'new':
      return `${what} is new and costs ${money(actual)} a day`;
    case 'fee':
      return `${what}: a charge of ${money(actual)}, seen for the first time`;
    case 'fee-change':
      return `${what}: a regular charge went from ${money(finding.baseline)} to ${money(actual)}`;
    case 'drop':
      return `${what} costs ${size} a day less than usual`;
    case 'drift':
      return `${what} has slowly grown by ${size} a day`;
    case 'spike':
      return `${what} costs ${size} a day more than usual`;
  }
}

function linesOf({ finding, state, chart }: FindingRecord, money: Spoken): string[] {
  const { firstDate, days, baseline, low, high, kind, provisional, sample } = finding;
  if (state === 'restated') {
    const now = chart.find(({ day }) => day === firstDate)?.micros;
    return [
      `For ${spokenDay(firstDate)} AWS first said ${money(finding.actual)}${now === undefined ? '' : `, and now says ${money(now)}`}. Usual is ${money(baseline)}.`,
    ];
  }
  if (kind === 'fee' || kind === 'fee-change')
    return [
      `On ${spokenDay(firstDate)}. It follows the calendar or a contract, and is part of no usual level.`,
    ];
  const count = days.length === 1 ? 'one day so far' : `${days.length} days so far`;
  const usual =
    baseline === 0
      ? 'There was no such cost before.'
      : `It usually costs ${money(baseline)} on such a day, between ${money(low)} and ${money(high)}; that is from ${sample} days.`;
  const sure = provisional
    ? 'Provisional: AWS may still restate the last day. If it goes back to the usual, this closes by itself.'
    : 'Final: AWS has settled these days.';
  const over =
    state === 'open' || state === 'investigating'
      ? count
      : `${days.length === 1 ? 'one day' : `${days.length} days`}, now closed`;
  return [`Since ${spokenDay(firstDate)} (${over}). ${usual}`, sure];
}

function figuresOf(finding: Finding): FindingWords['figures'] {
  const money = roundly(finding.currency);
  const { impact, deviationPct, total, firstDate, days, kind } = finding;
  if (kind === 'fee') return [{ value: money(finding.actual), label: `on ${briefDay(firstDate)}` }];
  const percent = deviationPct === null ? 'there was none before' : percentWords(deviationPct);
  const worst = { value: signed(impact, money), label: `a day, ${percent}` };
  if (kind === 'fee-change') return [{ ...worst, label: percent }];
  return [
    worst,
    ...(days.length > 1 ? [{ value: signed(total, money), label: `since ${briefDay(firstDate)}` }] : []),
    { value: `≈ ${signed(impact * DAYS_A_MONTH, money)}`, label: 'a month, if it stays' },
  ];
}

function percentWords(percent: number): string {
  const whole = Math.abs(percent) >= 10 ? Math.round(percent) : Math.round(percent * 10) / 10;
  return `${whole > 0 ? '+' : ''}${whole.toLocaleString('en-US').replace('-', '−')}%`;
}

/** With its sign, and a minus that is one: `+$310.00`, `−$45.00`. */
function signed(micros: Micros, money: Spoken): string {
  return `${micros < 0 ? '−' : '+'}${money(Math.abs(micros))}`;
}

function causesOf(
  explanation: Explanation | undefined,
  words: (cause: Cause) => string,
  money: Spoken,
): Pick<FindingWords, 'causes' | 'causeNotes'> {
  if (explanation === undefined) return { causes: [], causeNotes: [] };
  if (explanation.state === 'failed')
    return {
      causes: [],
      causeNotes: ['Where it comes from could not be looked up: Cost Explorer did not answer.'],
    };
  const { split, changes = [], partial } = explanation;
  return {
    causes: explanation.causes
      .slice(0, MOST_CAUSES)
      .map(
        (cause) => [words(cause), signed(cause.change, money), `${Math.round(cause.share * 100)}%`] as const,
      ),
    causeNotes: [
      ...(explanation.causes.length === 0 ? ['No single account, region or kind of usage stands out.'] : []),
      ...(split === undefined ? [] : splitWords(split, money)),
      ...(changes.length === 0 ? [] : [`Changed there just before: ${changes.slice(0, 5).join(', ')}.`]),
      ...(partial ? ['Cost Explorer had more to say than was read.'] : []),
    ],
  };
}

function splitWords({ usage, price }: { usage: Micros; price: Micros }, money: Spoken): string[] {
  const all = Math.abs(usage) + Math.abs(price);
  if (all === 0) return [];
  const ofUsage = Math.abs(usage) / all;
  if (ofUsage >= 0.9) return ['It comes of usage, not of prices.'];
  if (ofUsage <= 0.1) return ['It comes of prices, not of usage.'];
  return [`${signed(usage, money)} a day of it comes of usage, ${signed(price, money)} of prices.`];
}

const OWNED = {
  tag: 'by the tag of the cost',
  category: 'by its cost category',
  account: 'as the owner of the account',
  default: 'since nobody else owns this cost',
} as const;

function ownerWords(finding: Finding, config: CostConfig): string {
  const [owner] = channelsOf(finding, config);
  return owner === undefined ? 'Nobody owns this cost.' : `Owner: ${owner.name}, ${OWNED[owner.by]}.`;
}

function chartWords({ finding, chart }: FindingRecord, money: Spoken): string {
  const [first] = chart;
  const last = chart.at(-1);
  if (first === undefined || last === undefined) return 'No days to show.';
  const days = `Daily spend from ${spokenDay(first.day)} to ${spokenDay(last.day)}`;
  if (finding.kind === 'fee' || finding.kind === 'fee-change')
    return `${days}; ${money(finding.actual)} on ${spokenDay(finding.date)}.`;
  return `${days}: usually ${money(finding.baseline)} on such a day, ${money(finding.actual)} on the worst since ${spokenDay(finding.firstDate)}.`;
}
