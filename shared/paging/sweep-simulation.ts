import * as z from 'zod';
import { Instant, shift } from '../kernel/instant.ts';
import type { TriggeredIncident } from './incident.ts';
import type { Signal } from './signal.ts';
import { openedBy, playedFrom, type Question } from './simulate.ts';
import { FirstReached, NamedTarget, SimulatedIncident } from './simulation.ts';

const { route, service, severity, ladder } = SimulatedIncident.shape;
const { pass, rung, ladder: climbed } = FirstReached.shape;

/** What is wrong with the beginning of a ladder at one moment. */
export const Weakness = z.object({
  route,
  service,
  severity,
  ladder,
  /** `first-rung-empty`: it resolves to nobody. `first-rung-unreachable`: none of its people is reached. */
  kind: z.enum(['nobody-reached', 'first-rung-empty', 'first-rung-unreachable']),
  firstRung: z.object({ pass, rung, ladder: climbed, targets: z.array(NamedTarget) }).optional(),
  /** Which rung reaches somebody, how long after the alert, and whom. */
  reached: FirstReached.omit({ at: true }).optional(),
});
export type Weakness = z.infer<typeof Weakness>;

/** The same weakness at `count` neighbouring instants; `to` is the last of them. */
export const SweepFinding = z.object({
  from: Instant,
  to: Instant,
  count: z.int().min(1),
  ...Weakness.shape,
});
export type SweepFinding = z.infer<typeof SweepFinding>;

/** What is wrong, by route, if the signals came at this moment. Empty where every first rung reaches somebody. */
export function weaknessesAt(signals: readonly Signal[], question: Question): Weakness[] {
  return openedBy(signals, question).flatMap(({ alert, incident }) => {
    const found = incident === undefined ? undefined : weaknessOf(incident, question);
    return found === undefined ? [] : [{ route: alert.route, ...found }];
  });
}

function weaknessOf(incident: TriggeredIncident, question: Question): Omit<Weakness, 'route'> | undefined {
  const { service, severity, ladder } = incident;
  let firstRung: Weakness['firstRung'];
  let empty = false;
  let missed = false;
  for (const { events, reached } of playedFrom(incident, question)) {
    for (const event of events) {
      if (event.kind === 'rung-begun' || event.kind === 'rung-passed-over') {
        empty ||= firstRung === undefined && event.kind === 'rung-passed-over';
        firstRung ??= { pass: event.pass, rung: event.rung, ladder: event.ladder, targets: event.targets };
      } else if (event.kind === 'page' && isOf(event, firstRung))
        missed ||= event.outcome === 'not-reachable';
    }
    if (reached === undefined) continue;
    if (isOf(reached, firstRung) || !(empty || missed)) return undefined;
    const { at: _, ...whom } = reached;
    const kind = empty ? 'first-rung-empty' : 'first-rung-unreachable';
    return { service, severity, ladder, kind, firstRung, reached: whom };
  }
  return { service, severity, ladder, kind: 'nobody-reached', firstRung };
}

function isOf(page: { pass: number; rung: number }, place: Weakness['firstRung']): boolean {
  return page.pass === place?.pass && page.rung === place.rung;
}

/**
 * The weaknesses of instants in order, `everyMs` apart, with those that neighbours share put together. Ordered by their
 * first instant.
 */
export function groupWeaknesses(
  instants: Iterable<{ readonly at: Instant; readonly weaknesses: readonly Weakness[] }>,
  everyMs: number,
): SweepFinding[] {
  const found: SweepFinding[] = [];
  const latest = new Map<string, { readonly place: number; readonly finding: SweepFinding }>();
  for (const { at, weaknesses } of instants) {
    for (const weakness of weaknesses) {
      const key = JSON.stringify(weakness);
      const before = latest.get(key);
      const goesOn = before !== undefined && shift(before.finding.to, everyMs) === at;
      const finding = goesOn
        ? { ...before.finding, to: at, count: before.finding.count + 1 }
        : { from: at, to: at, count: 1, ...weakness };
      const place = goesOn ? before.place : found.length;
      found[place] = finding;
      latest.set(key, { place, finding });
    }
  }
  return found;
}
