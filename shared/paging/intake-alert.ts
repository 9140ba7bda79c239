import { randomBytes } from 'node:crypto';
import { AppError } from '../kernel/errors.ts';
import { incidentId } from '../kernel/ids.ts';
import { epochMs, type Instant } from '../kernel/instant.ts';
import type { Occasion } from '../platform/audit-store.ts';
import type { Bus } from '../platform/bus-client.ts';
import type { Arrival } from './admit-alerts.ts';
import { admitArrivals, drop } from './admit-arrivals.ts';
import { type AdmitRushDeps, admitRush, type RushKey } from './admit-rush.ts';
import { ALERT_RAISED } from './events.ts';
import { isHeartbeatSignal } from './heartbeat.ts';
import { type Hygiene, hygieneAlert } from './hygiene.ts';
import { normaliseAlert } from './normalise-alert.ts';
import { routeAlert } from './route-alert.ts';
import type { Hash, Signal } from './signal.ts';

/** A message of the intake queue. */
interface IntakeMessage {
  readonly body: string;
  readonly id: string;
  readonly sentAt: Instant;
}

export interface IntakeAlertDeps extends Omit<AdmitRushDeps, 'newId'> {
  readonly bus: Bus;
  readonly hash: Hash;
  readonly now: () => Instant;
}

/** What a message says. */
type Reading =
  | { readonly kind: 'ignored'; readonly source: string; readonly reason: string }
  | {
      readonly kind: 'alerts';
      readonly source: string;
      /** How many alerts there are besides the heartbeat's, and how many of all of them only the catch-all took. */
      readonly real: number;
      readonly unrouted: number;
      readonly keys: readonly RushKey[];
    };

/**
 * Messages that came together: normalise, route, and let the routed alerts into their incidents, those of one service
 * together. Every message has an outcome of its own, which rejects with AppError `invalid` for garbage.
 */
export function makeIntakeAlerts(given: IntakeAlertDeps) {
  const deps = { ...given, newId: (at: Instant) => incidentId(epochMs(at), randomBytes(4)) };
  return (messages: readonly IntakeMessage[]): readonly Promise<void>[] => {
    const now = deps.now();
    const works = messages.map((message) => {
      const occasion = { at: now, actor: 'system:intake-alert', correlationId: message.id };
      return { occasion, reading: read(deps, message, occasion) };
    });
    const admitted = admitRushes(
      deps,
      works.map(({ reading }) => reading),
      now,
    );
    return works.map(async ({ reading, occasion }) => {
      const told = await reading;
      if (told.kind === 'ignored') return drop(deps, told.source, told.reason, 1, occasion);
      const { source, real, unrouted, keys } = told;
      if (real > 0) deps.telemetry.count('AlertsReceived', real, { source });
      if (unrouted > 0) deps.telemetry.count('AlertsUnrouted', unrouted);
      const byService = await admitted;
      for (const key of keys) {
        const together = await byService.get(key.service);
        if (together?.has(key) !== true) await admitArrivals(deps, key.arrivals, occasion);
      }
    });
  };
}

/** As `makeIntakeAlerts`, of a message that came alone. */
export function makeIntakeAlert(deps: IntakeAlertDeps) {
  const intake = makeIntakeAlerts(deps);
  return async (message: IntakeMessage): Promise<void> => {
    await Promise.all(intake([message]));
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

type ReadDeps = Pick<IntakeAlertDeps, 'config' | 'hash'> & Pick<AdmitRushDeps, 'newId'>;

async function read(deps: ReadDeps, message: IntakeMessage, occasion: Occasion): Promise<Reading> {
  const normalised = normaliseAlert(message.body, message.sentAt, deps.config.organization, deps.hash);
  switch (normalised.kind) {
    case 'malformed':
      throw new AppError(normalised.reason, {
        code: MALFORMED,
        kind: 'invalid',
        faults: [{ path: normalised.source, message: normalised.reason }],
      });
    case 'ignored':
      return normalised;
    case 'signals':
      return readSignals(deps, normalised.signals, message.id, occasion);
  }
}

function readSignals(
  { config, newId }: ReadDeps,
  signals: readonly Signal[],
  messageId: string,
  occasion: Occasion,
): Reading {
  const keys = new Map<string, Omit<RushKey, 'arrivals'> & { readonly arrivals: Arrival[] }>();
  let unrouted = 0;
  for (const [place, signal] of signals.entries()) {
    const eventId = signals.length === 1 ? messageId : `${messageId}.${String(place).padStart(4, '0')}`;
    for (const routed of routeAlert(signal, config)) {
      if (routed.unrouted) unrouted++;
      const { service } = routed;
      const { dedupKey } = routed.signal;
      const name = `${service}\n${dedupKey}`;
      const key = keys.get(name) ?? {
        service,
        dedupKey,
        newId: newId(occasion.at),
        occasion,
        arrivals: [],
      };
      key.arrivals.push({ routed, eventId });
      keys.set(name, key);
    }
  }
  return {
    kind: 'alerts',
    source: signals[0]?.source.split(':')[0] ?? 'unknown', // a message is of one sender
    real: signals.filter((signal) => !isHeartbeatSignal(signal)).length,
    unrouted,
    keys: [...keys.values()],
  };
}

/** By service, where there are alerts of several keys: those that are admitted together. A key that comes twice is not. */
async function admitRushes(
  deps: AdmitRushDeps,
  readings: readonly Promise<Reading>[],
  now: Instant,
): Promise<ReadonlyMap<string, Promise<ReadonlySet<RushKey>>>> {
  const read = await Promise.allSettled(readings);
  const keys = read.flatMap((one) =>
    one.status === 'fulfilled' && one.value.kind === 'alerts' ? one.value.keys : [],
  );
  const byService = Map.groupBy(keys, ({ service }) => service);
  const rushes = new Map<string, Promise<ReadonlySet<RushKey>>>();
  for (const [service, of] of byService) {
    const once = [...Map.groupBy(of, ({ dedupKey }) => dedupKey).values()].flatMap((same) =>
      same.length === 1 ? same : [],
    );
    if (once.length <= 1) continue;
    const rush = admitRush(deps, once, now);
    rush.catch(() => {}); // it is told to each message of the service that comes to it
    rushes.set(service, rush);
  }
  return rushes;
}
