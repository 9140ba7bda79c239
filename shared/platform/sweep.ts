import * as z from 'zod';
import { ScheduledInstant } from '../kernel/instant.ts';
import { AccountId, Region } from './schema.ts';

/** What the step is given that ends a sweep: the time it was scheduled for, which is also what the sweep is called by. */
export const ConcludeInput = z.object({ at: ScheduledInstant });
export type ConcludeInput = z.infer<typeof ConcludeInput>;

/** One account in one region: the unit that is swept, fails and is resumed by itself. */
export const SweepCell = z.object({ account: AccountId, region: Region });
export type SweepCell = z.infer<typeof SweepCell>;

/** What one round in a cell is given. It goes on from where the round before has left off, whoever made that one. */
export const SweepCellInput = ConcludeInput.extend(SweepCell.shape);
export type SweepCellInput = z.infer<typeof SweepCellInput>;

/**
 * What a round answers: whether the cell has come to an end, well or not; the next round is begun at once where it has
 * not. What became of it is in the domain's own table, so more than this is of use to people who look at the execution.
 */
export const SweepCellAnswer = z.looseObject({ done: z.boolean() });
export type SweepCellAnswer = z.infer<typeof SweepCellAnswer>;
