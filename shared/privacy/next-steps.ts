import type { Instant } from '../kernel/instant.ts';
import type { Case } from './case.ts';
import type { SystemCommand } from './command.ts';
import type { PrivacySection, System, SystemId } from './config.ts';
import { type Digest, digestOfJson } from './digest.ts';
import { dueAttempt } from './due-attempt.ts';
import type { Hold } from './hold.ts';
import type { Progress, Step } from './progress.ts';
import { readingName } from './reading.ts';
import { answered, isInstructed, isLastRound, isRead, isSettled, keptBy, remaining } from './step-state.ts';

/** What a case waits for, and why. */
export interface Awaited {
  readonly what: 'answer' | 'retry' | 'order' | 'hold' | 'person' | 'time' | 'holds';
  readonly code: string;
  readonly system?: SystemId | undefined;
  /** The system that must be erased first. */
  readonly after?: SystemId | undefined;
  /** When to look again; undefined where something must happen first. */
  readonly until?: Instant | undefined;
  /** The team that is to act. */
  readonly owner?: string | undefined;
}

/** What is to be sent to systems, and what each of the others waits for. */
export interface StepWork {
  readonly commands: readonly SystemCommand[];
  readonly awaiting: readonly Awaited[];
}

interface Context {
  readonly of: Case;
  readonly steps: readonly Step[];
  readonly map: Pick<PrivacySection, 'systems'>;
  readonly holds: readonly Hold[];
  readonly now: Instant;
  /** Whether to read all that is erased; if not, only what takes its time to erase. */
  readonly readAll: boolean;
}

/** For each step what is to be done now: a command that is due, or a reason why there is none. */
export function workOnSteps(context: Context): StepWork {
  const found = context.steps.map((step) => workOnStep(step, context));
  return {
    commands: found.flatMap(({ commands }) => commands),
    awaiting: found.flatMap(({ awaiting }) => awaiting),
  };
}

const NOTHING: StepWork = { commands: [], awaiting: [] };

function workOnStep(step: Step, context: Context): StepWork {
  const { holds, now, readAll } = context;
  const system = context.map.systems.find(({ id }) => id === step.system);
  const erased = isSettled(step, holds, now);
  const reading = readingName(context.of, step);
  const toRead = (readAll || isInstructed(step)) && !isRead(step, reading);
  if (erased && !toRead) return NOTHING;
  const owner = system?.owner;
  const person = (code: string): StepWork => waiting({ what: 'person', code, system: step.system, owner });
  if (system === undefined) return person('system-not-in-map');
  if (!system.enabled) return person('connector-disabled');
  if (step.subject === 'unresolved') return person('identity-unresolved');
  if (remaining(step, holds).length > 0 || (step.erase.status === 'sent' && !erased))
    return workOnErasing(step, system, context);
  if (step.read?.reading === reading && step.read.found === 'residue' && step.verify.status === 'idle')
    return person(isLastRound(step) ? 'residue-after-3-rounds' : 'residue');
  const readings = step.read?.reading === reading ? step.read.readings : 0;
  const key = keyOf(context.of, step, 'verify', [reading, readings, ...answered(step)]);
  const kept = [...new Set(keptBy(step).map((one) => one.class))];
  return attempt(step.verify, system, now, (count) => ({
    ...commandOf(context.of, step, 'verify', answered(step), key, count),
    kept,
  }));
}

function workOnErasing(step: Step, system: System, context: Context): StepWork {
  const { holds, now, of } = context;
  const classes = remaining(step, holds);
  const key = keyOf(of, step, 'erase', classes);
  const work = attempt(step.erase, system, now, (count) => commandOf(of, step, 'erase', classes, key, count));
  const before = context.steps.find(
    (one) => system.after.includes(one.system) && !isSettled(one, holds, now),
  );
  if (before === undefined || work.commands.length === 0) return work;
  return waiting({ what: 'order', code: 'child-not-erased', system: step.system, after: before.system });
}

/** A command where a task is due for one; else what it waits for. */
function attempt(
  progress: Progress,
  { id, owner }: System,
  now: Instant,
  command: (attempt: number) => SystemCommand,
): StepWork {
  const due = dueAttempt(progress, now);
  if (due.kind === 'due') return { commands: [command(due.attempt)], awaiting: [] };
  const { kind: what, code } = due;
  const told = due.kind === 'person' || (due.kind === 'retry' && due.parked) ? owner : undefined;
  return waiting({ what, code, system: id, until: 'until' in due ? due.until : undefined, owner: told });
}

function waiting(awaited: Awaited): StepWork {
  return { commands: [], awaiting: [awaited] };
}

function keyOf(of: Case, { system, round }: Step, kind: string, what: readonly (string | number)[]): Digest {
  return digestOfJson([of.id, system, kind, round, ...what]);
}

function commandOf(
  of: Case,
  { system }: Step,
  kind: SystemCommand['kind'],
  classes: SystemId[],
  idempotencyKey: Digest,
  count: number,
): SystemCommand {
  return { kind, caseId: of.id, system, subjectRef: of.subject, classes, idempotencyKey, attempt: count };
}
