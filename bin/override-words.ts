import { spoken } from '../shared/kernel/duration.ts';
import { briefInstant, elapsed } from '../shared/kernel/instant.ts';
import type { Override } from '../shared/paging/override.ts';
import type { Gap } from '../shared/paging/shifts.ts';
import { textTable } from './text-table.ts';

/** Overrides as a table, in UTC. */
export function overrideTable(schedule: string, overrides: readonly Override[]): string {
  if (overrides.length === 0) return `${schedule} has no overrides`;
  const rows = overrides.map(({ id, start, end, add, remove }) => [
    id,
    briefInstant(start),
    briefInstant(end),
    add.join(', ') || '-',
    remove.join(', ') || '-',
  ]);
  return textTable([['ID', 'START', 'END', 'ADD', 'REMOVE'], ...rows]);
}

/** What became of an override, and when nobody is on call because of it. */
export function overrideStory(done: 'set' | 'removed', override: Override, gaps: readonly Gap[]): string {
  const { id, schedule, start, end } = override;
  const when = `${briefInstant(start)} to ${briefInstant(end)}`;
  return [
    `${done}: ${id} of ${schedule}: ${whom(override)}, ${when}`,
    ...gaps.map(
      (gap) =>
        `nobody is on call from ${briefInstant(gap.start)} to ${briefInstant(gap.end)} (${spoken(elapsed(gap.start, gap.end))})`,
    ),
  ].join('\n');
}

function whom({ add, remove }: Override): string {
  if (remove.length === 0) return `${add.join(' and ')} besides`;
  if (add.length === 0) return `without ${remove.join(' and ')}`;
  return `${add.join(' and ')} for ${remove.join(' and ')}`;
}
