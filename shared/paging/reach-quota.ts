import type { Usage, Verdict } from './reach-check.ts';

/** From this part of a limit on it is told. */
export const NEAR = 0.8;

/** How near a limit something is: from 80 % a warning, at the limit a failure. `what` names the unit. */
export function judgeUsage({ used, limit }: Usage, what: string, advice: string): Verdict {
  const seen = `${used} of ${limit} ${what}`;
  if (limit <= 0 || used >= limit) return { state: 'fail', seen, advice };
  return used >= NEAR * limit ? { state: 'warn', seen, advice } : { state: 'ok', seen };
}
