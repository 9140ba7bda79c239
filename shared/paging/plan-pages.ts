import { earliest, elapsed, type Instant, shift } from '../kernel/instant.ts';
import { beginRungs } from './begin-rungs.ts';
import { nextDue, restartClimb } from './climb.ts';
import { isCalm } from './flapping.ts';
import { HOLD_LOOK_MS } from './hold.ts';
import type { Hygiene } from './hygiene.ts';
import type {
  AcknowledgedIncident,
  Climb,
  Delivery,
  Incident,
  TimelineEntry,
  TriggeredIncident,
} from './incident.ts';
import type { OnCall } from './on-call.ts';
import { OPTED_OUT } from './opt-out.ts';
import { pageId } from './page-key.ts';
import { QUIET_HOURS } from './plan-held.ts';
import { MOST_PAGES_PER_WAKE, planSteps } from './plan-steps.ts';
import type { Ladders } from './rungs.ts';
import { toResolved, toTriggered } from './transitions.ts';

/** An incident with the deliveries of its present run. */
export interface Paged {
  readonly incident: Incident;
  readonly deliveries: readonly Delivery[];
  /** Of a storm: how many of the alerts that it has collected still fire. */
  readonly firing?: number | undefined;
}

/** What to do now, and when to look again. */
export interface PagePlan {
  /** The incident as it will be; its version and clock are the store's business. */
  readonly incident: Incident;
  /** Pages to write and put on the queue; `folded` ones are only written. */
  readonly deliveries: readonly Delivery[];
  /** Later than now; undefined when nothing is left to do. */
  readonly wakeAt: Instant | undefined;
  readonly timeline: readonly TimelineEntry[];
  readonly hygiene: readonly Hygiene[];
  /** People with a held page of this incident whose time has come. */
  readonly heldDue: readonly string[];
  /** Why this and nothing else: a short code. */
  readonly reason: string;
}

/**
 * The pages due now and when to wake next. Pure: the whole ladder is in here.
 *
 * A rung whose time has come begins: its targets are resolved now, each person once. A rung that resolves to nobody is
 * passed over at once; so is the wait for the next rung when every page of the last one has failed. A pass that reached
 * nobody goes straight to the catch-all, which repeats for ever. Within a rung each person's own steps run; a step is
 * brought forward when the one before it failed, or has been without an outcome for 45 seconds.
 */
export function planPages(paged: Paged, ladders: Ladders, onCall: OnCall, now: Instant): PagePlan {
  const { incident } = paged;
  if (incident.state === 'resolved') return nothing(paged, undefined, 'resolved', now);
  if (paged.firing === 0) return over(paged, 'all-alerts-resolved', now);
  const plan = planOpen(paged, incident, ladders, onCall, now);
  if (paged.firing === undefined) return plan;
  const look = elapsed(incident.openedAt, now) < STORM_IS_YOUNG_MS ? STORM_LOOK_MS : 5 * STORM_LOOK_MS;
  return { ...plan, wakeAt: earliest(plan.wakeAt, shift(now, look)) };
}

/** How often a storm is looked at, whether it is over: what it collects does not touch its record. */
const STORM_LOOK_MS = 60_000;
/** An old storm is looked at less often, or its workflow's history would be full of looks. */
const STORM_IS_YOUNG_MS = 3_600_000;

function planOpen(
  paged: Paged,
  incident: TriggeredIncident | AcknowledgedIncident,
  ladders: Ladders,
  onCall: OnCall,
  now: Instant,
): PagePlan {
  if (isCalm(incident)) return planCalm(paged, now);
  if (incident.tier !== 'page') return nothing(paged, undefined, `tier-${incident.tier}`, now);
  if (incident.state === 'triggered') return planTriggered(paged, incident, ladders, onCall, now);
  if (incident.ack.expiresAt > now) return nothing(paged, incident.ack.expiresAt, 'acknowledged', now);
  const expired: TimelineEntry = {
    v: 1,
    at: now,
    key: `ack-expired.${incident.climb.run}`,
    kind: 'ack-expired',
    actor: 'system',
    reason: 'ack-expired',
  };
  return climb(paged, restartClimb(incident.climb, now), [expired], ladders, onCall, now);
}

