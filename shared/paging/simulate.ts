import { millis, spokenExactly } from '../kernel/duration.ts';
import { incidentId } from '../kernel/ids.ts';
import { epochMs, type Instant, shift } from '../kernel/instant.ts';
import { admitAlert } from './admit-alert.ts';
import { firstOfCatchAll } from './climb.ts';
import type { PagingConfig } from './config.ts';
import type { Severity } from './events.ts';
import { findLadders } from './find-ladders.ts';
import type { Incident, TriggeredIncident } from './incident.ts';
import { pagingOnCall } from './paging-on-call.ts';
import { momentOf, type PlayedWake, playLadder } from './play-ladder.ts';
import { type RoutedAlert, routeAlert } from './route-alert.ts';
import type { Ladders } from './rungs.ts';
import type { Normalised, Signal } from './signal.ts';
import type { SimulatedEvent, SimulatedIncident, Simulation } from './simulation.ts';

/** What is asked: by this configuration, from this moment on. */
export interface Question {
  readonly config: PagingConfig;
  readonly at: Instant;
  /** People (`alice`) and single methods of theirs (`alice:sms`) that cannot be reached; everything else can. */
  readonly unreachable?: ReadonlySet<string>;
  /** What the alert is taken to say its severity is. A route may overrule it, as it may the alert. */
  readonly severity?: Severity | undefined;
  /** How far ahead to look, in milliseconds; 24 hours. */
  readonly lookAheadMs?: number;
  /** How many wakes of a ladder to play at most; 200. */
  readonly mostWakes?: number;
}

const DAY_MS = 86_400_000;
const MOST_WAKES = 200;
const NOBODY: ReadonlySet<string> = new Set();

/**
 * Who would be paged, by what and when, if the alert came at `at` with no incident open and nobody acted; and why. The
 * planner of the real ladder is played forward until the catch-all comes round for the second time, or to the end of
 * what is looked at. Targets are resolved at the moment of paging, so a handoff on the way shows.
 */
export function simulate(alert: Normalised, question: Question): Simulation {
  const { at } = question;
  if (alert.kind !== 'signals') return { kind: alert.kind, at, reason: alert.reason, source: alert.source };
  const incidents = openedBy(alert.signals, question).map((taken) =>
    taken.incident === undefined ? pagesNobody(taken) : played(taken, taken.incident, question),
  );
  return { kind: 'simulated', at, incidents };
}

/** What one route makes of a signal: an incident that pages, or the reason why there is none. */
export interface Taken {
  readonly alert: RoutedAlert;
  readonly reason: string;
  readonly incident: TriggeredIncident | undefined;
}

/** What the routes make of signals at a moment when no incident is open. */
export function openedBy(signals: readonly Signal[], { config, at, severity }: Question): Taken[] {
  const open = new Map<string, Incident>();
  return signals
    .map((signal) => (severity === undefined ? signal : { ...signal, severity }))
    .flatMap((signal) => routeAlert(signal, config))
    .map((alert, place) => {
      const key = JSON.stringify([alert.service, alert.signal.dedupKey]);
      const id = incidentId(epochMs(at), Uint8Array.of(0, 0, 0, place % 256));
      const admission = admitAlert(alert, open.get(key), {
        config,
        silences: [],
        now: at,
        eventId: String(place),
        newId: id,
      });
      if (admission.kind !== 'open') return { alert, reason: admission.reason, incident: undefined };
      open.set(key, admission.incident);
      if (alert.tier !== 'page') return { alert, reason: `tier-${alert.tier}`, incident: undefined };
      return { alert, reason: admission.reason, incident: admission.incident };
    });
}

/** The ladder of an incident, played wake by wake as far as the question looks ahead. */
export function* playedFrom(
  incident: TriggeredIncident,
  { config, at, unreachable = NOBODY, lookAheadMs = DAY_MS, mostWakes = MOST_WAKES }: Question,
): Generator<PlayedWake> {
  const ladders = findLadders(config, incident.ladder);
  const onCallAt = (now: Instant) => pagingOnCall(config, now);
  let wakes = 0;
  for (const wake of playLadder(incident, { ladders, onCallAt, unreachable })) {
    if (wake.at > shift(at, lookAheadMs)) return;
    yield wake;
    if (++wakes === mostWakes) return;
  }
}

