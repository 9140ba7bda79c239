import type { Html } from '../platform/html.ts';
import { htmlDocument, privatePageHeaders } from '../platform/html-document.ts';
import { PAGE_STYLE, PAGE_STYLE_HASH } from './page-style.ts';

/** What every page about incidents is sent with. */
export const PAGE_HEADERS = privatePageHeaders({ style: PAGE_STYLE_HASH, posts: 'back' });

/** A complete document, dark: it is read at night. */
export function pageDocument(title: string, main: Html): string {
  return htmlDocument(title, main, { css: PAGE_STYLE, colorScheme: 'dark', themeColor: '#0c0e12' });
}
