import * as z from 'zod';
import { AnyInstant, parseInstant } from '../kernel/instant.ts';

/** What every step of the workflow is given: the time it was scheduled for, by which it decides. */
export const CostRunInput = z.object({ at: AnyInstant.transform((text) => parseInstant(text) ?? text) });
export type CostRunInput = z.infer<typeof CostRunInput>;
