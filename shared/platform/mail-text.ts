import type { MailBlock, MailTable, MailView } from './mail-view.ts';

/** A mail in plain text: all that the HTML says, in the same order. */
export function mailText({ badge, title, blocks, footer }: MailView): string {
  return `${[`${badge.text}: ${title}`, ...blocks.map(blockText), footer.join('\n')].join('\n\n')}\n`;
}

function blockText(block: MailBlock): string {
  switch (block.kind) {
    case 'lines':
      return block.lines.join('\n');
    case 'figures':
      return block.figures.map(({ value, label }) => `${value}  ${label}`).join('\n');
    case 'chart':
      return `${block.chart.alt}\n${block.chart.caption}`;
    case 'action':
      return `${block.text}:\n${block.url}\n${block.hint}`;
    case 'table':
      return tableText(block.table);
  }
}

function tableText({ heading, head, rows, amounts }: MailTable): string {
  const all = head === undefined ? rows : [head, ...rows];
  const widths = all.reduce<number[]>(
    (before, cells) => cells.map((cell, column) => Math.max(before[column] ?? 0, cell.length)),
    [],
  );
  const set = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        amounts.includes(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [heading, ...all.map((cells) => `  ${set(cells)}`)].join('\n');
}
