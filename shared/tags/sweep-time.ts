import { millis } from '../kernel/duration.ts';
import { elapsed, type Instant } from '../kernel/instant.ts';

const LATE_MS = millis('6h');

/**
 * The time that a sweep decides by: that for which it was scheduled, so that days are counted from sweep to sweep however
 * long each takes; the time it is where it comes late, so that what is told late makes late what follows.
 */
export function sweepTime(at: Instant, now: Instant): Instant {
  return elapsed(at, now) > LATE_MS ? now : at;
}
