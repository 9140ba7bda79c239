import type { Instant } from '../kernel/instant.ts';
import type { Incident } from './incident.ts';
import { type Silence, silenceOf } from './silence.ts';

/** How often what is held is looked at, in milliseconds: a silence may have ended, unseen by whoever wrote the hold. */
export const HOLD_LOOK_MS = 600_000;

/**
 * The incident held as the silences stand now: longer where one was extended or another covers it, and until now where
 * none does any more. One that is not held stays as it is: a silence that comes later does not stop it.
 */
export function renewHold(incident: Incident, silences: readonly Silence[], now: Instant): Incident {
  if (incident.hold === undefined) return incident;
  const silence = silenceOf(incident, silences, now);
  const until = silence?.end ?? (incident.hold.until < now ? incident.hold.until : now);
  return {
    ...incident,
    hold: { kind: 'silence', id: silence?.id ?? incident.hold.id, until },
    climb: { ...incident.climb, base: until > now ? until : now },
  };
}
