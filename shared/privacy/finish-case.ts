import type { Instant } from '../kernel/instant.ts';
import type { Case, Stage } from './case.ts';
import { keptOf, systemResults } from './case-results.ts';
import type { PrivacySection } from './config.ts';
import { type Hold, holdOn } from './hold.ts';
import type { Outcome } from './request.ts';
import type { Kept, SystemResult } from './result.ts';
import { remaining } from './step-state.ts';

/**
 * The end of a case whose systems have all answered and were all read again. What is certified is settled here, so that
 * what is found later does not change it.
 */
export function finish(
  of: Case,
  { steps, keys }: Extract<Stage, { state: 'verifying_erasure' }>,
  { systems }: Pick<PrivacySection, 'systems'>,
  holds: readonly Hold[],
  now: Instant,
): Case {
  const held = steps.flatMap((step) =>
    remaining(step, []).flatMap((name) => {
      const hold = holdOn(holds, step.system, name);
      return hold === undefined ? [] : [{ system: step.system, class: name, hold: hold.id }];
    }),
  );
  const results = systemResults(systems, steps);
  const kept = keptOf(systems, steps, holds);
  return {
    ...of,
    stage: {
      state: 'certified',
      ...ending(results, kept, keys.length),
      closed: now,
      results,
      kept,
      steps,
      keys,
      held,
      sweeps: 0,
    },
  };
}

/** `partial` where data of the person is still there; `no_data` where there never was any, nor a key. */
function ending(
  results: readonly SystemResult[],
  kept: readonly Kept[],
  keys: number,
): { outcome: Outcome; reason: string } {
  const reason = kept.find((one) => one.reason !== 'anonymised')?.reason;
  if (reason !== undefined) return { outcome: 'partial', reason };
  if (results.some(({ answer }) => answer === 'partial'))
    return { outcome: 'partial', reason: 'system-kept-some' };
  const nothing = results.every(({ answer }) => answer === 'none' || answer === 'absent');
  return nothing && keys === 0
    ? { outcome: 'no_data', reason: 'no-system-has-any' }
    : { outcome: 'done', reason: 'every-system-empty' };
}
