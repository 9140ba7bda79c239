import { afresh } from '../kernel/afresh.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { GroupKey, GroupMemory } from './group-memory.ts';
import type { LogGroupStore } from './log-group-store.ts';
import type { Answered } from './logs-api.ts';

export interface AnswerShorteningDeps {
  readonly store: Pick<LogGroupStore, 'read' | 'write'>;
  readonly telemetry: Telemetry;
  readonly now: () => Instant;
}

/** What somebody says of an announced shortening; the last word holds until it is written. */
export type ShorteningAnswer = 'approve' | 'veto';

/** Whose answer it is, `iam:<principal id>`, and on which request. */
interface Asked {
  readonly actor: string;
  readonly correlationId: string;
}

/**
 * What is remembered once an announced shortening was answered; undefined where none is announced. The same answer again
 * changes nothing.
 */
export function withAnswer(
  memory: GroupMemory,
  answer: ShorteningAnswer,
  by: string,
): GroupMemory | undefined {
  const { announced, gone } = memory;
  if (announced === undefined || gone !== undefined) return undefined;
  const said = { approved: answer === 'approve', vetoed: answer === 'veto' };
  if (announced.approved === said.approved && announced.vetoed === said.vetoed) return memory;
  const { plan, ...rest } = memory;
  // That it was vetoed is no plan any more; the next look plans anew.
  const stands = plan === undefined || (said.approved && plan.code === 'VETOED') ? {} : { plan };
  return { ...rest, ...stands, announced: { ...announced, ...said, by } };
}

/** Approves or vetoes announced shortenings, each by itself. */
export function makeAnswerShortening({ store, telemetry, now }: AnswerShorteningDeps) {
  return async (groups: readonly GroupKey[], answer: ShorteningAnswer, asked: Asked): Promise<Answered> => {
    const answered: Answered['groups'] = [];
    for (const key of groups) {
      const code = await afresh(() => one(key));
      const ok = code === 'approved' || code === 'vetoed';
      answered.push({ ...key, ok, code });
      telemetry.info('shortening-answered', { ...key, code });
    }
    return { groups: answered };

    async function one(key: GroupKey): Promise<Answered['groups'][number]['code']> {
      const record = await store.read(key);
      if (record === undefined) return 'unknown-group';
      const { account: _, region: __, name: ___, v: ____, version: _____, ...memory } = record;
      const after = withAnswer(memory, answer, asked.actor);
      if (after === undefined) return 'not-announced';
      await store.write(key, record, after, { action: answer, reason: answer }, { at: now(), ...asked });
      return answer === 'approve' ? 'approved' : 'vetoed';
    }
  };
}
