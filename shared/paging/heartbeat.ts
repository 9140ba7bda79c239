import { elapsed, type Instant } from '../kernel/instant.ts';
import type { PageStep } from '../platform/schema.ts';
import type { Ladder } from './config.ts';
import { type AlertRaised, HEARTBEAT, OWN_SERVICE } from './events.ts';
import type { Incident } from './incident.ts';
import type { RoutedAlert } from './route-alert.ts';
import type { Signal } from './signal.ts';

/** The ladder of the heartbeat, which is its own catch-all: whatever fails, it never pages a person. */
export const HEARTBEAT_LADDER: Ladder = {
  id: HEARTBEAT,
  rungs: [{ after: '0s', targets: [{ person: HEARTBEAT }] }],
  repeat: { times: 0, every: '1m' },
};

/** How the heartbeat's recipient is told. */
export const SINK_STEPS: readonly PageStep[] = [{ method: 'sink', after: '0s' }];

/** The synthetic alert of this moment. One that comes while the one before is still on its way joins its incident. */
export function heartbeatAlert(now: Instant): AlertRaised {
  return {
    title: 'Heartbeat: does a page get through?',
    service: HEARTBEAT,
    source: OWN_SERVICE,
    dedupKey: HEARTBEAT,
    severity: 'SEV3',
    tier: 'page',
    state: 'firing',
    startsAt: now,
    labels: {},
    links: [],
  };
}

/** Whether an alert is the heartbeat's; one from elsewhere that only names its service is routed like any other. */
export function isHeartbeatSignal({ source, service }: Pick<Signal, 'source' | 'service'>): boolean {
  return source === OWN_SERVICE && service === HEARTBEAT;
}

/** Whether an incident, or a routed alert, is the heartbeat's: told by its ladder, which no alert can choose. */
export function isHeartbeat({ ladder }: Pick<Incident, 'ladder'>): boolean {
  return ladder === HEARTBEAT;
}

/** Ends with a space, as no key does that a sender states: theirs are trimmed. So nobody's alert can join the heartbeat. */
const KEY = `${HEARTBEAT} `;

/** The built-in route; its number is none of a configuration's. */
export function heartbeatRoute(signal: Signal): RoutedAlert {
  return {
    signal: { ...signal, dedupKey: KEY },
    service: HEARTBEAT,
    severity: 'SEV3',
    tier: 'page',
    ladder: HEARTBEAT,
    team: undefined,
    runbookUrl: undefined,
    unrouted: false,
    route: -1,
  };
}

/** Where the time goes on the way of a synthetic alert. */
export type HeartbeatStage = 'admitted' | 'woken' | 'sent';

/**
 * Milliseconds from being raised to being admitted, from there to the first wake of the ladder, from there to the sink.
 * Clocks of several machines are compared, so none is below 0.
 */
export function heartbeatStages(
  incident: Incident,
  arrivedAt: Instant,
): Readonly<Record<HeartbeatStage, number>> {
  const { startedAt, openedAt, climb } = incident;
  const wokenAt = climb.active[0]?.startedAt ?? openedAt;
  const ms = (from: Instant, to: Instant) => Math.max(0, elapsed(from, to));
  return { admitted: ms(startedAt, openedAt), woken: ms(openedAt, wokenAt), sent: ms(wokenAt, arrivedAt) };
}
