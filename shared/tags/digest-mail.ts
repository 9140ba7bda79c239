import { dayOf } from '../kernel/day.ts';
import { inertLinks } from '../platform/inert-links.ts';
import type { MailBlock, MailView } from '../platform/mail-view.ts';
import { oneLine } from '../platform/one-line.ts';
import type { TagsConfig } from './config.ts';
import { type Digest, type DigestPart, nextDay } from './digest.ts';

const MOST_ROWS = 25;
const MOST_UNSEEN = 10;

const HEADINGS: Readonly<Record<DigestPart, string>> = {
  quarantined: 'Put in quarantine',
  failed: 'Could not be put in quarantine',
  'no-way': 'Not stopped',
  warn: 'Still wrong',
  remind: 'To be put right',
  'exemption-ends': 'Exemptions that end',
  ends: 'Put right',
};

/** A digest as a mail. Names of resources and values of tags are anybody's: they are made inert. */
export function digestMail(digest: Digest, { tags }: TagsConfig): MailView {
  const { team, at, weekly } = digest;
  const title = titleOf(digest);
  return {
    subject: `[Tags] ${team.name}: ${title}`,
    preheader: `${scoreWords(digest)} ${weekly ? 'Weekly report.' : ''}`.trim(),
    badge: badgeOf(digest),
    title: `${team.name}: ${title}`,
    blocks: [
      ...figures(digest),
      { kind: 'lines', lines: opening(digest, tags.enforce.mode, tags.apply) },
      ...tables(digest),
      ...unseen(digest),
    ],
    footer: [
      `Sent to ${team.name}, whose team tag these resources have, or who own their account.`,
      `As of the sweep of ${dayOf(at)}. What resources must have is in tags.yaml. Belltower, tags.`,
    ],
    thread: `tags-${team.id}`,
  };
}

function count({ lines }: Digest, part: DigestPart): number {
  return lines.filter((line) => line.part === part).length;
}

function titleOf(digest: Digest): string {
  const named = (part: DigestPart, words: (n: string) => string) => {
    const n = count(digest, part);
    return n === 0 ? [] : [words(n === 1 ? '1 resource' : `${n} resources`)];
  };
  const waiting = digest.held.reduce((sum, { resources }) => sum + own(resources, digest).length, 0);
  const said = [
    ...named('quarantined', (n) => `${n} put in quarantine`),
    ...(waiting === 0 ? [] : [`${waiting} waiting for approval to be put in quarantine`]),
    ...named('warn', (n) => `${n} still wrong`),
    ...named('remind', (n) => `${n} to put right`),
    ...named('failed', (n) => `${n} not stopped`),
    ...named('no-way', (n) => `${n} still wrong`),
    ...named('exemption-ends', (n) => `${n} soon no longer exempt`),
    ...named('ends', (n) => `${n} put right`),
  ].slice(0, 2);
  return said.length === 0 ? scoreWords(digest) : said.join(', ');
}

function own<T extends { readonly team?: string | undefined }>(
  resources: readonly T[],
  { team }: Digest,
): T[] {
  return resources.filter((one) => one.team === team.id);
}

function badgeOf(digest: Digest): MailView['badge'] {
  if (count(digest, 'quarantined') > 0 || digest.held.length > 0)
    return { text: 'Quarantine', tone: 'alarm' };
  if (count(digest, 'warn') > 0) return { text: 'Last notice', tone: 'alarm' };
  if (count(digest, 'remind') > 0) return { text: 'Tags are missing', tone: 'notice' };
  if (digest.weekly)
    return { text: 'Tags, weekly', tone: digest.score?.violations === 0 ? 'good' : 'notice' };
  return { text: 'Tags', tone: 'good' };
}

function scoreWords({ score }: Digest): string {
  if (score?.score === undefined) return 'No resource was judged.';
  return `${score.score} % of ${score.compliant + score.violations} resources have the tags they must have.`;
}

function figures({ score, before, weekly }: Digest): MailBlock[] {
  if (score === undefined) return [];
  const change =
    !weekly || before === undefined || score.score === undefined ? '' : `; ${before} % a week before`;
  return [
    {
      kind: 'figures',
      figures: [
        { value: score.score === undefined ? '–' : `${score.score} %`, label: `have all tags${change}` },
        { value: String(score.violations), label: 'lack some or have wrong ones' },
        { value: String(score.exempt), label: 'exempt' },
        { value: String(score.unknown), label: 'could not be read' },
      ],
    },
  ];
}

function opening(digest: Digest, mode: TagsConfig['tags']['enforce']['mode'], apply: boolean): string[] {
  const { lines, held } = digest;
  const warned = nextDay(lines, 'remind');
  const stopped = mode === 'quarantine' ? nextDay(lines, 'warn') : undefined;
  return [
    ...(count(digest, 'remind') === 0
      ? []
      : [
          `Put the tags on where the resource is defined, so that they stay.${warned === undefined ? '' : ` What is still wrong on ${warned} is told once more.`}`,
        ]),
    ...(count(digest, 'warn') === 0
      ? []
      : [
          stopped === undefined
            ? 'This is the second and last notice.'
            : `This is the second and last notice: from ${stopped} on ${apply ? 'what is still wrong is put in quarantine, stopped but not deleted' : 'it would be put in quarantine; this is a dry run'}.`,
        ]),
    ...(count(digest, 'quarantined') === 0
      ? []
      : [
          'Nothing was deleted. Once its tags are right, what was put in quarantine is put back as it was with: belltower tags release <ARN>',
        ]),
    ...held.map(
      ({ digest: name, reason }) =>
        `A quarantine is held (${reason}). Whoever may lets it through with: belltower tags approve ${name}`,
    ),
    ...(lines.length === 0 && held.length === 0 ? ['Nothing new since the last report.'] : []),
  ];
}

function tables({ lines }: Digest): MailBlock[] {
  return [...Map.groupBy(lines, ({ part }) => part)].flatMap(([part, all]): MailBlock[] => [
    {
      kind: 'table',
      table: {
        heading: HEADINGS[part],
        head: ['Resource', 'Account', 'What'],
        rows: all
          .slice(0, MOST_ROWS)
          .map(({ arn, account, what }) => [inert(nameOf(arn), 80), account ?? '', inert(what, 200)]),
        amounts: [],
      },
    },
    ...(all.length > MOST_ROWS
      ? [{ kind: 'lines', lines: [`And ${all.length - MOST_ROWS} more.`] } as const]
      : []),
  ]);
}

function unseen({ unseen: cells }: Digest): MailBlock[] {
  if (cells.length === 0) return [];
  const more = cells.length > MOST_UNSEEN ? [`and ${cells.length - MOST_UNSEEN} more`] : [];
  return [
    {
      kind: 'lines',
      lines: [`Not looked at, and so not counted: ${[...cells.slice(0, MOST_UNSEEN), ...more].join(', ')}.`],
    },
  ];
}

/** The end of an ARN, from the service on: `ec2 instance/i-1`. */
function nameOf(arn: string): string {
  const [, , service = '', , , ...rest] = arn.split(':');
  return `${service} ${rest.join(':')}`;
}

function inert(text: string, most: number): string {
  return inertLinks(oneLine(text, most), '[.]');
}
