import * as z from 'zod';
import { elapsed, type Instant, parseInstant } from '../../kernel/instant.ts';
import type { SystemId } from '../config.ts';
import type { Erased, Read } from '../connector.ts';
import { eraseAnswerOf, verifyAnswerOf } from '../given-answer.ts';
import type { FailureCode } from '../progress.ts';
import { failed } from './failure-of.ts';

/** What a server said to a POST, or why it said nothing. */
export type Heard =
  | {
      readonly kind: 'answered';
      readonly answer: {
        readonly status: number;
        readonly retryAfter?: string | undefined;
        readonly body?: string | undefined;
      };
    }
  | { readonly kind: 'refused' }
  | { readonly kind: 'unanswered'; readonly reason: 'host-unknown' | 'no-answer' };

/** Whoever asks for more waits no longer than this, and is asked again. */
const LONGEST_WAIT_MS = 24 * 3_600_000;

/** What a server says to a command to erase these classes. Its words are read as codes and numbers; no text of it is kept. */
export function erasedBy(heard: Heard, classes: readonly SystemId[], now: Instant): Erased {
  if (statusOf(heard) === 404) return { answer: 'absent' };
  return answerBy(heard, (body) => eraseAnswerOf(body, classes, now), now, 'no-write-right');
}

/** What a server says when it is read again. */
export function readBy(heard: Heard, now: Instant): Read {
  if (statusOf(heard) === 404) return { answer: 'empty' };
  return answerBy(heard, verifyAnswerOf, now, 'no-read-right');
}

const Records = z.strictObject({ records: z.array(z.record(z.string(), z.unknown())).max(1_000) });

/** What a server knows of a person; undefined where it does not say so in the form that is asked for. */
export function recordsBy(heard: Heard): readonly Readonly<Record<string, unknown>>[] | undefined {
  if (statusOf(heard) === 404) return [];
  if (statusOf(heard) !== 200) return undefined;
  return Records.safeParse(bodyOf(heard)).data?.records;
}

/** Why a server did not do what it was told, where its status says so. */
export function refusalBy(heard: Heard, now: Instant, forbidden: FailureCode) {
  if (heard.kind === 'refused') return failed('rejected');
  if (heard.kind === 'unanswered') return failed(heard.reason === 'no-answer' ? 'timed-out' : 'down');
  const { status, retryAfter } = heard.answer;
  const wait = retryAfter === undefined ? undefined : retryAfterMs(retryAfter, now);
  if (status === 429) return failed('rate-limited', wait);
  if (status === 401 || status === 403) return failed(forbidden);
  if (status === 408) return failed('timed-out', wait);
  if (status === 410) return failed('target-missing');
  if (status >= 500) return failed('down', wait);
  return status >= 300 ? failed('rejected') : undefined;
}

function answerBy<A>(
  heard: Heard,
  read: (body: unknown) => A | undefined,
  now: Instant,
  forbidden: FailureCode,
): A | { readonly answer: 'later' } | ReturnType<typeof failed> {
  const refusal = refusalBy(heard, now, forbidden);
  if (refusal !== undefined) return refusal;
  if (statusOf(heard) === 202) return { answer: 'later' };
  return read(bodyOf(heard)) ?? failed('answer-unreadable');
}

function statusOf(heard: Heard): number | undefined {
  return heard.kind === 'answered' ? heard.answer.status : undefined;
}

function bodyOf(heard: Heard): unknown {
  if (heard.kind !== 'answered' || heard.answer.body === undefined) return undefined;
  try {
    return JSON.parse(heard.answer.body);
  } catch {
    return undefined;
  }
}

/**
 * How long a `Retry-After` asks to be waited (RFC 9110, 10.2.3): seconds, or a date. At most a day; undefined for what is
 * neither.
 */
export function retryAfterMs(text: string, now: Instant): number | undefined {
  const given = text.trim();
  const date = /^\d+$/.test(given) ? undefined : httpDate(given);
  const ms =
    date === undefined ? (/^\d+$/.test(given) ? Number(given) * 1_000 : undefined) : elapsed(now, date);
  return ms === undefined ? undefined : Math.min(Math.max(ms, 0), LONGEST_WAIT_MS);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Sun, 06 Nov 1994 08:49:37 GMT`: the one form that may be sent. */
function httpDate(text: string): Instant | undefined {
  const [, day = '', month = '', year = '', time = ''] =
    /^[A-Z][a-z]{2}, (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d:\d\d:\d\d) GMT$/.exec(text) ?? [];
  const number = String(MONTHS.indexOf(month) + 1).padStart(2, '0');
  return parseInstant(`${year}-${number}-${day}T${time}Z`);
}
