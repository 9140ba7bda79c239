import { inertLinks } from '../platform/inert-links.ts';
import type { MailBlock, MailChart, MailView } from '../platform/mail-view.ts';
import { oneLine } from '../platform/one-line.ts';
import type { ReviewTable } from './review-tables.ts';
import type { ReviewWords } from './review-words.ts';

export interface ReviewMail {
  readonly words: ReviewWords;
  /** What the mails about one month have in common. */
  readonly thread: string;
  /** Where the page is. */
  readonly link: string;
  readonly linkDays: number;
  readonly charts: readonly MailChart[];
  readonly badge: MailView['badge'];
}

/** A review as a mail. Names of services may be a marketplace seller's: they are made inert. */
export function reviewMail({ words, thread, link, linkDays, charts, badge }: ReviewMail): MailView {
  const { subject, title, figures, notes, tables, footer } = words;
  const filled = tables.filter(({ rows }) => rows.length > 0);
  const empty = tables.filter(({ rows }) => rows.length === 0);
  return {
    subject,
    preheader: figures.map(({ value, label }) => `${value} ${label}`).join(' · '),
    badge,
    title,
    blocks: [
      { kind: 'figures', figures },
      ...(notes.length === 0 ? [] : [{ kind: 'lines' as const, lines: notes }]),
      ...charts.map((chart) => ({ kind: 'chart' as const, chart })),
      {
        kind: 'action',
        text: 'Open the whole review',
        url: link,
        hint: `The link opens this review for ${linkDays} days, for whoever has it.`,
      },
      ...filled.map(tableBlock),
      ...(empty.length === 0
        ? []
        : [{ kind: 'lines' as const, lines: empty.map(({ heading, none }) => `${heading}: ${none}`) }]),
    ],
    footer: [
      ...footer,
      'Sent by Belltower on the 3rd of each month, from the costs it has collected.',
      'Who gets it is set in organization.yaml (teams) and cost.yaml (finance).',
    ],
    thread,
  };
}

function tableBlock({ heading, head, rows, amounts, onPage = [] }: ReviewTable): MailBlock {
  const kept = head.map((_, column) => column).filter((column) => !onPage.includes(column));
  const cells = (row: readonly string[]) =>
    kept.map((column) => inertLinks(oneLine(row[column] ?? '', 120), '[.]'));
  return {
    kind: 'table',
    table: {
      heading,
      head: cells(head),
      rows: rows.map(cells),
      amounts: kept.flatMap((column, place) => (amounts.includes(column) ? [place] : [])),
    },
  };
}
