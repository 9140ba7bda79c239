import * as z from 'zod';
import { Day } from '../kernel/day.ts';
import type { FindingRecord } from './finding-record.ts';
import { SeriesKey } from './series.ts';

/** What people said of a finding, as detection needs it. */
export const Verdict = z.strictObject({
  series: SeriesKey,
  /** Of the finding it was said of. */
  firstDate: Day,
  /** Expected: what is seen from then on is the new usual. Muted: it is not told for a while. */
  verdict: z.enum(['expected', 'muted']),
  from: Day,
  /** The last day it is muted; absent where it is expected. */
  until: Day.optional(),
});
export type Verdict = z.infer<typeof Verdict>;

/** What was said of these findings: one for each series that a grouped finding is in, none where nothing was said. */
export function verdictsOf(records: readonly FindingRecord[]): Verdict[] {
  return records.flatMap((record) => {
    if (record.state !== 'expected' && record.state !== 'muted') return [];
    const { series, members, firstDate } = record.finding;
    const said = {
      firstDate,
      verdict: record.state,
      from: firstDate,
      ...(record.state === 'muted' ? { until: record.until } : {}),
    };
    return (members?.map((member) => member.series) ?? [series]).map((one) => ({ series: one, ...said }));
  });
}
