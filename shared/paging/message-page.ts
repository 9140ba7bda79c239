import { html } from '../platform/html.ts';
import { fitText } from './page-budget.ts';
import { pageDocument } from './page-document.ts';

/**
 * A page that says one thing, for a link which leads nowhere (any more): what happened, and in `message` what to do
 * now. Sent with `PAGE_HEADERS`.
 */
export function messagePage({
  title,
  message,
}: {
  readonly title: string;
  readonly message: string;
}): string {
  const heading = fitText(title, 500);
  return pageDocument(
    `${heading} — Belltower`,
    html`<h1>${heading}</h1>
<p class="box" role="status">${fitText(message, 3000)}</p>`,
  );
}
