import * as z from 'zod';
import { ScheduledInstant } from '../kernel/instant.ts';

/** What every step of the workflow is given: the time it was scheduled for, by which it decides. */
export const CostRunInput = z.object({ at: ScheduledInstant });
export type CostRunInput = z.infer<typeof CostRunInput>;
