import { type Instant, shift } from '../kernel/instant.ts';
import type { Failure, FailureCode, Progress } from './progress.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** After so many attempts a step is parked: its system is tried once an hour, and a person has been told. */
export const ATTEMPTS_BEFORE_PARKED = 6;

const PASSES: ReadonlySet<Failure> = new Set<Failure>(['throttled', 'unavailable', 'no-answer']);

/**
 * What to do about a failed attempt: again after 1, 2, 4 … minutes, at most an hour, and not before what the system asks
 * for; nothing where trying again cannot help.
 */
export function afterFailure(
  attempt: number,
  {
    failure,
    code,
    retryAfterMs = 0,
  }: { failure: Failure; code: FailureCode; retryAfterMs?: number | undefined },
  now: Instant,
): Progress {
  if (!PASSES.has(failure)) return { status: 'failed', attempt, at: now, code };
  const backoff = Math.min(MINUTE_MS * 2 ** (attempt - 1), HOUR_MS);
  return {
    status: 'waiting',
    attempt,
    retryAt: shift(now, Math.max(backoff, retryAfterMs)),
    code,
    parked: attempt >= ATTEMPTS_BEFORE_PARKED,
  };
}

/** How long a system that was told to erase, and will, is given before it is read again: 1, 2, 4 … hours, at most a day. */
export function nextReading(readings: number, now: Instant): Instant {
  return shift(now, Math.min(HOUR_MS * 2 ** readings, 24 * HOUR_MS));
}
