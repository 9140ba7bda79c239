import { addDays, dayOf } from '../kernel/day.ts';
import { briefInstant, type Instant } from '../kernel/instant.ts';
import { type Html, html } from '../platform/html.ts';
import type { ChartSize, ChartTone } from './chart.ts';
import type { CostConfig } from './config.ts';
import { drawDailyChart } from './daily-chart.ts';
import { MOST_MUTE_DAYS } from './decide-answer.ts';
import { describeFinding, type FindingWords } from './describe-finding.ts';
import { findingDocument } from './finding-document.ts';
import { type FindingRecord, isActive, type Told } from './finding-record.ts';
import { spokenDay } from './spoken-day.ts';

export interface FindingPageOptions {
  /** What the last press came to. */
  readonly notice?: string | undefined;
  readonly now: Instant;
}

const USUAL_MUTE_DAYS = 14;
const PHONE: ChartSize = { width: 360, height: 260 };

/**
 * The page of a finding: what it is, its chart, its causes, what was told and answered, and the three things to say of
 * it, each a form that posts `action` (`expected`, `investigating`, `muted` with `until`) to the address the page has. A
 * whole document without scripts. Sent with `FINDING_PAGE_HEADERS`.
 */
export function findingPage(
  record: FindingRecord,
  config: CostConfig,
  { notice, now }: FindingPageOptions,
): string {
  const words = describeFinding(record, config);
  const [badge, tone] = BADGES[record.state];
  return findingDocument(
    `${words.title} — Belltower`,
    html`${
      notice === undefined
        ? undefined
        : html`<p class="said" role="status">${notice}</p>
`
    }<span class="badge ${tone}">${badge}</span>
<h1>${words.title}</h1>
${[...new Set([words.what, ...words.lines, stateWords(record)])].map(
  (line) => html`<p>${line}</p>
`,
)}${figures(words)}
${chart(record, words)}
${causes(words)}
${members(words)}
${answers(record, now)}
${history(record)}
<p class="foot">${words.owner} ${words.asOf}<br>Belltower, cost finding ${record.id}</p>`,
  );
}

const BADGES = {
  open: ['Open', 'alarm'],
  investigating: ['Being looked into', 'notice'],
  expected: ['Expected', 'good'],
  muted: ['Muted', 'good'],
  restated: ['Taken back by AWS', 'good'],
  absorbed: ['Usual by now', 'good'],
  ended: ['Over', 'good'],
} as const satisfies Record<FindingRecord['state'], readonly [string, 'alarm' | 'notice' | 'good']>;

function stateWords(record: FindingRecord): string {
  switch (record.state) {
    case 'open':
      return 'Nobody has said what it is yet.';
    case 'investigating':
      return `Being looked into since ${spokenDay(dayOf(record.answer.at))}.`;
    case 'expected':
      return `Said to be expected on ${spokenDay(dayOf(record.answer.at))}: what it costs now counts as usual.`;
    case 'muted':
      return `Muted up to and including ${spokenDay(record.until)}. If it is still there then, it is told again.`;
    case 'restated':
      return `Closed on ${spokenDay(dayOf(record.closedAt))}: AWS restated the days.`;
    case 'absorbed':
      return `Closed on ${spokenDay(dayOf(record.closedAt))}: it held for two weeks, and counts as usual now.`;
    case 'ended':
      return `Closed on ${spokenDay(dayOf(record.closedAt))}: the days since were as usual.`;
  }
}

function figures({ figures: list }: FindingWords): Html | undefined {
  if (list.length === 0) return undefined;
  return html`<dl>${list.map(({ value, label }) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** By night and on a phone another picture: as a picture it knows nothing of the page around it. */
function chart({ chart: days, finding }: FindingRecord, words: FindingWords): Html {
  const source = (tone: ChartTone, size?: ChartSize) => {
    const svg = drawDailyChart({ days, flagged: finding.days, currency: finding.currency }, tone, size);
    return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
  };
  return html`<figure><picture><source media="(max-width: 30rem) and (prefers-color-scheme: dark)" srcset="${source('dark', PHONE)}"><source media="(max-width: 30rem)" srcset="${source('light', PHONE)}"><source media="(prefers-color-scheme: dark)" srcset="${source('dark')}"><img src="${source('light')}" alt="${words.chart}"></picture><figcaption class="quiet">${words.chartCaption}</figcaption></figure>`;
}

function causes({ causes: rows, causeNotes }: FindingWords): Html | undefined {
  if (rows.length === 0 && causeNotes.length === 0) return undefined;
  const table =
    rows.length === 0
      ? undefined
      : html`<table><thead><tr><th scope="col">What</th><th scope="col" class="n">A day</th><th scope="col" class="n">Share</th></tr></thead><tbody>${rows.map(
          ([what, change, share]) =>
            html`<tr><td>${what}</td><td class="n">${change}</td><td class="n">${share}</td></tr>`,
        )}</tbody></table>`;
  return html`<h2>Where it comes from</h2>
${table}${causeNotes.map((note) => html`<p>${note}</p>`)}`;
}

function members({ members: rows }: FindingWords): Html | undefined {
  if (rows.length === 0) return undefined;
  return html`<h2>What it is made of</h2>
<table><tbody>${rows.slice(0, 50).map(([what, change]) => html`<tr><td>${what}</td><td class="n">${change}</td></tr>`)}</tbody></table>`;
}

function answers(record: FindingRecord, now: Instant): Html | undefined {
  const { state } = record;
  if (!isActive(record) && state !== 'expected' && state !== 'muted') return undefined;
  const today = dayOf(now);
  const button = (action: string, label: string, means: string, go = false) =>
    html`<form method="post"><input type="hidden" name="action" value="${action}"><button${go ? html` class="go"` : undefined}>${label}<span>${means}</span></button></form>
`;
  return html`<h2>What is it?</h2>
${state === 'expected' ? undefined : button('expected', 'It is expected', 'Close it. What it costs now counts as usual from now on.', true)}${
  state === 'investigating'
    ? undefined
    : button(
        'investigating',
        'We are looking into it',
        isActive(record) ? 'Keep it open, without a reminder.' : 'Take the answer back, and keep it open.',
      )
}<form method="post" class="mute"><input type="hidden" name="action" value="muted"><label>Until, included<input type="date" name="until" required min="${today}" max="${addDays(today, MOST_MUTE_DAYS)}" value="${addDays(today, USUAL_MUTE_DAYS)}"></label><button>Mute it for a while<span>Close it, and tell it again if it is still there after that day.</span></button></form>`;
}

const TOLD_WORDS = {
  opened: 'Told',
  grown: 'Told that it had grown',
  reminder: 'Reminded',
  closed: 'Told that it was over',
} as const satisfies Record<Told['what'], string>;

function history({ told, openedAt }: FindingRecord): Html {
  const line = (at: Instant, text: string) =>
    html`<li><time class="quiet" datetime="${at}">${briefInstant(at).replace('T', ' ').replace('Z', ' UTC')}</time> ${text}</li>`;
  return html`<h2>What happened</h2>
<ol>${[
    line(openedAt, 'Found'),
    ...told.map(({ at, what, via, to }) =>
      line(at, `${TOLD_WORDS[what]}: ${via === 'page' ? 'the pager, ' : ''}${to.replace(':', ' ')}`),
    ),
  ]}</ol>`;
}
