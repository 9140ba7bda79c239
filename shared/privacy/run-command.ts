import type { CommandDeps } from './command-deps.ts';
import type { CommandPointer, CommandStep } from './erasure-input.ts';
import { askHolds } from './hold-store.ts';
import { nextCommands } from './next-commands.ts';
import { type Ran, runSystemCommand } from './run-system-command.ts';
import { runTask } from './run-task.ts';

/** So often a command is begun in one round, until the others are looked after first. */
const MOST_TURNS = 12;

/**
 * Does one command of a case, if it is still due: what is due is worked out again from the case as it is now, with the holds
 * as they are now. Where nobody can say what is held, nothing is done.
 */
export function makeRunCommand(deps: CommandDeps) {
  return async (pointer: CommandPointer, correlationId: string): Promise<CommandStep> => {
    const { waitSeconds, reason } = await run(deps, pointer, correlationId);
    const { caseId: id, kind, system, turn } = pointer;
    deps.telemetry.info('command-ran', { case: id, kind, system, turn, reason });
    const again = waitSeconds > 0 && turn + 1 < MOST_TURNS;
    return { ...pointer, turn: turn + 1, waitSeconds: again ? waitSeconds : 0, reason };
  };
}

async function run(deps: CommandDeps, pointer: CommandPointer, correlationId: string): Promise<Ran> {
  const { cases, config, telemetry, now } = deps;
  const { caseId, kind, system } = pointer;
  const record = await cases.read(caseId);
  if (record.run !== pointer.run) return over('superseded');
  const holds = await askHolds(deps.holds, record.subjects, telemetry);
  const next = nextCommands(record.case, config.privacy, holds, now());
  if (next.kind !== 'send') return over(`not-due-${next.reason}`);
  const command = next.commands.find(
    (one) => one.kind === kind && (!('system' in one) || one.system === system),
  );
  if (command === undefined) return over('not-due');
  const turn = { caseId, run: pointer.run, begun: pointer.turn, correlationId };
  return command.kind === 'erase' || command.kind === 'verify'
    ? runSystemCommand(deps, record.case, command, turn)
    : runTask(deps, record.case, command, turn);
}

function over(reason: string): Ran {
  return { waitSeconds: 0, reason };
}
