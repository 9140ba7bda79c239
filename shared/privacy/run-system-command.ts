import { elapsed, shift } from '../kernel/instant.ts';
import { type Case, stepsOf } from './case.ts';
import type { SystemCommand } from './command.ts';
import type { CommandDeps } from './command-deps.ts';
import type { System } from './config.ts';
import type { CallBack, Erased, Read } from './connector.ts';
import { failed, failureOf } from './connectors/failure-of.ts';
import { type Digest, digestOf } from './digest.ts';
import type { CommandStep } from './erasure-input.ts';
import type { EraseAnswer, Step, VerifyAnswer } from './progress.ts';
import { readingName } from './reading.ts';
import { recordAnswer } from './record-answer.ts';
import { recordOnCase } from './record-on-case.ts';
import { recordHandedOver, recordOnItsWay, recordSent } from './record-sent.ts';
import { subjectAt } from './resolve-identities.ts';
import { answersOf, keptBy } from './step-state.ts';

/** What came of it, for the workflow: `waitSeconds` 0 where it is over. */
export type Ran = Pick<CommandStep, 'waitSeconds' | 'reason'>;

/** How long a connector may work before it is called again. */
const WORK_MS = 4 * 60_000;
/** How long whoever works on a command may be at it, and nobody else: longer than its function may run. */
export const LEASE_MS = 6 * 60_000;
/** How long a command waits for a system that is busy: the longer, the more often it has. */
const BUSY_AGAIN_SECONDS = [5, 10, 20, 30] as const;
/** Those that wait do not all come again at once. */
const SPREAD_SECONDS = 16;
const MORE_AGAIN_SECONDS = 1;

const ANSWERS_LATER: ReadonlySet<System['connector']> = new Set(['http', 'queue', 'manual']);

/** Whose turn it is, for locks and the audit trail. */
export interface Turn {
  readonly caseId: string;
  readonly run: number;
  /** How often the command was begun before, in this round. */
  readonly begun: number;
  readonly correlationId: string;
}

/** Sends one command to its system, unless that is busy or down, and records what it says. */
export async function runSystemCommand(
  deps: CommandDeps,
  of: Case,
  command: SystemCommand,
  turn: Turn,
): Promise<Ran> {
  const { gates, config, now } = deps;
  const system = config.privacy.systems.find(({ id }) => id === command.system);
  const step = stepsOf(of).find((one) => one.system === command.system);
  if (system === undefined || step === undefined) return { waitSeconds: 0, reason: 'system-not-in-map' };
  const callBack = ANSWERS_LATER.has(system.connector) ? await callBackOf(deps, command) : undefined;
  const entrant = { key: command.idempotencyKey, holder: `${turn.caseId}-${turn.run}` };
  const at = now();
  const gate = await gates.enter(system, { ...entrant, until: shift(at, LEASE_MS) }, at);
  if (gate.kind === 'wait') {
    if (gate.reason === 'at-capacity' || gate.until === undefined)
      return { waitSeconds: busyAgain(command, turn), reason: gate.reason };
    // It is down for all cases: this one waits as after an attempt of its own, and holds nobody else up.
    return record(deps, of, command, failed('down', elapsed(at, gate.until)), turn, callBack);
  }
  let answer: Erased | Read = failed('unexpected');
  try {
    if (callBack !== undefined) await onItsWay(deps, of, command, callBack, turn);
    answer = await call(deps, { step, system, command, callBack });
    if (answer.answer === 'more') return { waitSeconds: MORE_AGAIN_SECONDS, reason: 'more' };
    if (answer.answer === 'later' && callBack !== undefined) {
      await handedOver(deps, command, turn);
      return { waitSeconds: 0, reason: 'later' };
    }
    const given = answer.answer === 'later' ? failed('answer-unreadable') : answer;
    return await record(deps, of, command, given, turn, callBack);
  } finally {
    await gates.leave(system.id, entrant, answer.answer === 'failed' ? answer : undefined, now());
  }
}

/** By the command's own key, so that it is the same however often it is asked. */
function busyAgain({ idempotencyKey }: SystemCommand, { begun }: Turn): number {
  const [seconds = 30] = BUSY_AGAIN_SECONDS.slice(begun);
  return seconds + (Number.parseInt(idempotencyKey.slice(0, 4), 16) % SPREAD_SECONDS);
}

/** What is to be done at a system. */
interface Work {
  readonly step: Step;
  readonly system: System;
  readonly command: SystemCommand;
  readonly callBack: CallBack | undefined;
}

