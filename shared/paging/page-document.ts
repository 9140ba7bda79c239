import { type Html, html } from '../platform/html.ts';
import { PAGE_STYLE, PAGE_STYLE_HASH } from './page-style.ts';

/**
 * What every page is sent with. Nothing runs and nothing is loaded; the address is the key to the incident, so it is
 * neither stored, nor indexed, nor handed on to the sites linked to. (A browser therefore posts with `Origin: null`.)
 */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src '${PAGE_STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex, nofollow',
} as const;

/** A complete document in the one style we have. */
export function pageDocument(title: string, main: Html): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="dark">
<meta name="theme-color" content="#0c0e12">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no">
${html`<title>${title}</title>`.toString()}
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
${main.toString()}
</main>
</body>
</html>
`;
}
