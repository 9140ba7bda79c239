import * as z from 'zod';

/**
 * A moment in UTC to the millisecond, always written the same way (`2026-11-21T03:00:00.000Z`), so that two of them
 * compare with `<` and sort as strings.
 */
export const Instant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 'an instant such as 2026-11-21T03:00:00.000Z');
export type Instant = z.infer<typeof Instant>;

const WithSeconds = z.iso.datetime({ offset: true });
const FORM = 'an ISO 8601 instant with its offset such as 2026-11-21T03:00Z or 2026-11-21T04:00:00+01:00';

/** Any ISO 8601 moment with an offset, as people and other systems write it; `parseInstant` makes it an `Instant`. */
export const AnyInstant = z
  .string({ error: FORM })
  .refine((text) => WithSeconds.safeParse(withSeconds(text)).success && isInstant(Date.parse(text)), FORM)
  .meta({ format: 'date-time' });

/** Whether a number of milliseconds is an instant of the years that have four digits, also in UTC. */
function isInstant(ms: number): boolean {
  return !Number.isNaN(ms) && Instant.safeParse(instant(ms)).success;
}

function withSeconds(text: string): string {
  return text.replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d)(?=Z|[+-])/, '$1:00');
}

/** The instant at `ms` milliseconds since the epoch. */
export function instant(ms: number): Instant {
  return new Date(ms).toISOString();
}

const FIRST_MS = Date.parse('0000-01-01T00:00:00.000Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** The instant at `ms` milliseconds since the epoch, or the first or last that can be written where it is beyond. */
export function nearestInstant(ms: number): Instant {
  return instant(Math.min(Math.max(ms, FIRST_MS), LAST_MS));
}

/** Milliseconds since the epoch. */
export function epochMs(at: Instant): number {
  return Date.parse(at);
}

/** The canonical form of any ISO 8601 moment with an offset; undefined where the text is not one. */
export function parseInstant(text: string): Instant | undefined {
  const parsed = AnyInstant.safeParse(text);
  return parsed.success ? instant(Date.parse(parsed.data)) : undefined;
}

/** The time a run was scheduled for, as EventBridge Scheduler or a person writes it, in its canonical form. */
export const ScheduledInstant = AnyInstant.transform((text) => parseInstant(text) ?? text);

/** An instant as people read it, seconds only where there are any: `2026-11-21T03:00Z`. */
export function briefInstant(at: Instant): string {
  return at.replace(/(:00)?\.000Z$/, 'Z');
}

/** `at` moved by `ms` milliseconds, which may be negative. */
export function shift(at: Instant, ms: number): Instant {
  return instant(epochMs(at) + ms);
}

/** Milliseconds from `from` to `to`. */
export function elapsed(from: Instant, to: Instant): number {
  return epochMs(to) - epochMs(from);
}

/** The earliest of the instants that are there; undefined where none is. */
export function earliest(...instants: (Instant | undefined)[]): Instant | undefined {
  return instants.filter((at) => at !== undefined).sort()[0];
}
