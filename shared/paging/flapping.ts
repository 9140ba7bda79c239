import { millis } from '../kernel/duration.ts';
import { type Instant, shift } from '../kernel/instant.ts';
import type { Incident } from './incident.ts';

/** An incident whose alerts begin and clear at least this often in this time flaps, until it has been quiet as long. */
const CHANGES = 4;
const WITHIN = '15m';
const MOST_KEPT = 8;

/** How often the alerts of one key began or cleared lately, and whether that is flapping. */
export type Restlessness = Pick<Incident, 'changes' | 'flapping'>;

/** Its restlessness once its alerts, as a whole, have begun or cleared at `now`. */
export function afterChange(before: Restlessness | undefined, now: Instant): Restlessness {
  const recent = (before?.changes ?? []).filter((at) => at > shift(now, -millis(WITHIN)));
  const changes = [...recent, now].slice(-MOST_KEPT);
  if (changes.length < CHANGES) return { changes, flapping: undefined };
  const since = before?.flapping?.since ?? changes[0] ?? now;
  return { changes, flapping: { since, until: shift(now, millis(WITHIN)) } };
}

/** A flapping incident whose alerts have all cleared: it stays open, pages nobody, and ends when it has been quiet. */
export function isCalm({ flapping, alerts }: Incident): boolean {
  return flapping !== undefined && Object.values(alerts).every(({ state }) => state === 'resolved');
}
