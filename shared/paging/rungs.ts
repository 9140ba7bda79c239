import { type Duration, millis } from '../kernel/duration.ts';
import type { Ladder } from './config.ts';
import type { Severity } from './events.ts';
import type { Position } from './incident.ts';

/** A rung as the planner climbs it. */
interface CompiledRung {
  /** Milliseconds after the start of the pass. */
  readonly after: number;
  /** Unparsed on purpose: a target this version does not know must not stop the ladder. */
  readonly targets: readonly unknown[];
  /** SEV1: on every method at once, instead of by personal rules. */
  readonly everyMethod: boolean;
}

/** The ladder an incident climbs, and the one that is climbed for ever after it. */
export interface Ladders {
  readonly own: Ladder;
  readonly catchAll: Ladder;
}

/**
 * The rungs of one pass. A SEV1 skips the chain: all hands at once, again every `repeat.every` while nobody acts, and
 * the executives when their time has come. A ladder without a `sev1` section calls everyone on it.
 */
function rungsOf(ladder: Ladder, severity: Severity): readonly CompiledRung[] {
  if (severity !== 'SEV1') {
    return ladder.rungs.map((rung) => ({
      after: millis(rung.after),
      targets: rung.targets,
      everyMethod: false,
    }));
  }
  if (ladder.sev1 === undefined) {
    return [{ after: 0, targets: ladder.rungs.flatMap((rung) => rung.targets), everyMethod: true }];
  }
  const { allHands, executives, executivesAfter } = ladder.sev1;
  const again = allHandsAgain(executivesAfter, ladder.repeat.every);
  const rungs = again.map((after) => ({ after, targets: allHands, everyMethod: true }));
  if (executives.length === 0) return rungs;
  return [
    ...rungs,
    { after: millis(executivesAfter), targets: [...executives, ...allHands], everyMethod: true },
  ];
}

const MOST_REPEATS = 50;

function allHandsAgain(executivesAfter: Duration, every: Duration): number[] {
  const step = Math.max(millis(every), millis(executivesAfter) / MOST_REPEATS, 1);
  const times: number[] = [0];
  for (let at = step; at < millis(executivesAfter); at += step) times.push(at);
  return times;
}

/** Whether this pass is of the catch-all, which follows the ladder's own passes. */
export function isCatchAll(ladders: Ladders, pass: number): boolean {
  return pass > ladders.own.repeat.times;
}

/** The ladder that a pass climbs. */
export function ladderOf(ladders: Ladders, pass: number): Ladder {
  return isCatchAll(ladders, pass) ? ladders.catchAll : ladders.own;
}

/** The rung at a position; undefined past the end of the pass. */
export function rungAt(
  ladders: Ladders,
  severity: Severity,
  { pass, rung }: Position,
): CompiledRung | undefined {
  return rungsOf(ladderOf(ladders, pass), severity)[rung];
}
