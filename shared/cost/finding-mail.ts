import type { MailBlock, MailView } from '../platform/mail-view.ts';
import type { CostConfig } from './config.ts';
import { describeFinding, type FindingWords } from './describe-finding.ts';
import { FINDING_LINK_DAYS } from './finding-link-days.ts';
import type { FindingRecord, Message } from './finding-record.ts';
import type { Channel } from './route-finding.ts';

export interface FindingMail {
  readonly record: FindingRecord;
  readonly what: Message;
  /** The page of the finding, for this reader. */
  readonly url: string;
  readonly channel: Channel;
  /** The chart, where it could be drawn. */
  readonly png?: Uint8Array | undefined;
}

const BADGES = {
  opened: { text: 'Unusual cost', tone: 'alarm' },
  grown: { text: 'Unusual cost, growing', tone: 'alarm' },
  reminder: { text: 'Still there', tone: 'notice' },
  closed: { text: 'Taken back', tone: 'good' },
} as const satisfies Record<Message, MailView['badge']>;

/** A finding as a mail to the team that owns it: the same thread for all that is told of it. */
export function findingMail({ record, what, url, channel, png }: FindingMail, config: CostConfig): MailView {
  const words = describeFinding(record, config);
  const again = what === 'opened' && record.told.length === 0 ? '' : 'Re: ';
  const opening = openingOf(record, what);
  return {
    // One subject for the thread: the numbers grow, and what it is about does not.
    subject: `${again}[Cost] ${words.brief}: ${SUBJECT[record.finding.kind]}`,
    preheader: `${words.title}. ${opening[0] ?? words.lines[0] ?? ''}`,
    badge: badgeOf(record, what),
    title: words.title,
    blocks: [
      {
        kind: 'lines',
        lines: [...opening, ...(words.title.startsWith(words.what) ? [] : [words.what]), ...words.lines],
      },
      ...(words.figures.length === 0 ? [] : [{ kind: 'figures', figures: words.figures } as const]),
      ...chartBlock(words, png),
      ...causeBlocks(words),
      {
        kind: 'action',
        text: what === 'closed' ? 'See what became of it' : 'Say what this is',
        url,
        hint: `${what === 'closed' ? '' : 'Expected, being looked into, or mute it for a while. '}The link is your team’s and works for ${FINDING_LINK_DAYS} days.`,
      },
    ],
    footer: [
      `Sent to ${channel.name}, ${WHY_YOU[channel.by]}. ${words.owner}`,
      `${words.asOf} Belltower, cost finding ${record.id}.`,
    ],
    thread: record.id,
  };
}

const SUBJECT = {
  spike: 'more than usual',
  drift: 'more than usual',
  new: 'more than usual',
  drop: 'less than usual',
  'fee-change': 'a regular charge',
  fee: 'a regular charge',
} as const;

const WHY_YOU = {
  tag: 'whose tag this cost has',
  category: 'who own its cost category',
  account: 'who own the account',
  default: 'who get what nobody else owns',
} as const;

function badgeOf({ finding, due }: FindingRecord, what: Message): MailView['badge'] {
  if (what !== 'opened') return BADGES[what];
  if (finding.kind === 'fee') return { text: 'New charge', tone: 'notice' };
  if (finding.kind === 'drop') return { text: 'Unusually low cost', tone: 'notice' };
  return due?.reason === 'mute-over' || due?.reason === 'returned'
    ? { text: 'Unusual cost, again', tone: 'alarm' }
    : BADGES.opened;
}

function openingOf({ due, finding }: FindingRecord, what: Message): string[] {
  if (what === 'reminder')
    return [
      'It is still there a week later, and nobody has said what it is. You will not be reminded again.',
    ];
  if (what === 'closed')
    return [
      'AWS has restated these days, and they are as usual now. There is nothing to do: this is closed.',
    ];
  if (what === 'grown') return ['It has grown so far that it is urgent.'];
  if (due?.reason === 'mute-over') return ['It was muted until now, and it is still there.'];
  if (due?.reason === 'returned') return ['It was closed, and it is back.'];
  if (due?.reason === 'late')
    return [`AWS stated it late: it is of earlier days, not of ${finding.dataAsOf}.`];
  return [];
}

function chartBlock(words: FindingWords, png: Uint8Array | undefined): MailBlock[] {
  if (png === undefined) return [{ kind: 'lines', lines: [words.chart] }];
  return [
    { kind: 'chart', chart: { id: 'daily-spend', png, alt: words.chart, caption: words.chartCaption } },
  ];
}

function causeBlocks({ causes, causeNotes, members }: FindingWords): MailBlock[] {
  const table = (
    heading: string,
    head: readonly string[],
    rows: readonly (readonly string[])[],
    amounts: readonly number[],
  ): MailBlock[] => (rows.length === 0 ? [] : [{ kind: 'table', table: { heading, head, rows, amounts } }]);
  return [
    ...table('Where it comes from', ['What', 'A day', 'Share'], causes, [1, 2]),
    ...(causeNotes.length === 0 ? [] : [{ kind: 'lines', lines: causeNotes } as const]),
    ...table('What it is made of', ['What', 'A day'], members.slice(0, 10), [1]),
    ...(members.length > 10 ? [{ kind: 'lines', lines: [`And ${members.length - 10} more.`] } as const] : []),
  ];
}
