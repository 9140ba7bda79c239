import { ALERT_RAISED } from '../paging/events.ts';
import type { Case } from './case.ts';
import {
  type CaseChange,
  deletionCancelled,
  keyDeleted,
  resolved,
  shredded,
  taskFailed,
} from './change-case.ts';
import type { Command } from './command.ts';
import type { CommandDeps } from './command-deps.ts';
import { failureOf } from './connectors/failure-of.ts';
import { keyAlert } from './key-alert.ts';
import { type Recorded, recordOnCase } from './record-on-case.ts';
import { recordSent } from './record-sent.ts';
import { type Identities, type LookupAnswer, resolveIdentities } from './resolve-identities.ts';
import type { Ran, Turn } from './run-system-command.ts';
import { subjectTags } from './subject-tags-client.ts';

type Task = Exclude<Command, { kind: 'erase' | 'verify' }>;

/** Does what is no system's to do: finding out who the person is, destroying keys, asking for them. */
export function runTask(deps: CommandDeps, of: Case, task: Task, turn: Turn): Promise<Ran> {
  switch (task.kind) {
    case 'resolve':
      return attempt(deps, task, turn, () => resolve(deps, of, turn));
    case 'shred':
      return attempt(deps, task, turn, () => shred(deps, task, turn));
    case 'poll-keys':
      return pollKeys(deps, task, turn);
  }
}

/** What is thrown is an attempt that failed, and of it nothing is kept but what kind of failure it is. */
async function attempt(
  deps: CommandDeps,
  task: Task,
  turn: Turn,
  work: () => Promise<string | undefined>,
): Promise<Ran> {
  try {
    return ran(await work());
  } catch (thrown) {
    const { failure, code } = failureOf(thrown, task.kind === 'shred' ? 'write' : 'read');
    deps.telemetry.warn('task-failed', { case: turn.caseId, kind: task.kind, code });
    return ran(
      await recordOnCase(deps, turn, 'case.task', (of, at) =>
        taken(taskFailed(recordSent(of, [task], deps.config.privacy, at), failure, code, at)),
      ),
    );
  }
}

/** Finds all the person is known by, and keeps it before the case goes on. */
async function resolve(deps: CommandDeps, { id }: Case, turn: Turn): Promise<string | undefined> {
  const { vault, mac, config } = deps;
  const identities = await lookUpAll(deps, await vault.read(id));
  await vault.put(id, identities);
  const named = Object.entries(identities).filter(([name]) => config.privacy.identities.includes(name));
  const tags = await subjectTags(mac, Object.fromEntries(named));
  return recordOnCase(deps, turn, 'case.task', (of, at) => {
    const change = taken(resolved(of, config.privacy, identities, at));
    return change && { ...change, subjects: [...new Set([of.subject, ...tags])] };
  });
}

async function lookUpAll(
  { connectors, addresses, config, telemetry }: CommandDeps,
  known: Identities,
): Promise<Identities> {
  const answers: LookupAnswer[] = [];
  for (;;) {
    const next = resolveIdentities(config.privacy, known, answers);
    if (next.kind === 'resolved') {
      if (next.lookAlikes > 0) telemetry.info('look-alikes-left-alone', { count: next.lookAlikes });
      return next.identities;
    }
    for (const lookup of next.lookups) {
      const system = config.privacy.systems.find(({ id }) => id === lookup.system);
      const connector = system && connectors[system.connector];
      if (system === undefined || connector === undefined)
        throw new Error('a question to a system that is not there');
      answers.push(await connector.lookUp(await addresses.resolve(system), lookup));
    }
  }
}

/** Gives the keys to deletion. Done over, it finds them so, with the same dates. */
async function shred(
  deps: CommandDeps,
  task: Extract<Task, { kind: 'shred' }>,
  turn: Turn,
): Promise<string | undefined> {
  const { subjects } = await deps.cases.read(turn.caseId);
  const destroyed = await deps.keys.destroy(subjects.map((subject) => ({ subject, classes: task.classes })));
  const keys = destroyed.map(({ keyId, class: name, scheduledAt, deletesAt, evidence }) => ({
    keyId,
    class: name,
    scheduledAt,
    deletesAt,
    deleted: false,
    evidence,
  }));
  return recordOnCase(deps, turn, 'case.task', (of) => taken(shredded(of, task.classes, keys)));
}

/** Asks what became of keys. One that somebody has saved from its deletion is told of, and destroyed again. */
async function pollKeys(
  deps: CommandDeps,
  task: Extract<Task, { kind: 'poll-keys' }>,
  turn: Turn,
): Promise<Ran> {
  const fates = await Promise.all(
    task.keyIds.map(async (keyId) => ({ keyId, fate: await deps.keys.fateOf(keyId) })),
  );
  const saved = fates.filter(({ fate }) => fate === 'in-use');
  for (const { keyId } of saved)
    await deps.bus.put([{ ...ALERT_RAISED, detail: keyAlert(turn.caseId, keyId) }]);
  const reason = await recordOnCase(deps, turn, 'case.task', (before, at) => {
    if (before.stage.state !== 'certified') return undefined;
    const polled: Recorded = {
      case: recordSent(before, [task], deps.config.privacy, at),
      reason: 'keys-polled',
    };
    return fates.reduce<Recorded>((so, { keyId, fate }) => {
      if (fate === 'pending-deletion') return so;
      const change = fate === 'deleted' ? keyDeleted(so.case, keyId) : deletionCancelled(so.case, keyId);
      return taken(change) ?? so;
    }, polled);
  });
  return ran(reason);
}

function taken(change: CaseChange): Recorded | undefined {
  return change.kind === 'changed' ? { case: change.case, reason: change.reason } : undefined;
}

function ran(reason: string | undefined): Ran {
  return { waitSeconds: 0, reason: reason ?? 'overtaken' };
}
