import { type Html, html } from './html.ts';

/** How a document looks. */
export interface DocumentStyle {
  readonly css: string;
  /** The schemes its colours are made for, as the element `meta` takes them. */
  readonly colorScheme: 'dark' | 'light' | 'light dark';
  /** The colour of the browser's own bars. */
  readonly themeColor?: string;
}

/** A complete document, readable on a phone; what is in it is never taken for a number to call. */
export function htmlDocument(title: string, main: Html, style: DocumentStyle): string {
  const { css, colorScheme, themeColor } = style;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="${colorScheme}">${themeColor === undefined ? '' : `\n<meta name="theme-color" content="${themeColor}">`}
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no">
${html`<title>${title}</title>`.toString()}
<style>${css}</style>
</head>
<body>
<main>
${main.toString()}
</main>
</body>
</html>
`;
}

/** What a page may do, besides showing text in its one style. */
interface PageFreedom {
  /** The Content-Security-Policy source of its style. */
  readonly style: string;
  readonly pictures?: 'within';
  readonly posts?: 'back';
}

/**
 * What a page is sent with whose address is the key to it. Nothing runs and nothing is loaded, and it is neither stored,
 * nor indexed, nor is its address handed on. (A browser therefore posts with `Origin: null`.)
 */
export function privatePageHeaders({ style, pictures, posts }: PageFreedom): Record<string, string> {
  const policy = [
    "default-src 'none'",
    ...(pictures === 'within' ? ['img-src data:'] : []),
    `style-src '${style}'`,
    "base-uri 'none'",
    `form-action ${posts === 'back' ? "'self'" : "'none'"}`,
    "frame-ancestors 'none'",
  ];
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy.join('; '),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'x-robots-tag': 'noindex, nofollow',
  };
}
