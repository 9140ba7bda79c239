import { millis } from '../kernel/duration.ts';
import { type Instant, shift } from '../kernel/instant.ts';
import type { Severity } from './events.ts';
import type { Climb, Position } from './incident.ts';
import { isCatchAll, type Ladders, rungAt } from './rungs.ts';

/** The climb of a new incident: the first rung is due at once. */
export function beginClimb(at: Instant): Climb {
  return { run: 1, base: at, next: { pass: 0, rung: 0 }, begun: 0, active: [] };
}

/** The ladder from its first rung again, due at once. Pages of the run before are void. */
export function restartClimb(climb: Climb, at: Instant): Climb {
  return { ...climb, run: climb.run + 1, base: at, next: { pass: 0, rung: 0 }, active: [] };
}

/** When the next rung is due. A position that the ladder no longer has is due at the start of its pass. */
export function nextDue(climb: Climb, ladders: Ladders, severity: Severity): Instant {
  return shift(climb.base, rungAt(ladders, severity, climb.next)?.after ?? 0);
}

/** The same climb with its next rung due now and the later ones as far behind it as before. */
export function hurry(climb: Climb, ladders: Ladders, severity: Severity, now: Instant): Climb {
  return { ...climb, base: shift(now, -(rungAt(ladders, severity, climb.next)?.after ?? 0)) };
}

/** Where the catch-all begins. */
export function firstOfCatchAll(ladders: Ladders): Position {
  return { pass: ladders.own.repeat.times + 1, rung: 0 };
}

/**
 * What follows a rung that was begun or passed over at `at`: the rung above it, else another pass `repeat.every` later; a
 * pass that reached nobody is not repeated, the catch-all's first rung is due at once instead.
 */
export function stepUp(
  climb: Climb,
  ladders: Ladders,
  severity: Severity,
  at: Instant,
  reachedInPass: boolean,
): Pick<Climb, 'base' | 'next'> {
  const above: Position = { pass: climb.next.pass, rung: climb.next.rung + 1 };
  if (rungAt(ladders, severity, above) !== undefined) return { base: climb.base, next: above };
  if (!reachedInPass && !isCatchAll(ladders, climb.next.pass)) {
    const { base, next } = hurry({ ...climb, next: firstOfCatchAll(ladders) }, ladders, severity, at);
    return { base, next };
  }
  return { base: shift(at, millis(ladders.own.repeat.every)), next: { pass: climb.next.pass + 1, rung: 0 } };
}
