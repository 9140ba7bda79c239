import { type Html, html } from '../platform/html.ts';
import { htmlDocument, privatePageHeaders } from '../platform/html-document.ts';
import { FINDING_PAGE_STYLE, FINDING_PAGE_STYLE_HASH } from './finding-page-style.ts';

/** What every page about a finding is sent with; its chart is within. */
export const FINDING_PAGE_HEADERS = privatePageHeaders({
  style: FINDING_PAGE_STYLE_HASH,
  pictures: 'within',
  posts: 'back',
});

/** A complete document in the style of findings. */
export function findingDocument(title: string, main: Html): string {
  return htmlDocument(title, main, { css: FINDING_PAGE_STYLE, colorScheme: 'light dark' });
}

/** A page that says one thing, for a link which leads nowhere (any more). */
export function findingMessage({
  title,
  message,
}: {
  readonly title: string;
  readonly message: string;
}): string {
  return findingDocument(
    `${title} — Belltower`,
    html`<h1>${title}</h1>
<p class="said" role="status">${message}</p>`,
  );
}
