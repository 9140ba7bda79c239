import * as z from 'zod';
import { Day, dayNumber } from '../shared/kernel/day.ts';

const DAY = /^\d{4}-\d\d-\d\d$/;
const INSTANT = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?$/;

/** The day in UTC, since 1970-01-01, of a day or a time of one; undefined where the text is neither. */
export function billDay(text: string): number | undefined {
  if (DAY.test(text)) return Day.safeParse(text).success ? dayNumber(text) : undefined;
  const [, day = '', time = '', zone = 'Z'] = INSTANT.exec(text) ?? [];
  if (!Day.safeParse(day).success) return undefined;
  const ms = Date.parse(`${day}T${time}${zone}`);
  return Number.isNaN(ms) ? undefined : Math.floor(ms / 86_400_000);
}

const Tags = z.record(z.string(), z.unknown());

/** The team by the tags of a FOCUS row, `{"team": "payments"}` or `{"user:team": "payments"}`; empty where there is none. */
export function teamIn(tags: string, teamTag: string): string {
  if (!tags.includes(teamTag)) return '';
  try {
    const { data = {} } = Tags.safeParse(JSON.parse(tags));
    const value = data[teamTag] ?? data[`user:${teamTag}`] ?? data[`user_${teamTag}`];
    return typeof value === 'string' ? value.trim() : '';
  } catch {
    return ''; // tags in another form than JSON name no team
  }
}
