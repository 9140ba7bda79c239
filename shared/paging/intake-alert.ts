import { randomBytes } from 'node:crypto';
import { afresh } from '../kernel/afresh.ts';
import { AppError } from '../kernel/errors.ts';
import { incidentId } from '../kernel/ids.ts';
import { epochMs, type Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { Occasion } from '../platform/audit-store.ts';
import type { Bus } from '../platform/bus-client.ts';
import { type Admitted, type Arrival, admitAlerts } from './admit-alerts.ts';
import type { PagingConfig } from './config.ts';
import { ALERT_RAISED } from './events.ts';
import { isHeartbeat, isHeartbeatSignal } from './heartbeat.ts';
import { type Hygiene, hygieneAlert } from './hygiene.ts';
import type { Incident } from './incident.ts';
import type { IncidentStore } from './incident-store.ts';
import type { LadderTimer } from './ladder-client.ts';
import { normaliseAlert } from './normalise-alert.ts';
import { routeAlert } from './route-alert.ts';
import type { Hash, Signal } from './signal.ts';

/** A message of the intake queue. */
export interface IntakeMessage {
  readonly body: string;
  readonly id: string;
  readonly sentAt: Instant;
}

export interface IntakeAlertDeps {
  readonly store: Pick<IncidentStore, 'readLast' | 'open' | 'save' | 'recordDropped'>;
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

/** Alerts of one service and key: as a rule one read and one write, however many they are. */
async function admit(deps: IntakeAlertDeps, arrivals: readonly Arrival[], occasion: Occasion): Promise<void> {
  for (let rest = arrivals; rest.length > 0; ) {
    const [first] = rest;
    if (first === undefined) return;
    const { service, signal } = first.routed;
    const taken = await afresh(async () => {
      const last = await deps.store.readLast(service, signal.dedupKey);
      const id = incidentId(epochMs(occasion.at), randomBytes(4));
      const admitted = admitAlerts(rest, last, deps.config, occasion.at, id);
      await apply(deps, admitted, first, last, occasion);
      return admitted.taken;
    });
    rest = rest.slice(taken);
  }
}

async function apply(
  deps: IntakeAlertDeps,
  { change, dropped, taken }: Admitted,
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
    const { incident, timeline, reason } = change;
    await deps.store.open(incident, timeline, reason, last?.id, occasion);
    if (!isHeartbeat(incident)) deps.telemetry.count('IncidentsOpened', 1);
    deps.telemetry.info('incident-opened', { incident: incident.id, ladder: incident.ladder, ...facts });
    if (incident.wakeAt !== undefined) await start(deps.timer, incident);
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
  const target = known === undefined ? `service:${routed.service}` : `incident:${known.id}`;
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
