import type { Instant } from '../kernel/instant.ts';
import type { PrivacySection, System, SystemId } from './config.ts';
import { type Digest, digestOfJson } from './digest.ts';
import type { Progress, Step } from './progress.ts';
import { isKept } from './record-classes.ts';
import { type Identities, subjectAt } from './resolve-identities.ts';
import { answered } from './step-state.ts';

const IDLE: Progress = { status: 'idle' };

/** The data map that a case follows, by its digest. */
export function mapDigest({ systems, identities }: Pick<PrivacySection, 'systems' | 'identities'>): Digest {
  return digestOfJson({ systems, identities });
}

/** Whether the steps are those of the map as it is now: it may be deployed anew while a case is open. */
export function areCurrent({ systems }: Pick<PrivacySection, 'systems'>, steps: readonly Step[]): boolean {
  return systems.every((system) => {
    const step = steps.find((one) => one.system === system.id);
    return step !== undefined && same(step.classes, classesOf(system, step));
  });
}

/** One step for each system of the map. What is done already stays done, also at systems that the map no longer has. */
export function planSteps(
  { systems }: Pick<PrivacySection, 'systems'>,
  identities: Identities,
  before: readonly Step[],
  now: Instant,
): Step[] {
  const lost = before.filter((step) => !systems.some(({ id }) => id === step.system));
  const steps = systems.map((system): Step => {
    const step = before.find((one) => one.system === system.id);
    const subject = subjectAt({ systems }, system.id, identities);
    const classes = classesOf(system, step);
    if (step !== undefined && isBegun(step))
      return { ...step, classes, subject: subject === 'unresolved' ? subject : 'known' };
    const nobody = { round: 1, classes, at: now, answer: { answer: 'none' } } as const;
    return {
      system: system.id,
      classes,
      subject,
      round: 1,
      firstRound: 1,
      erase: IDLE,
      verify: IDLE,
      answers: subject === 'unknown' && classes.length > 0 ? [nobody] : [],
      commands: [],
    };
  });
  return [...steps, ...lost];
}

/** Whether something was asked there, or could have been: also where a class has come in since that nobody can ask for. */
function isBegun({ subject, answers, commands }: Step): boolean {
  return subject === 'known' || (subject === 'unresolved' && answers.length + commands.length > 0);
}

/** The classes that the law does not keep, and those that are erased whatever the map says now. */
function classesOf({ classes }: System, step: Step | undefined): SystemId[] {
  const toErase = classes.filter((one) => !isKept(one)).map(({ id }) => id);
  const done = step === undefined || !isBegun(step) ? [] : answered(step);
  return [...new Set([...toErase, ...done])];
}

function same(some: readonly SystemId[], others: readonly SystemId[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one));
}
