/** How often others have undone what was set on one group. */
export interface Contest {
  /** What was set last; undefined: nothing yet. Null: they never expire. */
  readonly set: number | null | undefined;
  readonly reversals: number;
}

/** After so many it is people who settle it. */
const MOST_REVERSALS = 2;

/** A group of which nothing was set yet. */
export const UNCONTESTED: Contest = { set: undefined, reversals: 0 };

/** What is remembered when a retention is set by Belltower. */
export function weSet(contest: Contest, days: number | null): Contest {
  return { ...contest, set: days };
}

/**
 * What is remembered when somebody else's retention is seen: another than the one that was set is a reversal, once, until
 * it is set again. The same is none.
 */
export function theySet(contest: Contest, days: number | null): Contest {
  if (contest.set === undefined || contest.set === days) return contest;
  return { set: undefined, reversals: contest.reversals + 1 };
}

/** Whether it is a fight: then nothing is set any more. */
export function isContested({ reversals }: Pick<Contest, 'reversals'>): boolean {
  return reversals >= MOST_REVERSALS;
}
