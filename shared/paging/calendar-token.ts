import type { PagingConfig } from './config.ts';

/** Whose shifts a calendar shows. */
export interface CalendarSubject {
  readonly kind: 'schedule' | 'person';
  readonly id: string;
}

const DOMAIN = 'belltower/calendar/v1';
const ENDING = '.ics';

/**
 * What the MAC of a calendar link is over, named for its purpose so that no other MAC of the key can pass for it; undefined
 * where the configuration knows no such schedule or person. Raising `calendarVersion` makes older links worthless: of
 * a schedule, its own; of `paging.yaml`, all.
 */
export function calendarMessage(
  { kind, id }: CalendarSubject,
  { paging, organization }: PagingConfig,
): Uint8Array | undefined {
  const subject =
    kind === 'schedule'
      ? paging.schedules.find((schedule) => schedule.id === id)
      : organization.people.find((person) => person.id === id);
  if (subject === undefined) return undefined;
  const own = 'calendarVersion' in subject ? (subject.calendarVersion ?? 1) : 1;
  return Buffer.from([DOMAIN, kind, id, paging.calendarVersion, own].join('/'));
}

/** The token as it stands in the link, with the ending that calendar programs look for: `schedule.primary.<MAC>.ics`. */
export function joinCalendarToken({ kind, id }: CalendarSubject, mac: Uint8Array): string {
  return `${kind}.${id}.${Buffer.from(mac).toString('base64url')}${ENDING}`;
}

/** The parts of a token; undefined where the text cannot be one. Nothing in it is to be believed before the MAC is checked. */
export function splitCalendarToken(token: string): { subject: CalendarSubject; mac: Uint8Array } | undefined {
  const [, kind, id, mac] =
    /^(schedule|person)\.([a-z0-9][a-z0-9-]{0,62})\.([A-Za-z0-9_-]{20,90})\.ics$/.exec(token) ?? [];
  if ((kind !== 'schedule' && kind !== 'person') || id === undefined || mac === undefined) return undefined;
  return { subject: { kind, id }, mac: Uint8Array.from(Buffer.from(mac, 'base64url')) };
}
