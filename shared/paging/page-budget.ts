import { type Html, html } from '../platform/html.ts';
import { oneLine } from '../platform/one-line.ts';

/** The size of markup in bytes, as it is sent. */
export function bytes(markup: Html | string): number {
  return Buffer.byteLength(markup.toString());
}

/** `text` as one line whose escaped form takes at most `budget` bytes. */
export function fitText(text: string, budget: number): string {
  const line = oneLine(text, budget);
  if (bytes(html`${line}`) <= budget) return line;
  let kept = '';
  let used = bytes('…');
  for (const character of line) {
    used += bytes(html`${character}`);
    if (used > budget) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** As many of the items, from the first, as fit into `budget` bytes together once rendered; and how many do not. */
export function fitItems<T>(
  items: readonly T[],
  render: (item: T) => Html,
  budget: number,
): { readonly shown: readonly Html[]; readonly more: number } {
  const shown: Html[] = [];
  let used = 0;
  for (const item of items) {
    const markup = render(item);
    used += bytes(markup);
    if (used > budget) break;
    shown.push(markup);
  }
  return { shown, more: items.length - shown.length };
}
