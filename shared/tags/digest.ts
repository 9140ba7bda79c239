import { addDays, dayOf } from '../kernel/day.ts';
import type { Instant } from '../kernel/instant.ts';
import type { DueStep } from './due-step.ts';
import type { QuarantinePlan, QuarantineRecord } from './quarantine-record.ts';
import { whyNotStopped } from './quarantine-way.ts';
import type { TeamScore } from './scores.ts';
import { WAYS } from './ways/table.ts';

/** Under which heading a resource stands in a digest, the gravest first. */
export const DIGEST_PARTS = [
  'quarantined',
  'failed',
  'no-way',
  'warn',
  'remind',
  'exemption-ends',
  'ends',
] as const;
export type DigestPart = (typeof DIGEST_PARTS)[number];

/** One resource in a digest. */
export interface DigestLine {
  readonly part: DigestPart;
  readonly arn: string;
  readonly account: string | undefined;
  /** What is wrong with it, or what was done. */
  readonly what: string;
  /** The step it is told for; undefined where nothing is remembered of its telling. */
  readonly step: DueStep | undefined;
}

/** What a team is told after a sweep: all of it in one message. */
export interface Digest {
  readonly team: { readonly id: string; readonly name: string };
  readonly at: Instant;
  readonly lines: readonly DigestLine[];
  /** Whether the week is told of besides. */
  readonly weekly: boolean;
  readonly score: TeamScore | undefined;
  /** The score of the week before; undefined where there is none. */
  readonly before: number | undefined;
  /** Plans that wait for an approval and have resources of this team. */
  readonly held: readonly QuarantinePlan[];
  /** Accounts and regions that could not be looked at, with the reason: `111111111111 eu-west-1: ACCESS_DENIED`. */
  readonly unseen: readonly string[];
}

/** What there is to be told of. */
export interface DigestFacts {
  readonly due: readonly DueStep[];
  /** Of the steps those to quarantine for which there is no way, by ARN with the reason. */
  readonly noWay: ReadonlyMap<string, string>;
  /** What was put in quarantine and not told yet, and what could not be. */
  readonly quarantined: readonly QuarantineRecord[];
}

/** The most resources one message tells of; the others come with the next. */
export const MOST_LINES = 2_000;

/** The lines of a digest, by their parts and ARNs. A quarantine that is held or a dry run is no line. */
export function digestLines({ due, noWay, quarantined }: DigestFacts): readonly DigestLine[] {
  const steps = due.flatMap((step): DigestLine[] => {
    const { record } = step;
    const { arn, account } = record;
    const line = (part: DigestPart, what: string) => [{ part, arn, account, what, step }];
    switch (step.step) {
      case undefined:
        return [];
      case 'quarantine': {
        const reason = noWay.get(arn);
        return reason === undefined ? [] : line('no-way', whyNotStopped(reason));
      }
      case 'exemption-ends':
        return line('exemption-ends', endWords(step));
      case 'ends':
        return line('ends', 'right again');
      default:
        return line(step.step, record.reason);
    }
  });
  const done = quarantined.map(({ arn, account, state, before, code }): DigestLine => {
    const what = WAYS[before.way].done;
    return state === 'failed'
      ? {
          part: 'failed',
          arn,
          account,
          what: `could not be put in quarantine: ${code ?? 'unknown'}`,
          step: undefined,
        }
      : { part: 'quarantined', arn, account, what, step: undefined };
  });
  const place = (part: DigestPart) => DIGEST_PARTS.indexOf(part);
  return [...steps, ...done]
    .sort((a, b) => place(a.part) - place(b.part) || (a.arn < b.arn ? -1 : 1))
    .slice(0, MOST_LINES);
}

function endWords({ exemption }: DueStep): string {
  if (exemption.kind !== 'valid') return 'its exemption ends';
  return `exempt until ${exemption.until} (${exemption.why}); judged like the rest from ${addDays(exemption.until, 1)} on`;
}

/** The day on which the first of the lines of a part goes to its next step; undefined where none does. */
export function nextDay(lines: readonly DigestLine[], part: DigestPart): string | undefined {
  const days = lines.flatMap((line) =>
    line.part === part && line.step?.wakeAt !== undefined ? [dayOf(line.step.wakeAt)] : [],
  );
  return days.sort()[0];
}

/** Whether there is anything to tell. */
export function isWorthTelling({ lines, weekly, held }: Digest): boolean {
  return weekly || lines.length > 0 || held.length > 0;
}
