import * as z from 'zod';
import { millis } from '../kernel/duration.ts';
import { IncidentId } from '../kernel/ids.ts';
import { Instant, shift } from '../kernel/instant.ts';
import { AlertRaised, AlertState, OWN_SERVICE, Severity } from './events.ts';
import type { Incident, TimelineEntry } from './incident.ts';
import type { OpenedIncident } from './open-incident.ts';

/** More new incidents than this on one service in this time are a storm. */
export const MOST_INCIDENTS = 10;
const WITHIN = '5m';

/** What a service has opened lately. */
export const ServiceLoad = z.object({
  v: z.literal(1),
  service: z.string(),
  /** Goes up with every write; every write names the one it read. */
  version: z.int().min(1),
  /** The newest incidents that pages go out for, oldest first, as many as make a storm. */
  opened: z.array(z.object({ id: IncidentId, at: Instant })),
  /** The last storm of the service. */
  storm: IncidentId.optional(),
});
export type ServiceLoad = z.infer<typeof ServiceLoad>;

/** One alert that a storm has collected. */
export const StormMember = z.object({
  v: z.literal(1),
  service: z.string(),
  dedupKey: z.string(),
  fingerprint: z.string(),
  title: z.string(),
  severity: Severity,
  state: AlertState,
  /** The sender's time of its last change of state. */
  changedAt: Instant,
  /** As its sender stated it, before routing. */
  stated: AlertRaised,
});
export type StormMember = z.infer<typeof StormMember>;

/** What becomes of an incident that is about to open. */
export type StormVerdict =
  /** It opens; `load` counts it. */
  | { readonly kind: 'open'; readonly opened: OpenedIncident; readonly load: ServiceLoad }
  /** It is the one too many: a storm opens in its place, and collects it. */
  | { readonly kind: 'begin'; readonly opened: OpenedIncident; readonly load: ServiceLoad }
  /** The storm collects it. */
  | { readonly kind: 'collect'; readonly storm: Incident };

/**
 * Whether an incident opens, begins a storm or is collected by one. `storm` is the last storm of the service, as it stands.
 */
export function decideStorm(
  opened: OpenedIncident,
  load: ServiceLoad | undefined,
  storm: Incident | undefined,
  now: Instant,
): StormVerdict {
  if (storm !== undefined && storm.state !== 'resolved') return { kind: 'collect', storm };
  const { incident } = opened;
  const { service } = incident;
  const recent = (load?.opened ?? []).filter(({ at }) => at > shift(now, -millis(WITHIN)));
  const version = (load?.version ?? 0) + 1;
  const after = { v: 1, service, version, storm: load?.storm } as const;
  if (recent.length < MOST_INCIDENTS)
    return { kind: 'open', opened, load: { ...after, opened: [...recent, { id: incident.id, at: now }] } };
  const began = stormOf(
    opened,
    recent.map(({ id }) => id),
    now,
  );
  return { kind: 'begin', opened: began, load: { ...after, opened: recent, storm: incident.id } };
}

function stormOf({ incident }: OpenedIncident, others: readonly IncidentId[], now: Instant): OpenedIncident {
  const { service } = incident;
  const entry: TimelineEntry = {
    v: 1,
    at: now,
    key: `opened.storm.${incident.id}`,
    kind: 'storm',
    actor: 'system',
    reason: 'too-many-incidents',
    count: others.length,
  };
  return {
    kind: 'open',
    incident: {
      ...incident,
      title: `Storm: more than ${MOST_INCIDENTS} incidents in ${WITHIN}, the rest collected here`,
      dedupKey: `storm:${incident.id}`,
      source: OWN_SERVICE,
      labels: { service },
      links: [],
      alerts: {},
      changes: undefined,
      flapping: undefined,
      storm: { others: [...others] },
    },
    timeline: [entry],
    reason: 'storm',
  };
}

/** A collected alert as its sender might raise it now. */
export function raisedAgain({ stated }: StormMember): AlertRaised {
  return { ...stated, state: 'firing' };
}
