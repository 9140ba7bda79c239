/** When the next call may be made, and how often in a row calls were refused for being too many. */
export interface Pace {
  /** In milliseconds, by whatever clock it is asked with. */
  readonly next: number;
  readonly refusals: number;
}

/** At which pace nothing was called yet. */
export const AT_REST: Pace = { next: Number.NEGATIVE_INFINITY, refusals: 0 };

/** After the first refusal nothing is called for so long, and twice as long after each that follows, */
const FIRST_HOLD_MS = 1_000;
/** but no longer than this. */
const LONGEST_HOLD_MS = 20_000;

/**
 * A place in the queue of calls: how long to wait for it from now, in milliseconds, and the pace of whoever comes next. A
 * bucket of one token, so that no second has more than `perSecond` calls, wherever it begins.
 */
export function takeTurn(pace: Pace, perSecond: number, now: number): { waitMs: number; pace: Pace } {
  const turn = Math.max(pace.next, now);
  return { waitMs: turn - now, pace: { ...pace, next: turn + 1000 / perSecond } };
}

/** The pace after a call that was refused for being one too many: nothing is called for a while. */
export function slowDown({ next, refusals }: Pace, now: number): Pace {
  const hold = Math.min(FIRST_HOLD_MS * 2 ** refusals, LONGEST_HOLD_MS);
  return { next: Math.max(next, now + hold), refusals: refusals + 1 };
}

/** The pace after a call that was let through. */
export function speedUp(pace: Pace): Pace {
  return pace.refusals === 0 ? pace : { ...pace, refusals: 0 };
}
