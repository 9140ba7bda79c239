import ical, { ICalCalendarMethod, ICalEventTransparency } from 'ical-generator';
import { epochMs, type Instant, nearestInstant } from '../kernel/instant.ts';
import type { CalendarSubject } from './calendar-token.ts';
import type { PagingConfig, Schedule } from './config.ts';
import type { Override } from './override.ts';
import { type Shift, shifts } from './shifts.ts';

const DAY_MS = 86_400_000;
const DAYS_BACK = 30;
const DAYS_AHEAD = 180;

/** How often programs may ask again, in seconds. Many keep to a pace of their own. */
export const REFRESH_SECONDS = 3_600;

/**
 * The shifts of a schedule, or those of a person by all schedules, as an iCalendar (RFC 5545): an event for each that
 * lies at least partly in the 30 days before and 180 days after. Times are in UTC, and programs show them in the zone
 * of whoever looks. Nobody is shown as busy by being on call. An event keeps its UID, which is of the schedule, the true
 * start and the person, so that programs do not show it anew when its end moves.
 */
export function onCallCalendar(
  subject: CalendarSubject,
  config: PagingConfig,
  overrides: readonly Override[],
  now: Instant,
): string {
  const { organization } = config;
  const name = (id: string) => organization.people.find((person) => person.id === id)?.name ?? id;
  const calendar = ical({
    name: `On call: ${subject.kind === 'person' ? name(subject.id) : subject.id}`,
    prodId: '//Belltower//On call//EN',
    method: ICalCalendarMethod.PUBLISH,
    ttl: REFRESH_SECONDS,
  });
  for (const { schedule, shift } of shiftsOf(subject, config, overrides, now)) {
    calendar.createEvent({
      id: `${schedule}.${shift.start.replaceAll(/[-:.]/g, '')}.${shift.person}@${organization.name}.belltower`,
      start: new Date(shift.start),
      end: new Date(shift.end),
      stamp: new Date(now),
      summary: `On call: ${schedule} (${name(shift.person)})`,
      transparency: ICalEventTransparency.TRANSPARENT,
    });
  }
  return calendar.toString();
}

function shiftsOf(
  { kind, id }: CalendarSubject,
  { paging }: PagingConfig,
  overrides: readonly Override[],
  now: Instant,
): readonly { readonly schedule: string; readonly shift: Shift }[] {
  const from = nearestInstant(epochMs(now) - DAYS_BACK * DAY_MS);
  const to = nearestInstant(epochMs(now) + DAYS_AHEAD * DAY_MS);
  const of = (schedule: Schedule) =>
    shifts(schedule, overrides, from, to).map((shift) => ({ schedule: schedule.id, shift }));
  if (kind === 'schedule') return paging.schedules.filter((schedule) => schedule.id === id).flatMap(of);
  return paging.schedules.flatMap(of).filter(({ shift }) => shift.person === id);
}
