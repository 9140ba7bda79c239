import * as z from 'zod';
import { SystemId } from './config.ts';

/** What an execution is started with, and each of its turns: ids only. */
export const ErasureInput = z.object({
  caseId: z.string().regex(/^[\w-]{1,64}$/, 'the id of a case'),
  /** Whose turn it is: the record has the same number, or another execution acts. */
  run: z.int().min(1),
});
export type ErasureInput = z.infer<typeof ErasureInput>;

/** Where a command is that is due. What it says is worked out again from the case by whoever does it. */
export const CommandPointer = ErasureInput.extend({
  kind: z.enum(['erase', 'verify', 'resolve', 'shred', 'poll-keys']),
  system: SystemId.optional(),
  /** How often it was begun in this round of commands. */
  turn: z.int().min(0).default(0),
});
export type CommandPointer = z.infer<typeof CommandPointer>;

/** So many commands of one case the workflow does at once, as its definition has it. */
export const COMMANDS_AT_ONCE = 10;

/** What a turn of the workflow does next: commands, and then itself again; else to wait, or to end. */
export interface AdvanceStep {
  readonly commands: readonly z.input<typeof CommandPointer>[];
  /** Present unless it sends commands or ends. */
  readonly wakeAt?: string;
  readonly done: boolean;
  readonly reason: string;
}

/** What became of a command. `waitSeconds`: more than 0 where it is to be begun again after that. */
export interface CommandStep extends CommandPointer {
  readonly waitSeconds: number;
  readonly reason: string;
}
