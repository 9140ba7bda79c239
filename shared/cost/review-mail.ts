import { inertLinks } from '../platform/inert-links.ts';
import { oneLine } from '../platform/one-line.ts';
import type { MailBlock, MailChart, MailView } from './mail-view.ts';
import type { ReviewTable } from './review-tables.ts';
import type { ReviewWords } from './review-words.ts';

export interface ReviewMail {
  readonly words: ReviewWords;
  /** What the mails about one month have in common. */
  readonly thread: string;
  /** Where the page is; undefined where it could not be kept. */
  readonly link: string;
  readonly linkDays: number;
  readonly charts: readonly MailChart[];
  /** Whether it corrects an earlier one. */
  readonly corrected: boolean;
}

/** A review as a mail. Names of services may be a marketplace seller's: they are made inert. */
export function reviewMail({ words, thread, link, linkDays, charts, corrected }: ReviewMail): MailView {
  const { subject, title, figures, notes, tables } = words;
  const filled = tables.filter(({ rows }) => rows.length > 0);
  const empty = tables.filter(({ rows }) => rows.length === 0);
  return {
    subject,
    preheader: figures.map(({ value, label }) => `${value} ${label}`).join(' · '),
    badge: corrected
      ? { text: 'Corrected review', tone: 'notice' }
      : { text: 'Monthly review', tone: 'good' },
    title,
    blocks: [
      { kind: 'figures', figures },
      { kind: 'lines', lines: notes },
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
      'Sent by Belltower on the 3rd of each month, from the costs it has collected.',
      'Who gets it is set in organization.yaml (teams) and cost.yaml (finance).',
    ],
    thread,
  };
}

function tableBlock({ heading, head, rows, amounts }: ReviewTable): MailBlock {
  const inert = (cell: string) => inertLinks(oneLine(cell, 120), '[.]');
  return {
    kind: 'table',
    table: { heading, head, rows: rows.map((cells) => cells.map(inert)), amounts },
  };
}
