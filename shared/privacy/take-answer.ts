import { afresh } from '../kernel/afresh.ts';
import { AppError } from '../kernel/errors.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import { changedRecord } from './case-record.ts';
import type { CaseStore } from './case-store.ts';
import type { SystemId } from './config.ts';
import { type Callback, takeCallback } from './take-callback.ts';
import type { WakeCase } from './wake-case.ts';

export interface TakeAnswerDeps {
  readonly store: Pick<CaseStore, 'find' | 'write'>;
  readonly wake: WakeCase;
  readonly telemetry: Telemetry;
  readonly now: () => Instant;
}

/**
 * Stores what a system calls back with, and has its case go on. What is refused is logged with its reason, and nothing of
 * its content; whoever sent it learns nothing of which cases there are.
 * @returns whether it changed anything: an answer that came before did
 * @throws AppError `answer-refused` (forbidden); to whoever brings the nonce `answer-unreadable` (invalid)
 */
export function makeTakeAnswer({ store, wake, telemetry, now }: TakeAnswerDeps) {
  return async (
    id: string,
    system: SystemId,
    callback: Callback,
    correlationId: string,
  ): Promise<boolean> => {
    const taken = await afresh(async () => {
      const before = await store.find(id);
      const at = now();
      const decision = takeCallback(before?.case, system, callback, at);
      if (before === undefined || decision.kind !== 'recorded')
        return { decision, known: before !== undefined };
      const after = changedRecord(before, decision.case, at, { restart: true });
      const occasion = { at, actor: 'system:receive-answer', correlationId };
      const why = { action: 'case.answer', reason: decision.reason } as const;
      return { decision, known: true, written: await store.write(before, after, why, occasion) };
    });
    const { decision, known, written } = taken;
    // An id that is of no case of ours may say anything.
    const facts = { ...(known ? { case: id } : {}), reason: decision.reason };
    if (decision.kind === 'refused') {
      telemetry.warn('answer-refused', facts);
      if (decision.reason === 'malformed')
        throw new AppError('this is no answer to that command', {
          code: 'answer-unreadable',
          kind: 'invalid',
          faults: [
            { path: 'answer', message: 'an answer to this command, about no class but those it names' },
          ],
        });
      throw new AppError('this is not an answer to an open command', {
        code: 'answer-refused',
        kind: 'forbidden',
      });
    }
    telemetry.info('answer-taken', { ...facts, kind: decision.kind });
    if (written !== undefined) await wake(written);
    return decision.kind === 'recorded';
  };
}
