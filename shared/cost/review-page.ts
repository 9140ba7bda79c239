import { type Html, html } from '../platform/html.ts';
import { htmlDocument, privatePageHeaders } from '../platform/html-document.ts';
import { REVIEW_STYLE, REVIEW_STYLE_HASH } from './review-style.ts';
import type { ReviewTable } from './review-tables.ts';
import type { ReviewWords } from './review-words.ts';

/** What every review is sent with; its charts are within. */
export const REVIEW_HEADERS = privatePageHeaders({ style: REVIEW_STYLE_HASH, pictures: 'within' });

/** A chart of a page. */
export interface PageChart {
  readonly heading: string;
  readonly svg: string;
  /** What is to be seen on it. */
  readonly alt: string;
}

/** A review as a page of its own, readable on a screen, on a phone and on paper. */
export function reviewPage(words: ReviewWords, charts: readonly PageChart[]): string {
  const { title, subject, figures, notes, tables, footer } = words;
  return reviewDocument(
    subject,
    html`<h1>${title}</h1>
<ul class="figures">${figures.map(({ value, label }) => html`<li><b>${value}</b> <span>${label}</span></li>`)}</ul>
${notes.map((note) => html`<p class="note">${note}</p>`)}
<div class="charts">${charts.map(chartFigure)}</div>
${tables.map(tableSection)}
${footer.map((line) => html`<p class="foot">${line}</p>`)}
<p class="foot">Made by Belltower from the costs it has collected.</p>`,
  );
}

/** A page that only says something: that a link is not valid, for one. */
export function reviewNotice(title: string, message: string): string {
  return reviewDocument(title, html`<h1>${title}</h1><p>${message}</p>`);
}

function reviewDocument(title: string, main: Html): string {
  return htmlDocument(title, main, { css: REVIEW_STYLE, colorScheme: 'light' });
}

function chartFigure({ heading, svg, alt }: PageChart): Html {
  const picture = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
  return html`<figure><figcaption>${heading}</figcaption><img src="${picture}" alt="${alt}"></figure>`;
}

function tableSection({ heading, head, rows, amounts, none }: ReviewTable): Html {
  if (rows.length === 0) return html`<section><h2>${heading}</h2><p class="none">${none}</p></section>`;
  const side = (column: number) => (amounts.includes(column) ? 'amount' : 'text');
  return html`<section><h2>${heading}</h2><div class="scroll"><table>
<thead><tr>${head.map((cell, column) => html`<th scope="col" class="${side(column)}">${cell}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => html`<tr>${cells.map((cell, column) => html`<td class="${side(column)}">${cell}</td>`)}</tr>`)}</tbody>
</table></div></section>`;
}
