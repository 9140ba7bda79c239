import { spoken } from '../shared/kernel/duration.ts';
import { elapsed, epochMs, type Instant } from '../shared/kernel/instant.ts';
import { dayOf, dayText, offsetAt, timeText, wallClockAt, weekdayOf } from '../shared/kernel/wall-clock.ts';
import type { PagingConfig, Schedule } from '../shared/paging/config.ts';
import type { OnCallPerson } from '../shared/paging/on-call.ts';
import type { Gap, Shift } from '../shared/paging/shifts.ts';
import { textTable } from './text-table.ts';

type Names = Pick<PagingConfig, 'organization'>;

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** What the clocks of a zone show: `Mon 2026-03-09 09:00 +01:00`. */
export function localWords(at: Instant, timeZone: string): string {
  const wall = wallClockAt(at, timeZone);
  const day = dayOf(wall);
  const time = timeText(wall, wall.second === 0 ? 'minute' : 'second');
  return `${WEEKDAYS[weekdayOf(day) - 1]} ${dayText(day)} ${time} ${offsetAt(epochMs(at), timeZone)}`;
}

/** Shifts as a table in the schedule's zone. */
export function shiftTable({ id, timeZone }: Schedule, found: readonly Shift[], names: Names): string {
  if (found.length === 0) return `${id}: nobody is on call in this time`;
  const rows = found.map(({ start, end, person, source }) => [
    localWords(start, timeZone),
    localWords(end, timeZone),
    `${nameOf(person, names)} (${person})`,
    source,
  ]);
  return `${id}, in ${timeZone}:\n${textTable([['FROM', 'TO', 'WHO', 'BY'], ...rows])}`;
}

/** Gaps as a table in the schedule's zone. */
export function gapTable({ id, timeZone }: Schedule, gaps: readonly Gap[]): string {
  if (gaps.length === 0) return `${id}: no gap in this time`;
  const rows = gaps.map(({ start, end }) => [
    localWords(start, timeZone),
    localWords(end, timeZone),
    spoken(elapsed(start, end)),
  ]);
  return `${id}, in ${timeZone}, nobody is on call:\n${textTable([['FROM', 'TO', 'FOR'], ...rows])}`;
}

/** Who is on call at a moment, by schedule. */
export function onCallWords(
  onCall: readonly { readonly schedule: string; readonly people: readonly OnCallPerson[] }[],
  names: Names,
  at: Instant,
): string {
  const rows = onCall.map(({ schedule, people }) => {
    const who = people.map(({ person, source }) => `${nameOf(person, names)} (${person}, by ${source})`);
    return [schedule, who.join(', ') || 'nobody'];
  });
  return `On call at ${at}:\n${rows.length === 0 ? 'no schedule is configured' : textTable(rows)}`;
}

function nameOf(id: string, { organization }: Names): string {
  return organization.people.find((person) => person.id === id)?.name ?? id;
}
