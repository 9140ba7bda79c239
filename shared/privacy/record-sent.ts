import { millis } from '../kernel/duration.ts';
import { type Instant, shift } from '../kernel/instant.ts';
import { type Case, stepsOf, withSteps } from './case.ts';
import type { Command, SystemCommand } from './command.ts';
import type { PrivacySection, System } from './config.ts';
import type { Digest } from './digest.ts';
import type { CommandRecord, Progress, Step } from './progress.ts';
import { readingName } from './reading.ts';

/** How long a command is given until it counts as not answered: systems that call back have a day, people a week. */
const ANSWER_WITHIN: Readonly<Record<System['connector'], string>> = {
  dynamodb: '15m',
  s3: '15m',
  'rds-data': '15m',
  opensearch: '15m',
  cognito: '15m',
  http: '1d',
  queue: '1d',
  manual: '7d',
};
const WITHIN = '15m';

/**
 * The case once commands are on their way. Where the answer comes later it is stored before they are sent
 * (`recordOnItsWay`), so that the answer finds it so; where it comes at once, together with the answer, so that whoever is
 * stopped in between sends the same again.
 * @param nonces by idempotency key, the digest of what a callback must bring; none for systems that answer at once
 */
export function recordSent(
  of: Case,
  commands: readonly Command[],
  { systems }: Pick<PrivacySection, 'systems'>,
  now: Instant,
  nonces: ReadonlyMap<Digest, Digest> = new Map(),
): Case {
  const steps = stepsOf(of).map((step) =>
    commands.reduce((one, command) => {
      if ((command.kind !== 'erase' && command.kind !== 'verify') || command.system !== one.system)
        return one;
      const connector = systems.find(({ id }) => id === one.system)?.connector;
      const within = connector === undefined ? WITHIN : ANSWER_WITHIN[connector];
      const record: CommandRecord = {
        key: command.idempotencyKey,
        kind: command.kind,
        round: one.round,
        reading: command.kind === 'verify' ? readingName(of, one) : undefined,
        classes: command.classes,
        nonce: nonces.get(command.idempotencyKey),
        answered: false,
      };
      return { ...withRecord(one, record), [command.kind]: sent(command.attempt, within, now, record.key) };
    }, step),
  );
  const task = commands.find(({ kind }) => kind === 'resolve' || kind === 'shred');
  const next = steps.length === 0 ? of : withSteps(of, steps);
  const { stage } = next;
  if (stage.state === 'certified' && commands.some(({ kind }) => kind === 'poll-keys'))
    return { ...next, stage: { ...stage, polled: now } };
  if (task === undefined || (stage.state !== 'resolving' && stage.state !== 'shredding')) return next;
  const count = task.kind === 'shred' ? task.attempt : attemptAfter(stage.progress);
  return { ...next, stage: { ...stage, progress: sent(count, WITHIN, now) } };
}

/**
 * The case while a message is on its way to a system that answers later. Until it is handed over it counts as not answered
 * soon: whoever is stopped before he has sent it keeps it from nobody for long.
 * @param within how long handing it over may take
 */
export function recordOnItsWay(
  of: Case,
  command: SystemCommand,
  map: Pick<PrivacySection, 'systems'>,
  now: Instant,
  { nonce, within }: { readonly nonce: Digest; readonly within: number },
): Case {
  const sent = recordSent(of, [command], map, now, new Map([[command.idempotencyKey, nonce]]));
  return withAnswerBy(sent, command, shift(now, within)) ?? sent;
}

/** The case once the system has the message, which now has the system's time to answer. Undefined where it has answered. */
export function recordHandedOver(
  of: Case,
  command: SystemCommand,
  { systems }: Pick<PrivacySection, 'systems'>,
  now: Instant,
): Case | undefined {
  const connector = systems.find(({ id }) => id === command.system)?.connector;
  return withAnswerBy(
    of,
    command,
    shift(now, millis(connector === undefined ? WITHIN : ANSWER_WITHIN[connector])),
  );
}

/** Undefined where it is not waited for any more. */
function withAnswerBy(
  of: Case,
  { kind, system, idempotencyKey }: SystemCommand,
  answerBy: Instant,
): Case | undefined {
  const step = stepsOf(of).find((one) => one.system === system);
  const progress = step?.[kind];
  if (progress?.status !== 'sent' || progress.key !== idempotencyKey) return undefined;
  const after = stepsOf(of).map((one) =>
    one === step ? { ...one, [kind]: { ...progress, answerBy } } : one,
  );
  return withSteps(of, after);
}

function sent(attempt: number, within: string, now: Instant, key?: Digest): Progress {
  return { status: 'sent', attempt, at: now, answerBy: shift(now, millis(within)), key };
}

function attemptAfter(progress: Progress): number {
  return progress.status === 'idle' ? 1 : progress.attempt + 1;
}

/** A command that is sent again is the same one: its first nonce stays good until it is answered. */
function withRecord(step: Step, record: CommandRecord): Step {
  if (step.commands.some(({ key }) => key === record.key)) return step;
  return { ...step, commands: [...step.commands, record] };
}