function planTriggered(
  paged: Paged,
  incident: TriggeredIncident,
  ladders: Ladders,
  onCall: OnCall,
  now: Instant,
): PagePlan {
  const { hold } = incident;
  if (hold === undefined) return climb(paged, incident.climb, [], ladders, onCall, now);
  if (hold.until > now)
    return nothing(paged, earliest(hold.until, shift(now, HOLD_LOOK_MS)), 'silenced', now);
  const over: TimelineEntry = {
    v: 1,
    at: now,
    key: `hold-over.${hold.id}.${hold.until}`,
    kind: 'silence-over',
    actor: 'system',
    reason: hold.id,
  };
  const released = toTriggered(incident, { hold: undefined });
  return climb({ ...paged, incident: released }, incident.climb, [over], ladders, onCall, now);
}

/** One that flaps and is calm pages nobody; when it has been calm for long enough it is over. */
function planCalm(paged: Paged, now: Instant): PagePlan {
  const { incident } = paged;
  const until = incident.flapping?.until;
  if (until !== undefined && until > now) return nothing(paged, until, 'flapping', now);
  return over(paged, 'quiet-again', now);
}

function over(paged: Paged, reason: string, now: Instant): PagePlan {
  const entry: TimelineEntry = {
    v: 1,
    at: now,
    key: `resolved.${now}`,
    kind: 'resolved',
    actor: 'system',
    reason,
  };
  const incident = toResolved({ ...paged.incident, wakeAt: undefined }, { by: 'system', at: now, reason });
  return { ...nothing(paged, undefined, reason, now), incident, timeline: [entry] };
}

function nothing(
  { incident, deliveries }: Paged,
  wakeAt: Instant | undefined,
  reason: string,
  now: Instant,
): PagePlan {
  return {
    incident,
    deliveries: voided(deliveries, reason, now),
    wakeAt,
    timeline: [],
    hygiene: [],
    heldDue: [],
    reason,
  };
}

/** Pages that are still on their way although nobody is to be paged by them any more. */
function voided(deliveries: readonly Delivery[], reason: string, now: Instant): Delivery[] {
  const unsettled = deliveries.filter(({ state }) => state === 'planned' || state === 'claimed');
  return unsettled.slice(0, MOST_PAGES_PER_WAKE).map((page) =>
    // A digest speaks of what is over as well: one whose sender died goes out again.
    page.reason === QUIET_HOURS
      ? { ...page, state: 'held', until: now }
      : { ...page, state: 'skipped', settledAt: now, reason },
  );
}

function climb(
  { incident, deliveries }: Paged,
  from: Climb,
  because: readonly TimelineEntry[],
  ladders: Ladders,
  onCall: OnCall,
  now: Instant,
): PagePlan {
  const [present, older] = [
    deliveries.filter(({ run }) => run === from.run),
    deliveries.filter(({ run }) => run !== from.run),
  ];
  const known = new Map(present.map((delivery) => [pageId(delivery), delivery]));
  const rungs = beginRungs(incident, from, known, ladders, onCall, now);
  const pages = planSteps(incident, rungs.climb, known, onCall, now);
  const people = pages.deliveries.map(({ person }) => person);
  const triggered = toTriggered(incident, {
    climb: rungs.climb,
    paged: [...new Set([...incident.paged, ...people])],
  });
  const wakeAt = earliest(nextDue(rungs.climb, ladders, incident.severity), pages.wakeAt);
  const timeline = [...because, ...rungs.timeline];
  return {
    incident: triggered,
    deliveries: [
      ...pages.deliveries,
      ...voided(older, 'superseded', now).slice(0, MOST_PAGES_PER_WAKE - pages.deliveries.length),
    ],
    wakeAt: wakeAt !== undefined && wakeAt > now ? wakeAt : shift(now, 1_000),
    timeline,
    hygiene: [...rungs.hygiene, ...unreachable(from, known)],
    heldDue: pages.heldDue,
    reason: because[0]?.reason ?? rungs.reason ?? pages.reason ?? 'waiting',
  };
}

/** People of whom a rung has shown that no method of theirs is verified, or none that they have not opted out of. */
function unreachable({ run, active }: Climb, known: ReadonlyMap<string, Delivery>): Hygiene[] {
  const last = active.at(-1);
  const people = (last?.people ?? []).filter(({ person, steps }) =>
    steps.every((_, step) => {
      const { pass, rung } = last ?? { pass: 0, rung: 0 };
      const reason = known.get(pageId({ run, pass, rung, person, step }))?.reason;
      return reason === 'not-reachable' || reason === OPTED_OUT;
    }),
  );
  return people.map(({ person }) => ({ kind: 'unreachable', subject: person }));
}
