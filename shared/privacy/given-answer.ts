import { type Instant, parseInstant } from '../kernel/instant.ts';
import type { SystemId } from './config.ts';
import { EraseAnswer, VerifyAnswer } from './progress.ts';

/** More than any system has of one person; most numbers that a person is known by have more digits. */
const MOST_RECORDS = 10_000_000;
/** Whoever asks for more waits no longer than this, and is asked again. */
const LONGEST_WAIT_MS = 7 * 24 * 3_600_000;

type Kept = Extract<EraseAnswer, { answer: 'partial' }>['kept'];

/**
 * What a system says to a command to erase these classes; undefined where it is not in the form that is asked for. It will be
 * signed, and must not be able to quote a person: so what is kept is said of our classes by our reasons, once each with the
 * last of the dates that are still to come; a count is no number of anybody's, and a wait is one that can be waited.
 */
export function eraseAnswerOf(
  given: unknown,
  classes: readonly SystemId[],
  now: Instant,
): EraseAnswer | undefined {
  const answer = EraseAnswer.safeParse(given).data;
  switch (answer?.answer) {
    case 'done':
      return answer.count <= MOST_RECORDS ? answer : undefined;
    case 'partial': {
      const sound = answer.kept.every(({ class: name, until }) => classes.includes(name) && isDate(until));
      return sound && answer.count <= MOST_RECORDS
        ? { ...answer, kept: onceEach(answer.kept, now) }
        : undefined;
    }
    case 'failed':
      return withinReason(answer);
    default:
      return answer;
  }
}

/** What a system says when it is read again, by the same rules. */
export function verifyAnswerOf(given: unknown): VerifyAnswer | undefined {
  const answer = VerifyAnswer.safeParse(given).data;
  if (answer?.answer === 'failed') return withinReason(answer);
  return answer?.answer === 'residue' && answer.count > MOST_RECORDS ? undefined : answer;
}

/** A pattern of digits is not yet a date. */
function isDate(until: Instant | undefined): boolean {
  return until === undefined || parseInstant(until) === until;
}

/** Of each class and reason one, without an end if any has none. A date that is over, as one of birth, is no end. */
function onceEach(kept: Kept, now: Instant): Kept {
  const once = new Map<string, Kept[number]>();
  for (const { class: name, reason, until } of kept) {
    const key = `${name} ${reason}`;
    const before = once.get(key);
    const end = until !== undefined && until > now ? until : undefined;
    const isLater =
      before === undefined || (before.until !== undefined && (end === undefined || end > before.until));
    if (isLater) once.set(key, { class: name, reason, ...(end === undefined ? {} : { until: end }) });
  }
  return [...once.values()];
}

function withinReason<A extends { readonly retryAfterMs?: number | undefined }>(answer: A): A {
  const { retryAfterMs } = answer;
  return retryAfterMs === undefined
    ? answer
    : { ...answer, retryAfterMs: Math.min(retryAfterMs, LONGEST_WAIT_MS) };
}
