import mustache from 'mustache';
import type { Email } from './email.ts';
import { MAIL_LAYOUT } from './mail-templates.ts';
import { mailText } from './mail-text.ts';
import type { MailBlock, MailTable, MailView } from './mail-view.ts';
import { oneLine } from './one-line.ts';

const BADGE_COLOUR = { alarm: '#b3261e', notice: '#7a5b00', good: '#1b6e3c' } as const;

/** A mail in HTML and in plain text that says the same, with its charts inside. */
export function renderMail(view: MailView): Email {
  const { subject, preheader, badge, title, blocks, footer, thread } = view;
  const line = oneLine(subject, 200);
  const html = mustache.render(MAIL_LAYOUT, {
    subject: line,
    preheader,
    title,
    badge: { ...badge, colour: BADGE_COLOUR[badge.tone] },
    blocks: blocks.map(blockOf),
    footer,
  });
  const pictures = blocks.flatMap((block) => (block.kind === 'chart' ? [block.chart] : []));
  return {
    subject: line,
    text: mailText(view),
    html,
    ...(thread === undefined ? {} : { thread }),
    ...(pictures.length === 0
      ? {}
      : {
          pictures: pictures.map(({ id, png, alt }) => ({ id, bytes: png, type: 'image/png', about: alt })),
        }),
  };
}

const EMPTY = { lines: false, figures: false, chart: false, action: false, table: false } as const;

/** Every name the template asks of a block is there: it would look for those that are not further up. */
function blockOf(block: MailBlock): object {
  switch (block.kind) {
    case 'lines':
      return { ...EMPTY, lines: block.lines };
    case 'figures': {
      const share = Math.floor(100 / Math.max(1, block.figures.length));
      return { ...EMPTY, figures: { list: block.figures.map((figure) => ({ ...figure, share })) } };
    }
    case 'chart': {
      const { id, alt, caption } = block.chart;
      return { ...EMPTY, chart: { id, alt, caption } };
    }
    case 'action':
      return { ...EMPTY, action: { text: block.text, url: block.url, hint: block.hint } };
    case 'table':
      return { ...EMPTY, table: tableOf(block.table) };
  }
}

function tableOf({ heading, head, rows, amounts }: MailTable): object {
  const cellsOf = (texts: readonly string[]) => ({
    cells: texts.map((text, column) => ({
      text,
      align: amounts.includes(column) ? 'right' : 'left',
      right: column === texts.length - 1 ? '0' : '12px',
      wrap: amounts.includes(column) ? 'white-space:nowrap' : 'word-break:break-word',
    })),
  });
  return { heading, head: head === undefined ? false : [cellsOf(head)], rows: rows.map(cellsOf) };
}
