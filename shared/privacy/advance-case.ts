import { afresh } from '../kernel/afresh.ts';
import { AppError } from '../kernel/errors.ts';
import { type Instant, shift } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { Occasion } from '../platform/audit-store.ts';
import { type CaseRecord, changedRecord } from './case-record.ts';
import type { CaseStore } from './case-store.ts';
import type { Command } from './command.ts';
import type { PrivacyConfig } from './config.ts';
import {
  type AdvanceStep,
  COMMANDS_AT_ONCE,
  type CommandPointer,
  type ErasureInput,
} from './erasure-input.ts';
import { askHolds, type HoldStore } from './hold-store.ts';
import type { VaultCleaner } from './identity-vault-store.ts';
import type { makeIssueCertificate } from './issue-certificate.ts';
import { nextCommands } from './next-commands.ts';

/** A case moves from state to state a few times in a turn; more is a fault of ours. */
const MOST_MOVES = 20;

/**
 * How long as many commands as are done at once may take, with their waiting for systems that are busy, until the watch takes
 * the execution for dead. One that is not is not harmed: the command that it works on is locked.
 */
const COMMANDS_MS = 20 * 60_000;

export interface AdvanceCaseDeps {
  readonly cases: Pick<CaseStore, 'read' | 'write' | 'note'>;
  readonly holds: Pick<HoldStore, 'on'>;
  readonly vault: Pick<VaultCleaner, 'forget'>;
  readonly issue: ReturnType<typeof makeIssueCertificate>;
  readonly telemetry: Telemetry;
  readonly config: PrivacyConfig;
  readonly now: () => Instant;
}

/**
 * One turn of a case's clock: asks for the holds, moves the case on as far as it goes, issues its certificate, and says what
 * is to be sent or awaited. Done over, it does nothing that was done. A newer execution makes this one end.
 */
export function makeAdvanceCase(deps: AdvanceCaseDeps) {
  return (input: ErasureInput, correlationId: string): Promise<AdvanceStep> =>
    afresh(() => advance(deps, input, correlationId), 10);
}

async function advance(
  deps: AdvanceCaseDeps,
  { caseId, run }: ErasureInput,
  correlationId: string,
): Promise<AdvanceStep> {
  const { cases, config, telemetry, now } = deps;
  let record = await cases.read(caseId);
  if (record.run !== run) return end('superseded');
  if (record.closed) return end('closed');
  for (let move = 0; move < MOST_MOVES; move++) {
    const at = now();
    const occasion: Occasion = { at, actor: 'system:advance-case', correlationId };
    const issued = await deps.issue(record, occasion);
    if (issued !== undefined)
      telemetry.info('certificate-issued', {
        case: caseId,
        issue: issued.issue,
        final: issued.final,
        digest: issued.digest,
      });
    const holds = await askHolds(deps.holds, record.subjects, telemetry);
    const next = nextCommands(record.case, config.privacy, holds, at);
    telemetry.info('case-advanced', {
      case: caseId,
      state: record.case.stage.state,
      does: next.kind,
      reason: next.reason,
    });
    switch (next.kind) {
      case 'move': {
        const moved = changedRecord(record, next.to, at, { restart: false });
        record = await cases.write(record, moved, { action: 'case.move', reason: next.reason }, occasion);
        continue;
      }
      case 'send':
        await note(deps, record, { wakeAt: shift(at, timeFor(next.commands.length)), closed: false });
        return { commands: next.commands.map((one) => pointer(one, run)), done: false, reason: next.reason };
      case 'wait':
        await note(deps, record, { wakeAt: next.wakeAt, closed: false });
        return next.wakeAt === undefined
          ? end(next.reason)
          : { commands: [], wakeAt: next.wakeAt, done: false, reason: next.reason };
      case 'closed':
        await deps.vault.forget(caseId);
        await note(deps, record, { wakeAt: undefined, closed: true });
        return end(next.reason);
    }
  }
  throw new AppError('a case does not come to rest', { code: 'case-restless', kind: 'bug' });
}

/** In milliseconds. */
function timeFor(commands: number): number {
  return COMMANDS_MS * Math.ceil(commands / COMMANDS_AT_ONCE);
}

async function note(
  { cases }: AdvanceCaseDeps,
  record: CaseRecord,
  { wakeAt, closed }: { readonly wakeAt: Instant | undefined; readonly closed: boolean },
): Promise<void> {
  if (record.wakeAt === wakeAt && record.closed === closed) return;
  await cases.note(record, { told: record.told, run: record.run, wakeAt, closed });
}

function pointer(command: Command, run: number): Omit<CommandPointer, 'turn'> {
  const { kind, caseId } = command;
  return { caseId, run, kind, ...('system' in command ? { system: command.system } : {}) };
}

function end(reason: string): AdvanceStep {
  return { commands: [], done: true, reason };
}
