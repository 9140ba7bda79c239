import { epochMs, type Instant, instant } from '../kernel/instant.ts';
import type { Organization } from '../platform/schema.ts';
import type { Severity } from './events.ts';
import { windowsIn } from './restrictions.ts';

/** Whoever has quiet hours around the clock hears of things once in this time. */
const LONGEST_MS = 24 * 3_600_000;

/**
 * When the quiet hours end that a person is in, by their own clocks; undefined outside of them, and for SEV1 and SEV2,
 * which always go through.
 */
export function quietUntil(
  { people }: Organization,
  person: string,
  severity: Severity,
  at: Instant,
): Instant | undefined {
  if (severity === 'SEV1' || severity === 'SEV2') return undefined;
  const found = people.find(({ id }) => id === person);
  if (found?.quietHours === undefined) return undefined;
  const start = epochMs(at);
  const restrictions = [found.quietHours];
  const [window] = windowsIn({ restrictions }, found.timeZone, { start, end: start + LONGEST_MS });
  return window === undefined || window.start > start ? undefined : instant(window.end);
}
