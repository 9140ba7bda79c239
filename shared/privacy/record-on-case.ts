import { afresh } from '../kernel/afresh.ts';
import type { Occasion } from '../platform/audit-store.ts';
import type { Case } from './case.ts';
import { type CaseRecord, changedRecord } from './case-record.ts';
import type { CommandDeps } from './command-deps.ts';

/** So many commands of a case may end at once, each with something to record on it. */
const ATTEMPTS = 20;

/** What is to be recorded; undefined where there is nothing. */
export interface Recorded {
  readonly case: Case;
  readonly subjects?: CaseRecord['subjects'];
  readonly reason: string;
}

/**
 * Records on a case, as it is by now, what came of a command: the execution that sent it goes on with it.
 * @param decide is called again where somebody else has written in between
 */
export function recordOnCase(
  { cases, now }: Pick<CommandDeps, 'cases' | 'now'>,
  { caseId, correlationId }: { readonly caseId: string; readonly correlationId: string },
  action: `case.${string}`,
  decide: (of: Case, at: Occasion['at']) => Recorded | undefined,
): Promise<string | undefined> {
  return afresh(async () => {
    const record = await cases.read(caseId);
    const occasion: Occasion = { at: now(), actor: 'system:run-command', correlationId };
    const recorded = decide(record.case, occasion.at);
    if (recorded === undefined) return undefined;
    const { case: to, subjects = record.subjects, reason } = recorded;
    const after = { ...changedRecord(record, to, occasion.at, { restart: false }), subjects };
    await cases.write(record, after, { action, reason }, occasion);
    return reason;
  }, ATTEMPTS);
}
