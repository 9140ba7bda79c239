import { afresh } from '../kernel/afresh.ts';
import type { IncidentId } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Facts, Telemetry } from '../kernel/telemetry.ts';
import type { Occasion } from '../platform/audit-store.ts';
import type { DropReason } from './admit-alert.ts';
import { type Admitted, type Arrival, admitAlerts } from './admit-alerts.ts';
import { collectAlerts, MOST_COLLECTED, memberOf } from './collect-alerts.ts';
import type { PagingConfig } from './config.ts';
import { isHeartbeat } from './heartbeat.ts';
import type { Incident } from './incident.ts';
import type { IncidentStore, Situation } from './incident-store.ts';
import type { LadderTimer } from './ladder-client.ts';
import { decideStorm, MOST_INCIDENTS, type StormVerdict } from './storm.ts';
import type { StormStore } from './storm-store.ts';

export interface AdmitDeps {
  readonly store: Pick<IncidentStore, 'readSituation' | 'open' | 'save' | 'recordDropped'>;
  readonly storms: Pick<StormStore, 'readMembers' | 'collect'>;
  readonly timer: LadderTimer;
  readonly telemetry: Telemetry;
  readonly config: PagingConfig;
  /** What an incident is called that opens now, another one each time. */
  readonly newId: (now: Instant) => IncidentId;
}

/** So often an alert is admitted afresh: while a storm begins, each of those before it gets in the way of the others once. */
export const MOST_ATTEMPTS = 4 * MOST_INCIDENTS;

/** Alerts of one service and key: as a rule one read and one write, however many they are. */
export async function admitArrivals(
  deps: AdmitDeps,
  arrivals: readonly Arrival[],
  occasion: Occasion,
): Promise<void> {
  for (let rest = arrivals; rest.length > 0; ) {
    const taken = await afresh(() => admitSome(deps, rest, occasion), MOST_ATTEMPTS);
    rest = rest.slice(taken);
  }
}

/** As many of them as can be written at once; returns how many. */
async function admitSome(deps: AdmitDeps, arrivals: readonly Arrival[], occasion: Occasion): Promise<number> {
  const [first] = arrivals;
  if (first === undefined) return 0;
  const { config } = deps;
  const { at: now } = occasion;
  const { service, signal } = first.routed;
  const situation = await deps.store.readSituation(service, signal.dedupKey);
  const { last, silences, load, storm } = situation;
  if (last?.storm !== undefined && last.state !== 'resolved')
    return collect(deps, arrivals, last, situation, occasion);
  const newId = deps.newId(now);
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
  deps: AdmitDeps,
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
    const [key] = alerts.map(({ service, dedupKey }) => ({ service, dedupKey, replaces: last?.id }));
    const keys = key === undefined || last?.id === storm.id ? [] : [key];
    await deps.storms.collect({ storm, members, raised: graver, keys }, occasion);
    deps.telemetry.count('AlertsCollected', members.length);
    deps.telemetry.info('alerts-collected', { incident: storm.id, alerts: members.length });
    if (graver !== undefined) await start(deps.timer, graver);
  }
  await dropAll(deps, `incident:${storm.id}`, dropped, occasion);
  return some.length;
}

async function apply(
  deps: AdmitDeps,
  { change, dropped, taken }: Admitted,
  verdict: Exclude<StormVerdict, { kind: 'collect' }> | undefined,
  first: Arrival,
  last: Incident | undefined,
  occasion: Occasion,
): Promise<void> {
  const facts = { ...routeFacts([first]), alerts: taken - dropped.length };
  const { routed } = first;
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

/** What the log says of alerts that one route took. */
export function routeFacts(arrivals: readonly Arrival[]): Facts {
  const routed = arrivals[0]?.routed;
  if (routed === undefined) return {};
  const { signal, severity, tier, route } = routed;
  return { source: signal.source, severity, tier, route, alerts: arrivals.length };
}

export async function dropAll(
  deps: AdmitDeps,
  target: string,
  dropped: readonly DropReason[],
  occasion: Occasion,
): Promise<void> {
  for (const reason of new Set(dropped))
    await drop(deps, target, reason, dropped.filter((other) => other === reason).length, occasion);
}

export function timed(incident: Incident, replan: boolean, now: Instant): Incident {
  if (incident.state === 'resolved') return { ...incident, wakeAt: undefined };
  return replan ? { ...incident, wakeAt: now, clock: incident.clock + 1 } : incident;
}

export function start(timer: LadderTimer, { id, clock, climb }: Incident): Promise<void> {
  return timer.start({ incidentId: id, clock, run: climb.run });
}

export async function drop(
  deps: AdmitDeps,
  target: string,
  reason: string,
  alerts: number,
  occasion: Occasion,
): Promise<void> {
  await deps.store.recordDropped(target, alerts === 1 ? reason : `${reason} x${alerts}`, occasion);
  deps.telemetry.count('AlertsDropped', alerts, { reason });
  deps.telemetry.info('alert-dropped', { target, reason, alerts });
}
