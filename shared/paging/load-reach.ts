import { atMost } from '../kernel/at-most.ts';
import { AppError } from '../kernel/errors.ts';
import type { ReachFacts, Reading } from './reach-check.ts';

/** Something to look up, and what IAM calls it. */
interface Source<T> {
  readonly action: string;
  readonly read: () => Promise<T>;
}

/** Where each fact comes from. */
export type ReachSources = {
  readonly [Name in keyof ReachFacts]: Source<Extract<ReachFacts[Name], { ok: true }>['value']>;
};

/** How many questions are asked of AWS at once. */
const AT_ONCE = 4;

/**
 * Looks everything up. What fails is kept as such, and does not stop the rest.
 * @param told is told after each: how many of how many are done
 */
export async function loadReach(
  sources: ReachSources,
  told: (done: number, all: number) => void = () => {},
): Promise<ReachFacts> {
  const all = Object.keys(sources).length;
  const inTurn = atMost(AT_ONCE);
  let done = 0;
  const read = <T>({ action, read: ask }: Source<T>): Promise<Reading<T>> =>
    inTurn(async () => {
      const reading = await attempt(action, ask);
      told(++done, all);
      return reading;
    });
  const [smsSettings, smsSpentUsd, smsSandbox, optedOut, mailAccount] = await Promise.all([
    read(sources.smsSettings),
    read(sources.smsSpentUsd),
    read(sources.smsSandbox),
    read(sources.optedOut),
    read(sources.mailAccount),
  ]);
  const [mailIdentity, contacts, overrides] = await Promise.all([
    read(sources.mailIdentity),
    read(sources.contacts),
    read(sources.overrides),
  ]);
  const [kmsKeys, executions, stateMachines, concurrency] = await Promise.all([
    read(sources.kmsKeys),
    read(sources.executions),
    read(sources.stateMachines),
    read(sources.concurrency),
  ]);
  return {
    smsSettings,
    smsSpentUsd,
    smsSandbox,
    optedOut,
    mailAccount,
    mailIdentity,
    contacts,
    overrides,
    kmsKeys,
    executions,
    stateMachines,
    concurrency,
  };
}

async function attempt<T>(action: string, ask: () => Promise<T>): Promise<Reading<T>> {
  try {
    return { ok: true, value: await ask() };
  } catch (error) {
    return { ok: false, action, reason: reasonOf(error) };
  }
}

/** As the services name it: their codes for it differ. */
const DENIED = /AccessDenied|AuthorizationError|NotAuthorized|UnauthorizedOperation/;

/** A short code: messages may quote anything. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unexpected';
  const code = error instanceof AppError ? error.code : error.name;
  return DENIED.test(code) ? 'denied' : code;
}
