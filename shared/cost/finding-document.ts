import { type Html, html } from '../platform/html.ts';
import { FINDING_PAGE_STYLE, FINDING_PAGE_STYLE_HASH } from './finding-page-style.ts';

/**
 * What every page about a finding is sent with. Nothing runs and nothing is loaded; pictures are inside. The address is
 * the key to the finding, so it is neither stored, nor indexed, nor handed on. (A browser therefore posts with
 * `Origin: null`.)
 */
export const FINDING_PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src '${FINDING_PAGE_STYLE_HASH}'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex, nofollow',
} as const;

/** A complete document in the style of findings. */
export function findingDocument(title: string, main: Html): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no">
${html`<title>${title}</title>`.toString()}
<style>${FINDING_PAGE_STYLE}</style>
</head>
<body>
<main>
${main.toString()}
</main>
</body>
</html>
`;
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
