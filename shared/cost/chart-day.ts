import * as z from 'zod';
import { Day } from '../kernel/day.ts';
import { Micros } from '../kernel/money.ts';

/** One day of a chart: what it cost, and what such a day usually costs, where that is known. */
export const ChartDay = z.strictObject({
  day: Day,
  /** Absent where no cost was stated: a gap, never 0. */
  micros: Micros.optional(),
  estimated: z.boolean().default(false),
  usual: z.strictObject({ mid: Micros, low: Micros, high: Micros }).optional(),
});
export type ChartDay = z.infer<typeof ChartDay>;
