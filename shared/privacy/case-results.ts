import type { PrivacySection, System, SystemId } from './config.ts';
import { type Hold, holdOn } from './hold.ts';
import type { Step } from './progress.ts';
import type { Kept, SystemResult } from './result.ts';
import { answered, keptBy, overall, remaining } from './step-state.ts';

/** What each system did for a case, also those that the map has lost since; without steps none was asked. */
export function systemResults(systems: PrivacySection['systems'], steps: readonly Step[]): SystemResult[] {
  const lost = steps.filter(({ system }) => !systems.some(({ id }) => id === system));
  return [
    ...systems.map(({ id, connector }): SystemResult => {
      const step = steps.find((one) => one.system === id);
      return { ...notAsked(id, connector), ...(step === undefined ? {} : resultOf(step)) };
    }),
    ...lost.map((step) => ({ ...notAsked(step.system, 'not-in-map'), ...resultOf(step) })),
  ];
}

function notAsked(system: SystemId, connector: string): SystemResult {
  return { system, connector, answer: 'not-asked', verification: { result: 'unread', rounds: 0 } };
}

function resultOf(step: Step): Pick<SystemResult, 'answer' | 'answeredAt' | 'count' | 'verification'> {
  const counts = step.answers.flatMap(({ answer }) => ('count' in answer ? [answer.count] : []));
  return {
    answer: overall(step),
    answeredAt: step.answers.at(-1)?.at,
    count: counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0),
    verification: verificationOf(step),
  };
}

function verificationOf(step: Step): SystemResult['verification'] {
  if (answered(step).length === 0) return { result: 'unread', rounds: 0 };
  if (step.subject === 'unknown') return { result: 'empty', rounds: 0 };
  if (step.read === undefined) return { result: 'unread', rounds: 0 };
  return { result: step.read.found, at: step.read.at, rounds: step.round };
}

/** What is still there: by the law, by a hold, or because a system could not erase it. */
export function keptOf(
  systems: PrivacySection['systems'],
  steps: readonly Step[],
  holds: readonly Hold[],
): Kept[] {
  return systems.flatMap((system) => {
    const step = steps.find((one) => one.system === system.id);
    if (step === undefined || step.subject === 'unknown') return [];
    return [...byLaw(system), ...byHold(step, holds), ...bySystem(step)];
  });
}

function byLaw({ id, classes }: System): Kept[] {
  return classes.flatMap(({ id: name, erase, keep }): Kept[] =>
    keep === undefined
      ? []
      : [{ system: id, class: name, reason: erase === 'delete' ? 'kept-by-law' : 'anonymised', ...keep }],
  );
}

function byHold(step: Step, holds: readonly Hold[]): Kept[] {
  return remaining(step, []).flatMap((name) =>
    holdOn(holds, step.system, name) === undefined
      ? []
      : [{ system: step.system, class: name, reason: 'held' }],
  );
}

function bySystem(step: Step): Kept[] {
  return keptBy(step).map(({ class: name, reason, until }) => ({
    system: step.system,
    class: name,
    reason,
    until,
  }));
}
