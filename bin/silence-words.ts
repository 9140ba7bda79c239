import type { Instant } from '../shared/kernel/instant.ts';
import { briefInstant } from '../shared/kernel/instant.ts';
import type { Silence } from '../shared/paging/silence.ts';
import { textTable } from './text-table.ts';

/** Silences as a table, those that end first on top. */
export function silenceTable(silences: readonly Silence[], now: Instant): string {
  if (silences.length === 0) return 'there are no silences';
  const rows = [...silences]
    .sort((a, b) => (a.end < b.end ? -1 : 1))
    .map(({ id, match, start, end, by, why }) => [
      id,
      end <= now ? 'ended' : start > now ? 'to come' : 'in force',
      briefInstant(start),
      briefInstant(end),
      match.join(' '),
      by,
      why,
    ]);
  return textTable([['ID', 'STATE', 'START', 'END', 'COVERS', 'BY', 'WHY'], ...rows]);
}

/** What became of one silence. */
export function silenceStory({ id, match, start, end }: Silence, ended: boolean): string {
  if (ended) return `${id} has ended; what it kept quiet and still fires pages now`;
  return `${id} keeps quiet ${match.join(' and ')} from ${briefInstant(start)} to ${briefInstant(end)}`;
}
