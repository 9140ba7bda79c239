import { type Day, dayOf } from '../kernel/day.ts';
import type { FindingRecord } from './finding-record.ts';
import type { Verdict } from './verdict.ts';

/**
 * What was said of these findings and holds on a day: one for each series that a grouped finding is in, none where
 * nothing was said or what was muted is heard again.
 */
export function verdictsOf(records: readonly FindingRecord[], on: Day): Verdict[] {
  return records.flatMap((record) => {
    if (record.state !== 'expected' && record.state !== 'muted') return [];
    if (record.state === 'muted' && record.until < on) return [];
    const { series, members, firstDate } = record.finding;
    const said = {
      firstDate,
      verdict: record.state,
      day: dayOf(record.answer.at),
      ...(record.state === 'muted' ? { until: record.until } : {}),
    };
    return (members?.map((member) => member.series) ?? [series]).map((one) => ({ series: one, ...said }));
  });
}
