import { randomBytes } from 'node:crypto';
import { afresh } from '../kernel/afresh.ts';
import { AppError } from '../kernel/errors.ts';
import { incidentId } from '../kernel/ids.ts';
import { epochMs, type Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { Occasion } from '../platform/audit-store.ts';
import type { Bus } from '../platform/bus-client.ts';
import type { DropReason } from './admit-alert.ts';
import { type Admitted, type Arrival, admitAlerts } from './admit-alerts.ts';
import { collectAlerts, MOST_COLLECTED, memberOf } from './collect-alerts.ts';
import type { PagingConfig } from './config.ts';
import { ALERT_RAISED } from './events.ts';
import { isHeartbeat, isHeartbeatSignal } from './heartbeat.ts';
import { type Hygiene, hygieneAlert } from './hygiene.ts';
import type { Incident } from './incident.ts';
import type { IncidentStore, Situation } from './incident-store.ts';
import type { LadderTimer } from './ladder-client.ts';
import { normaliseAlert } from './normalise-alert.ts';
import { routeAlert } from './route-alert.ts';
import type { Hash, Signal } from './signal.ts';
import { decideStorm, MOST_INCIDENTS, type StormVerdict } from './storm.ts';
import type { StormStore } from './storm-store.ts';

/** A message of the intake queue. */
interface IntakeMessage {
  readonly body: string;
  readonly id: string;
  readonly sentAt: Instant;
}

export interface IntakeAlertDeps {
  readonly store: Pick<IncidentStore, 'readSituation' | 'open' | 'save' | 'recordDropped'>;
  readonly storms: Pick<StormStore, 'readMembers' | 'collect'>;
  readonly timer: LadderTimer;
  readonly bus: Bus;
  readonly telemetry: Telemetry;
  readonly config: PagingConfig;
  readonly hash: Hash;
  readonly now: () => Instant;
}

/** One message: normalise, route, and let the routed alerts into their incidents. @throws AppError `invalid` for garbage */
export function makeIntakeAlert(deps: IntakeAlertDeps) {
  return async (message: IntakeMessage): Promise<void> => {
    const normalised = normaliseAlert(message.body, message.sentAt, deps.config.organization, deps.hash);
    const occasion = { at: deps.now(), actor: 'system:intake-alert', correlationId: message.id };
    switch (normalised.kind) {
      case 'malformed':
        throw new AppError(normalised.reason, {
          code: MALFORMED,
          kind: 'invalid',
          faults: [{ path: normalised.source, message: normalised.reason }],
        });
      case 'ignored':
        await drop(deps, normalised.source, normalised.reason, 1, occasion);
        return;
      case 'signals':
        await admitAll(deps, normalised.signals, message.id, occasion);
    }
  };
}

/**
 * Tells people that a message was set aside: a broken alert source must not be quiet, and an alert that we could not
 * take in is grave, since nobody was paged for it.
 */
export function makeReportSetAside({ bus }: Pick<IntakeAlertDeps, 'bus'>) {
  return async (messageId: string, { code, faults }: AppError): Promise<void> => {
    const fault: Hygiene =
      code === MALFORMED
        ? { kind: 'malformed-alert', subject: faults[0]?.path ?? 'unknown' }
        : { kind: 'alert-not-taken-in', subject: messageId };
    await bus.put([{ ...ALERT_RAISED, detail: hygieneAlert(fault) }]);
  };
}

const MALFORMED = 'malformed-alert';

async function admitAll(
  deps: IntakeAlertDeps,
  signals: readonly Signal[],
  messageId: string,
  occasion: Occasion,
): Promise<void> {
  const arrivals = new Map<string, Arrival[]>();
  let unrouted = 0;
  for (const [place, signal] of signals.entries()) {
    const eventId = signals.length === 1 ? messageId : `${messageId}.${String(place).padStart(4, '0')}`;
    for (const routed of routeAlert(signal, deps.config)) {
      if (routed.unrouted) unrouted++;
      const key = `${routed.service}\n${routed.signal.dedupKey}`;
      arrivals.set(key, [...(arrivals.get(key) ?? []), { routed, eventId }]);
    }
  }
  const source = signals[0]?.source.split(':')[0] ?? 'unknown'; // a message is of one sender
  const real = signals.filter((signal) => !isHeartbeatSignal(signal)).length;
  if (real > 0) deps.telemetry.count('AlertsReceived', real, { source });
  if (unrouted > 0) deps.telemetry.count('AlertsUnrouted', unrouted);
  for (const together of arrivals.values()) await admit(deps, together, occasion);
}

/** So often an alert is admitted afresh: while a storm begins, each of those before it gets in the way of the others once. */
const MOST_ATTEMPTS = 4 * MOST_INCIDENTS;

/** Alerts of one service and key: as a rule one read and one write, however many they are. */
async function admit(deps: IntakeAlertDeps, arrivals: readonly Arrival[], occasion: Occasion): Promise<void> {
  for (let rest = arrivals; rest.length > 0; ) {
    const taken = await afresh(() => admitSome(deps, rest, occasion), MOST_ATTEMPTS);
    rest = rest.slice(taken);
  }
}

/** As many of them as can be written at once; returns how many. */
async function admitSome(
  deps: IntakeAlertDeps,
  arrivals: readonly Arrival[],
  occasion: Occasion,
): Promise<number> {
  const [first] = arrivals;
  if (first === undefined) return 0;
  const { config } = deps;
  const { at: now } = occasion;
  const { service, signal } = first.routed;
  const situation = await deps.store.readSituation(service, signal.dedupKey);
  const { last, silences, load, storm } = situation;
  if (last?.storm !== undefined && last.state !== 'resolved')
    return collect(deps, arrivals, last, situation, occasion);
  const newId = incidentId(epochMs(now), randomBytes(4));
  const admitted = admitAlerts(arrivals, last, { config, silences, now, newId });
  const { change, taken } = admitted;
  const paging = change?.kind === 'open' && change.incident.wakeAt === now && !isHeartbeat(change.incident);
  const verdict = paging ? decideStorm(change, load, storm, now) : undefined;
  if (verdict?.kind === 'collect')
    return collect(deps, arrivals.slice(0, taken), verdict.storm, situation, occasion);
  await apply(deps, admitted, verdict, first, last, occasion);
  return verdict?.kind === 'begin' ? 1 : taken;
}

async function collect(
  deps: IntakeAlertDeps,
  arrivals: readonly Arrival[],
  storm: Incident,
  { last, silences }: Situation,
  occasion: Occasion,
): Promise<number> {
  const some = arrivals.slice(0, MOST_COLLECTED);
  const alerts = some.map(({ routed }) => memberOf(routed));
  const known = last?.id === storm.id ? await deps.storms.readMembers(storm.id, alerts) : [];
  const { members, raised, dropped } = collectAlerts(some, storm, known, {
    config: deps.config,
    silences,
    now: occasion.at,
  });
  const graver = raised && timed(raised, true, occasion.at);
  if (members.length > 0) {
    await deps.storms.collect({ storm, members, raised: graver, last }, occasion);
    deps.telemetry.count('AlertsCollected', members.length);
    deps.telemetry.info('alerts-collected', { incident: storm.id, alerts: members.length });
    if (graver !== undefined) await start(deps.timer, graver);
  }
  await dropAll(deps, `incident:${storm.id}`, dropped, occasion);
  return some.length;
}

async function apply(
  deps: IntakeAlertDeps,
  { change, dropped, taken }: Admitted,
  verdict: Exclude<StormVerdict, { kind: 'collect' }> | undefined,
  { routed }: Arrival,
  last: Incident | undefined,
  occasion: Occasion,
): Promise<void> {
  const facts = {
    source: routed.signal.source,
    severity: routed.severity,
    tier: routed.tier,
    route: routed.route,
    alerts: taken - dropped.length,
  };
  if (change?.kind === 'open') {
    const { incident, timeline, reason } = verdict?.opened ?? change;
    const { service, signal } = routed;
    const key = { service, dedupKey: signal.dedupKey };
    const member = verdict?.kind === 'begin' ? memberOf(routed) : undefined;
    await deps.store.open(
      { incident, timeline, reason, key, replaces: last?.id, load: verdict?.load, member },
      occasion,
    );
    if (!isHeartbeat(incident)) deps.telemetry.count('IncidentsOpened', 1);
    deps.telemetry.info('incident-opened', {
      incident: incident.id,
      ladder: incident.ladder,
      reason,
      ...facts,
    });
    if (incident.wakeAt !== undefined) await start(deps.timer, incident);
    if (verdict?.kind === 'begin') return; // the rest of the arrivals are collected afresh
  }
  if (change?.kind === 'join' && last !== undefined) {
    const { incident, timeline, reason, replan } = change;
    const action = incident.state === 'resolved' ? 'incident.resolve' : 'incident.join';
    const saved = await deps.store.save(
      { before: last, after: timed(incident, replan, occasion.at), timeline, action, reason },
      occasion,
    );
    deps.telemetry.info('incident-joined', { incident: incident.id, reason, ...facts });
    if (replan) await start(deps.timer, saved);
  }
  const known = change?.incident ?? last;
  await dropAll(
    deps,
    known === undefined ? `service:${routed.service}` : `incident:${known.id}`,
    dropped,
    occasion,
  );
}

async function dropAll(
  deps: IntakeAlertDeps,
  target: string,
  dropped: readonly DropReason[],
  occasion: Occasion,
): Promise<void> {
  for (const reason of new Set(dropped))
    await drop(deps, target, reason, dropped.filter((other) => other === reason).length, occasion);
}

function timed(incident: Incident, replan: boolean, now: Instant): Incident {
  if (incident.state === 'resolved') return { ...incident, wakeAt: undefined };
  return replan ? { ...incident, wakeAt: now, clock: incident.clock + 1 } : incident;
}

function start(timer: LadderTimer, { id, clock, climb }: Incident): Promise<void> {
  return timer.start({ incidentId: id, clock, run: climb.run });
}

async function drop(
  deps: IntakeAlertDeps,
  target: string,
  reason: string,
  alerts: number,
  occasion: Occasion,
): Promise<void> {
  await deps.store.recordDropped(target, alerts === 1 ? reason : `${reason} x${alerts}`, occasion);
  deps.telemetry.count('AlertsDropped', alerts, { reason });
  deps.telemetry.info('alert-dropped', { target, reason, alerts });
}
