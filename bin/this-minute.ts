import { type Instant, instant } from '../shared/kernel/instant.ts';

const MINUTE_MS = 60_000;

/** When the minute began that it is: a present that reads well. */
export function thisMinute(): Instant {
  return instant(Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS);
}
