import * as z from 'zod';
import { Day } from '../kernel/day.ts';
import { SeriesKey } from './series.ts';

/** What people said of a finding, which its series and first day name. */
export const Verdict = z.strictObject({
  series: SeriesKey,
  firstDate: Day,
  /** Expected: the level is the baseline from now on. Muted: nobody wants to hear of this finding again. */
  verdict: z.enum(['expected', 'muted']),
  /** When they said so. */
  day: Day,
});
export type Verdict = z.infer<typeof Verdict>;
