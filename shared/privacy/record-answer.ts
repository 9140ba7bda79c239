import type { Instant } from '../kernel/instant.ts';
import { beginAgain } from './after-certificate.ts';
import { afterFailure, nextReading } from './backoff.ts';
import { type Case, stepsOf, withSteps } from './case.ts';
import type { SystemId } from './config.ts';
import { type Digest, isSameDigest } from './digest.ts';
import { eraseAnswerOf, verifyAnswerOf } from './given-answer.ts';
import type { CommandRecord, Progress, Step } from './progress.ts';
import { readingName } from './reading.ts';
import { isInstructed, isLastRound, maySettle } from './step-state.ts';

/** What a system said to a command, and by which way it came. */
export interface SystemAnswer {
  readonly system: SystemId;
  readonly idempotencyKey: Digest;
  /** Of whatever shape: it is read here. */
  readonly answer: unknown;
  /** For a callback, the digest of the nonce it brought. */
  readonly nonce?: Digest | undefined;
}

/** What becomes of an answer. Reasons are codes: an answer's text is never repeated. */
export type RecordAnswer =
  | { readonly kind: 'recorded'; readonly case: Case; readonly reason: string }
  /** It changes nothing, and is no harm. */
  | { readonly kind: 'ignored'; readonly reason: 'answered-already' | 'round-over' }
  /** It is not what we asked for: forged, replayed, or malformed. */
  | {
      readonly kind: 'refused';
      readonly reason: 'unknown-command' | 'wrong-nonce' | 'replayed' | 'malformed';
    };

/**
 * Takes one answer for each command, the first that comes, also after its time. A callback is known by its nonce, which is
 * good once.
 */
export function recordAnswer(of: Case, given: SystemAnswer, now: Instant): RecordAnswer {
  const step = stepsOf(of).find(({ system }) => system === given.system);
  const command = step?.commands.find(({ key }) => key === given.idempotencyKey);
  if (step === undefined || command === undefined) return { kind: 'refused', reason: 'unknown-command' };
  if (!isExpected(command.nonce, given.nonce)) return { kind: 'refused', reason: 'wrong-nonce' };
  if (command.answered && given.nonce !== undefined) return { kind: 'refused', reason: 'replayed' };
  if (command.answered) return { kind: 'ignored', reason: 'answered-already' };
  const taken =
    command.kind === 'erase' ? erased(step, command, given, now) : read(of, step, command, given, now);
  if (typeof taken === 'string') {
    return taken === 'malformed' ? { kind: 'refused', reason: taken } : { kind: 'ignored', reason: taken };
  }
  const steps = stepsOf(of).map((one) => (one === step ? taken.step : one));
  const next = withSteps(of, steps);
  const { stage } = next;
  const cameBack = stage.state === 'certified' && taken.reason.startsWith('residue');
  return { kind: 'recorded', case: cameBack ? beginAgain(next, stage) : next, reason: taken.reason };
}

/** A callback brings the nonce of its command; who answers at once brings none, and has none to bring. */
function isExpected(nonce: Digest | undefined, given: Digest | undefined): boolean {
  if (nonce === undefined || given === undefined) return nonce === given;
  return isSameDigest(nonce, given);
}

type Taken = { readonly step: Step; readonly reason: string } | 'malformed' | 'round-over';

function erased(step: Step, command: CommandRecord, { answer: given }: SystemAnswer, now: Instant): Taken {
  const answer = eraseAnswerOf(given, command.classes, now);
  if (answer === undefined) return 'malformed';
  if (command.round !== step.round) return 'round-over';
  if (answer.answer === 'failed') {
    const erase = afterFailure(attemptOf(step.erase), answer, now);
    return { step: { ...step, erase }, reason: `failed-${answer.code}` };
  }
  const record = { round: command.round, classes: command.classes, at: now, answer };
  return {
    step: {
      ...step,
      erase: afterAnswer(step.erase, command),
      answers: [...step.answers, record],
      commands: closed(step.commands, command),
    },
    reason: answer.answer,
  };
}

function read(
  of: Case,
  step: Step,
  command: CommandRecord,
  { answer: given }: SystemAnswer,
  now: Instant,
): Taken {
  const answer = verifyAnswerOf(given);
  if (answer === undefined) return 'malformed';
  const reading = readingName(of, step);
  if (command.round !== step.round || command.reading !== reading) return 'round-over';
  if (answer.answer === 'failed') {
    const verify = afterFailure(attemptOf(step.verify), answer, now);
    return { step: { ...step, verify }, reason: `failed-${answer.code}` };
  }
  const readings = (step.read?.reading === reading ? step.read.readings : 0) + 1;
  const done: Step = {
    ...step,
    verify: afterAnswer(step.verify, command),
    read: { reading, classes: command.classes, at: now, found: answer.answer, readings },
    commands: closed(step.commands, command),
  };
  if (answer.answer === 'empty') return { step: done, reason: 'empty' };
  if (of.stage.state === 'certified')
    return { step: { ...reopened(done), firstRound: done.round + 1 }, reason: 'residue-came-back' };
  if (isInstructed(step) && maySettle(step, now)) {
    const retryAt = nextReading(readings - 1, now);
    const verify: Progress = {
      status: 'waiting',
      attempt: readings,
      retryAt,
      code: 'not-yet',
      parked: false,
    };
    return { step: { ...done, verify }, reason: 'not-yet' };
  }
  if (isLastRound(step)) return { step: done, reason: 'residue-escalates' };
  return { step: reopened(done), reason: 'residue' };
}

/** A step that is done over: what was answered is not true. Counts of what was erased stay. */
export function reopened(step: Step): Step {
  return { ...step, round: step.round + 1, erase: { status: 'idle' }, verify: { status: 'idle' } };
}

/** An answer to an earlier command leaves the one that was sent since still to be answered. */
function afterAnswer(progress: Progress, { key }: CommandRecord): Progress {
  return progress.status === 'sent' && progress.key !== key ? progress : { status: 'idle' };
}

function closed(commands: readonly CommandRecord[], command: CommandRecord): CommandRecord[] {
  return commands.map((one) => (one.key === command.key ? { ...one, answered: true } : one));
}

function attemptOf(progress: Progress): number {
  return progress.status === 'idle' ? 1 : progress.attempt;
}