/** What the system says. Of what is thrown nothing is kept but what kind of failure it is. */
async function call(
  { connectors, addresses, vault, tallies, callbacks, telemetry, config, now }: CommandDeps,
  { step, system, command, callBack }: Work,
): Promise<Erased | Read> {
  const connector = connectors[system.connector];
  if (connector === undefined) return failed('rejected');
  try {
    const identities = await vault.read(command.caseId);
    // The map has another key since the case was planned: what nobody can look for is not nothing.
    if (subjectAt(config.privacy, system.id, identities) === 'unresolved') return failed('key-missing');
    const call = {
      system: await addresses.resolve(system),
      command,
      identities,
      kept: keptBy(step).map((one) => one.class),
      tally: tallies.of(
        { caseId: command.caseId, system: step.system, round: step.round, answer: answersOf(step).length },
        callbacks,
      ),
      until: shift(now(), WORK_MS),
      callBack,
    };
    return command.kind === 'erase' ? await connector.erase(call) : await connector.verify(call);
  } catch (thrown) {
    const failure = failureOf(thrown, command.kind === 'erase' ? 'write' : 'read');
    telemetry.warn('connector-failed', {
      case: command.caseId,
      system: command.system,
      kind: command.kind,
      code: failure.code,
    });
    return failure;
  }
}

/** What a callback must bring: the same for the same command, and nothing that anybody else can make. */
async function callBackOf({ callbacks, apiUrl }: CommandDeps, command: SystemCommand): Promise<CallBack> {
  const { caseId, system, idempotencyKey } = command;
  const made = await callbacks.sign(Buffer.from(`belltower-nonce\0${caseId}\0${idempotencyKey}`));
  return {
    url: `${apiUrl}/v1/privacy/answers/${encodeURIComponent(caseId)}/${encodeURIComponent(system)}`,
    nonce: Buffer.from(made).toString('base64url'),
  };
}

/** Before it is sent, so that an answer, however fast, finds it so. */
async function onItsWay(
  deps: CommandDeps,
  before: Case,
  command: SystemCommand,
  callBack: CallBack,
  turn: Turn,
): Promise<void> {
  await recordOnCase(deps, turn, 'case.send', (of, at) =>
    isOver(before, of, command)
      ? undefined
      : {
          case: recordOnItsWay(of, command, deps.config.privacy, at, {
            nonce: digestOf(callBack.nonce),
            within: LEASE_MS,
          }),
          reason: `${command.system}:sent`,
        },
  );
}

async function handedOver(
  { config: { privacy }, ...deps }: CommandDeps,
  command: SystemCommand,
  turn: Turn,
): Promise<void> {
  await recordOnCase(deps, turn, 'case.send', (of, at) => {
    const after = recordHandedOver(of, command, privacy, at);
    return after && { case: after, reason: `${command.system}:handed-over` };
  });
}

/** An answer that came at once is recorded together with its command: whoever is killed before sends the same again. */
async function record(
  deps: CommandDeps,
  before: Case,
  command: SystemCommand,
  answer: EraseAnswer | VerifyAnswer,
  turn: Turn,
  callBack: CallBack | undefined,
): Promise<Ran> {
  const { system, idempotencyKey } = command;
  const nonce = callBack === undefined ? undefined : digestOf(callBack.nonce);
  const reason = await recordOnCase(deps, turn, 'case.answer', (of, at) => {
    if (isOver(before, of, command)) return undefined;
    const sent = recordSent(of, [command], deps.config.privacy, at, nonces(command, callBack));
    const taken = recordAnswer(sent, { system, idempotencyKey, answer, nonce }, at);
    if (taken.kind === 'recorded') return { case: taken.case, reason: `${system}:${taken.reason}` };
    deps.telemetry.info('answer-not-taken', { case: of.id, system, reason: taken.reason });
    return undefined;
  });
  return { waitSeconds: 0, reason: reason ?? 'overtaken' };
}

function nonces({ idempotencyKey }: SystemCommand, callBack: CallBack | undefined): Map<Digest, Digest> {
  return new Map(callBack === undefined ? [] : [[idempotencyKey, digestOf(callBack.nonce)]]);
}

/** Whether the step has gone on to another round or reading since: what this command brings is of no more interest. */
function isOver(before: Case, now: Case, { system, kind }: SystemCommand): boolean {
  const find = (of: Case) => stepsOf(of).find((one) => one.system === system);
  const [was, is] = [find(before), find(now)];
  if (was === undefined || is === undefined || was.round !== is.round) return true;
  return kind === 'verify' && readingName(before, was) !== readingName(now, is);
}
