import { type Html, html } from '../platform/html.ts';
import { REVIEW_STYLE, REVIEW_STYLE_HASH } from './review-style.ts';
import type { ReviewTable } from './review-tables.ts';
import type { ReviewWords } from './review-words.ts';

/**
 * What every page of costs is sent with. Nothing runs and nothing is loaded; the address is the key to the page, so it is
 * neither stored, nor indexed, nor handed on. Charts are pictures within the page.
 */
export const REVIEW_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; img-src data:; style-src '${REVIEW_STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex, nofollow',
} as const;

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
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no">
${html`<title>${title}</title>`.toString()}
<style>${REVIEW_STYLE}</style>
</head>
<body>
<main>
${main.toString()}
</main>
</body>
</html>
`;
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
