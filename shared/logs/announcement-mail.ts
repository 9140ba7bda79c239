import { dayOf } from '../kernel/day.ts';
import { millis } from '../kernel/duration.ts';
import { type Instant, shift } from '../kernel/instant.ts';
import { spokenMoney } from '../kernel/money.ts';
import { inertLinks } from '../platform/inert-links.ts';
import type { MailView } from '../platform/mail-view.ts';
import { oneLine } from '../platform/one-line.ts';
import type { LogsConfig } from './config.ts';
import type { GroupRecord } from './group-memory.ts';
import { accountName } from './group-owner.ts';
import { daysWords } from './voices.ts';

/** A group whose shortening is announced. */
export type AnnouncedGroup = GroupRecord & { readonly announced: NonNullable<GroupRecord['announced']> };

const MOST_ROWS = 50;

/**
 * What the owner of log groups is told before they are shortened: which, from when on, how much that saves, and how to
 * stop it. Names of groups may be anybody's: they are made inert.
 */
export function announcementMail(
  groups: readonly AnnouncedGroup[],
  config: LogsConfig,
  now: Instant,
): MailView {
  const { shortenOnlyAfter, neverShortenWithout, vetoTag } = config.logs.protect;
  const from = dayOf(shift(now, millis(shortenOnlyAfter)));
  const count = groups.length === 1 ? '1 log group' : `${groups.length} log groups`;
  const sum = (what: 'monthly' | 'atOnce') => groups.reduce((all, { plan }) => all + (plan?.[what] ?? 0), 0);
  const rest = groups.length - MOST_ROWS;
  return {
    subject: `${count} to keep less: what is older is deleted, not before ${from}`,
    preheader: 'Whatever is older than the new limit will be deleted. You can veto it.',
    badge: { text: 'Log retention', tone: 'notice' },
    title: `${count} of yours ${groups.length === 1 ? 'is' : 'are'} to keep less`,
    blocks: [
      {
        kind: 'figures',
        figures: [
          { value: spokenMoney(sum('monthly'), 'USD'), label: 'a month less for storage, once settled' },
          { value: spokenMoney(sum('atOnce'), 'USD'), label: 'a month of that from what is deleted at once' },
        ],
      },
      {
        kind: 'lines',
        lines: [
          `Nothing is deleted before ${from}. From then on a shorter limit may be set, and CloudWatch Logs deletes what is older within some 72 hours. That cannot be undone.`,
          neverShortenWithout === 'approval'
            ? 'It is only done once somebody has approved it: npx belltower logs approve'
            : 'It is done then without a further question.',
          `To keep a group as it is: npx belltower logs veto, or a tag ${vetoTag} on the group.`,
        ],
      },
      {
        kind: 'table',
        table: {
          heading: rest > 0 ? `The first ${MOST_ROWS}; ${rest} more: npx belltower logs list` : 'Which',
          head: ['Account', 'Region', 'Log group', 'Keeps', 'Is to keep', 'Saves a month'],
          rows: groups
            .slice(0, MOST_ROWS)
            .map(({ account, region, name, announced, plan }) => [
              accountName(account, config.organization),
              region,
              inertLinks(oneLine(name, 120), '[.]'),
              daysWords(announced.from),
              daysWords(announced.to),
              spokenMoney(plan?.monthly ?? 0, 'USD'),
            ]),
          amounts: [5],
        },
      },
    ],
    footer: [
      'Each shortening is announced once. How long logs are kept is set in logs.yaml.',
      'Savings are of storage at list prices. Sent by Belltower.',
    ],
  };
}
