import { randomBytes } from 'node:crypto';
import { afresh } from '../kernel/afresh.ts';
import { AppError } from '../kernel/errors.ts';
import { incidentId } from '../kernel/ids.ts';
import { epochMs, type Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { Occasion } from '../platform/audit-store.ts';
import type { Bus } from '../platform/bus-client.ts';
import { type Admission, admitAlert } from './admit-alert.ts';
import type { PagingConfig } from './config.ts';
import { ALERT_RAISED } from './events.ts';
import { type Hygiene, hygieneAlert } from './hygiene.ts';
import type { Incident } from './incident.ts';
import type { IncidentStore } from './incident-store.ts';
import type { LadderTimer } from './ladder-client.ts';
import { type Hash, normaliseAlert } from './normalise-alert.ts';
import { type RoutedAlert, routeAlert } from './route-alert.ts';

/** A message of the intake queue. */
interface IntakeMessage {
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

/** One message: normalise, route, and let each routed alert into its incident. @throws AppError `invalid` for garbage */
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
        await drop(deps, normalised.source, normalised.reason, occasion);
        return;
      case 'signals':
        for (const signal of normalised.signals) {
          deps.telemetry.count('AlertsReceived', 1, { source: signal.source.split(':')[0] ?? signal.source });
          for (const routed of routeAlert(signal, deps.config))
            await admit(deps, routed, message.id, occasion);
        }
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

async function admit(
  deps: IntakeAlertDeps,
  routed: RoutedAlert,
  eventId: string,
  occasion: Occasion,
): Promise<void> {
  if (routed.unrouted) deps.telemetry.count('AlertsUnrouted', 1);
  await afresh(async () => {
    const last = await deps.store.readLast(routed.service, routed.signal.dedupKey);
    const id = incidentId(epochMs(occasion.at), randomBytes(4));
    const admission = admitAlert(routed, last, deps.config, occasion.at, eventId, id);
    await apply(deps, admission, routed, last, occasion);
  });
}

async function apply(
  deps: IntakeAlertDeps,
  admission: Admission,
  routed: RoutedAlert,
  last: Incident | undefined,
  occasion: Occasion,
): Promise<void> {
  const facts = {
    source: routed.signal.source,
    severity: routed.severity,
    tier: routed.tier,
    route: routed.route,
  };
  switch (admission.kind) {
    case 'drop':
      await drop(
        deps,
        last === undefined ? `service:${routed.service}` : `incident:${last.id}`,
        admission.reason,
        occasion,
      );
      return;
    case 'open': {
      const { incident, timeline, reason } = admission;
      await deps.store.open(incident, timeline, reason, last?.id, occasion);
      deps.telemetry.count('IncidentsOpened', 1);
      deps.telemetry.info('incident-opened', { incident: incident.id, ladder: incident.ladder, ...facts });
      if (incident.wakeAt !== undefined) await start(deps.timer, incident);
      return;
    }
    case 'join': {
      const { incident, timeline, reason, replan } = admission;
      if (last === undefined) return; // an alert joins only what was read
      const action = incident.state === 'resolved' ? 'incident.resolve' : 'incident.join';
      const saved = await deps.store.save(
        { before: last, after: timed(incident, replan, occasion.at), timeline, action, reason },
        occasion,
      );
      deps.telemetry.info('incident-joined', { incident: incident.id, reason, ...facts });
      if (replan) await start(deps.timer, saved);
    }
  }
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
  occasion: Occasion,
): Promise<void> {
  await deps.store.recordDropped(target, reason, occasion);
  deps.telemetry.count('AlertsDropped', 1, { reason });
  deps.telemetry.info('alert-dropped', { target, reason });
}
