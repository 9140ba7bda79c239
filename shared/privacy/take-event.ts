import { afresh } from '../kernel/afresh.ts';
import { type Instant, shift } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import { ALERT_RAISED } from '../paging/events.ts';
import type { Bus } from '../platform/bus-client.ts';
import { changedRecord } from './case-record.ts';
import type { CaseStore } from './case-store.ts';
import { deletionCancelled, keyDeleted } from './change-case.ts';
import type { ErasureTimer } from './erasure-timer-client.ts';
import { type Heard, hear, type PrivacyEvent } from './heard-event.ts';
import { keyAlert } from './key-alert.ts';

/** So long overdue is a case whose execution is known to be gone: longer than the watch gives one that may only be late. */
const OVERDUE_MS = 10 * 60_000;

export interface TakeEventDeps {
  readonly cases: Pick<CaseStore, 'find' | 'read' | 'write' | 'note' | 'ofKey'>;
  readonly timer: ErasureTimer;
  readonly bus: Bus;
  readonly telemetry: Telemetry;
  readonly now: () => Instant;
}

/**
 * Takes what AWS tells of: a key that is deleted, or saved from it by somebody, and an execution that was stopped. Keys that
 * are no case's, and what was heard before, change nothing. Whatever is missed is found out by asking, later.
 */
export function makeTakeEvent(deps: TakeEventDeps) {
  return async (event: PrivacyEvent, correlationId: string): Promise<void> => {
    const heard = hear(event);
    deps.telemetry.info('event-heard', { kind: heard.kind });
    if (heard.kind === 'nothing') return;
    if (heard.kind === 'execution-stopped') return stopped(deps, heard);
    for (const caseId of await deps.cases.ofKey(heard.keyId)) await ofKey(deps, caseId, heard, correlationId);
  };
}

async function ofKey(
  { cases, timer, bus, now }: TakeEventDeps,
  caseId: string,
  { kind, keyId }: Extract<Heard, { keyId: string }>,
  correlationId: string,
): Promise<void> {
  const cancelled = kind === 'deletion-cancelled';
  if (cancelled) await bus.put([{ ...ALERT_RAISED, detail: keyAlert(caseId, keyId) }]);
  const run = await afresh(async () => {
    const before = await cases.read(caseId);
    const change = cancelled ? deletionCancelled(before.case, keyId) : keyDeleted(before.case, keyId);
    if (change.kind === 'refused' || change.case === before.case) return undefined;
    const at = now();
    const after = changedRecord(before, change.case, at, { restart: true });
    const occasion = { at, actor: 'system:take-event', correlationId };
    await cases.write(before, after, { action: 'case.key', reason: change.reason }, occasion);
    return after.run;
  }, 20);
  if (run !== undefined) await timer.start({ caseId, run });
}

/** The watch is told that nobody acts for the case any more: it is the one that starts another, and tells people. */
async function stopped(
  { cases, now }: TakeEventDeps,
  { caseId, run }: Extract<Heard, { caseId: string }>,
): Promise<void> {
  await afresh(async () => {
    const record = await cases.find(caseId);
    if (record === undefined || record.run !== run || record.closed || record.wakeAt === undefined) return;
    const { told, closed } = record;
    const wakeAt = shift(now(), -OVERDUE_MS);
    if (record.wakeAt <= wakeAt) return;
    await cases.note(record, { told, closed, run, wakeAt });
  }, 20);
}
