import { elapsed, type Instant } from '../kernel/instant.ts';
import type { SystemId } from './config.ts';
import { type Hold, holdOn } from './hold.ts';
import type { EraseAnswer, Step } from './progress.ts';

type PartialAnswer = Extract<EraseAnswer, { answer: 'partial' }>;

const MOST_ROUNDS = 3;

/** How long a system that said it will erase may still be found not empty. */
const PATIENCE_MS = 7 * 24 * 3_600_000;

/** Whether a system may not be found not empty once more without a person's looking at it. */
export function isLastRound({ round, firstRound }: Step): boolean {
  return round - firstRound + 1 >= MOST_ROUNDS;
}

/** The answers of the current round: those before it were found to be wrong. */
export function answersOf(step: Step): Step['answers'] {
  return step.answers.filter(({ round }) => round === step.round);
}

/** The classes that are left to be erased: not answered for, and not held. */
export function remaining(step: Step, holds: readonly Hold[]): SystemId[] {
  const covered = new Set(answersOf(step).flatMap(({ classes }) => classes));
  return step.classes.filter((name) => !covered.has(name) && holdOn(holds, step.system, name) === undefined);
}

/** The classes a system has answered for, which are read again; with `[]` there is nothing to read. */
export function answered(step: Step): SystemId[] {
  return step.classes.filter((name) => answersOf(step).some(({ classes }) => classes.includes(name)));
}

/** What a system says that it could not erase: what it said in a round before is over, for all was asked for once more. */
export function keptBy(step: Step): PartialAnswer['kept'] {
  return answersOf(step).flatMap(({ answer }) => (answer.answer === 'partial' ? answer.kept : []));
}

/** Whether all that may be erased there is, as far as the system says; what waits for it may go on. */
export function isSettled(step: Step, holds: readonly Hold[], now: Instant): boolean {
  if (remaining(step, holds).length > 0) return false;
  if (step.erase.status === 'sent') return now >= step.erase.answerBy; // a hold came in between: it is not sent again
  return !isInstructed(step) || step.read?.found === 'empty';
}

/** Whether the reading with this name found nothing of all that is erased; without an identity there is nothing to read by. */
export function isRead(step: Step, reading: string): boolean {
  if (step.subject === 'unknown' || answered(step).length === 0) return true;
  const { read } = step;
  return (
    read?.reading === reading &&
    read.found === 'empty' &&
    answered(step).every((name) => read.classes.includes(name))
  );
}

/** Whether a system said that it will erase, and has not yet. */
export function isInstructed(step: Step): boolean {
  return answersOf(step).some(({ answer }) => answer.answer === 'instructed');
}

/** Whether what was found where erasing takes its time may still go by itself. */
export function maySettle(step: Step, now: Instant): boolean {
  const [first] = answersOf(step).filter(({ answer }) => answer.answer === 'instructed');
  return first !== undefined && elapsed(first.at, now) < PATIENCE_MS;
}

/** What a system said in all, by its worst answer. What it could not erase in a round before, it was asked for once more. */
export function overall(step: Step): EraseAnswer['answer'] | 'not-asked' {
  if (step.erase.status === 'failed') return 'failed';
  const isAnswered = answersOf(step).length > 0;
  const said = step.answers.map(({ round, answer }) =>
    answer.answer === 'partial' && round !== step.round && isAnswered ? 'done' : answer.answer,
  );
  const worst = (['partial', 'done', 'instructed', 'absent', 'none'] as const).find((one) =>
    said.includes(one),
  );
  return worst ?? 'not-asked';
}