function played(taken: Taken, incident: TriggeredIncident, question: Question): SimulatedIncident {
  const { lookAheadMs = DAY_MS, mostWakes = MOST_WAKES } = question;
  const timeline = opening(taken, incident);
  const wakes = [...playedFrom(incident, question)];
  for (const { events } of wakes) timeline.push(...events.filter((event) => !isToldAgain(event, timeline)));
  const firstReached = wakes.find(({ reached }) => reached !== undefined)?.reached;
  const ending = wakes.at(-1)?.repeats
    ? 'catch-all-repeats'
    : wakes.length === mostWakes
      ? 'most-wakes'
      : 'horizon';
  const verdict = firstReached === undefined ? 'nobody-reached' : 'somebody-reached';
  const lookedAt = ending === 'most-wakes' ? `${mostWakes} wakes of the ladder` : spokenExactly(lookAheadMs);
  const endsWith =
    ending === 'catch-all-repeats'
      ? catchAllWords(timeline, findLadders(question.config, incident.ladder))
      : `not looked at beyond ${lookedAt}: ${GOES_ON[verdict]}`;
  return { ...factsOf(taken), verdict, timeline, firstReached, ending, endsWith };
}

function opening({ alert, reason }: Taken, incident: TriggeredIncident): SimulatedEvent[] {
  const moment = momentOf(incident, incident.openedAt);
  const opened: SimulatedEvent = { kind: 'opened', ...moment, reason: `route-${alert.route}` };
  return reason === 'unrouted'
    ? [opened, { kind: 'unrouted', ...moment, reason: 'no-route-but-the-last' }]
    : [opened];
}

/** A fault of the paging is told once, although every wake finds it again: its alert joins the one before. */
function isToldAgain(event: SimulatedEvent, timeline: readonly SimulatedEvent[]): boolean {
  if (event.kind !== 'hygiene') return false;
  const { reason, subject } = event;
  return timeline.some((one) => one.kind === 'hygiene' && one.reason === reason && one.subject === subject);
}

const GOES_ON = {
  'somebody-reached': 'paging goes on until somebody acts',
  'nobody-reached': 'nobody has been reached by then',
} as const;

/** How the catch-all goes on, from what its first two passes did. */
function catchAllWords(timeline: readonly SimulatedEvent[], ladders: Ladders): string {
  const { pass: first } = firstOfCatchAll(ladders);
  const begins = (which: number) =>
    timeline.find((event) => 'pass' in event && event.pass === which)?.afterMs;
  const every = (begins(first + 1) ?? 0) - (begins(first) ?? 0) || millis(ladders.own.repeat.every);
  const reaches = timeline.some(
    (event) => event.kind === 'page' && event.pass >= first && event.outcome === 'sent',
  );
  return `the catch-all repeats every ${spokenExactly(every)} ${reaches ? 'until somebody acts' : 'and reaches nobody'}`;
}

function pagesNobody(taken: Taken): SimulatedIncident {
  const why = WHY_NOBODY[taken.reason] ?? taken.reason;
  return {
    ...factsOf(taken),
    verdict: 'pages-nobody',
    timeline: [],
    ending: 'pages-nobody',
    endsWith: `nobody is paged: ${why}`,
  };
}

const WHY_NOBODY: Readonly<Record<string, string>> = {
  'tier-ticket': 'its tier is ticket, so it opens an incident and stops there',
  'tier-log': 'its tier is log, so it is recorded and opens no incident',
  'nothing-open': 'it says that something is resolved, and no incident is open',
  'already-known': 'another route has opened this very incident',
};

function factsOf({ alert, reason }: Taken) {
  const { signal, service, severity, tier, ladder, team, unrouted, route } = alert;
  const { title, source } = signal;
  return { title, source, service, severity, tier, ladder, team, unrouted, route, reason };
}
