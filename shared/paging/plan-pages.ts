import { earliest, type Instant, shift } from '../kernel/instant.ts';
import { beginRungs } from './begin-rungs.ts';
import { nextDue, restartClimb } from './climb.ts';
import type { Hygiene } from './hygiene.ts';
import type { Climb, Delivery, Incident, TimelineEntry } from './incident.ts';
import type { OnCall } from './on-call.ts';
import { OPTED_OUT } from './opt-out.ts';
import { pageId } from './page-key.ts';
import { MOST_PAGES_PER_WAKE, planSteps } from './plan-steps.ts';
import type { Ladders } from './rungs.ts';
import { toTriggered } from './transitions.ts';

/** An incident with the deliveries of its present run. */
export interface Paged {
  readonly incident: Incident;
  readonly deliveries: readonly Delivery[];
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
  if (incident.tier !== 'page') return nothing(paged, undefined, `tier-${incident.tier}`, now);
  if (incident.state === 'triggered') return climb(paged, incident.climb, [], ladders, onCall, now);
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

function nothing(
  { incident, deliveries }: Paged,
  wakeAt: Instant | undefined,
  reason: string,
  now: Instant,
): PagePlan {
  return { incident, deliveries: voided(deliveries, reason, now), wakeAt, timeline: [], hygiene: [], reason };
}

/** Pages that are still on their way although nobody is to be paged by them any more. */
function voided(deliveries: readonly Delivery[], reason: string, now: Instant): Delivery[] {
  const unsettled = deliveries.filter(({ state }) => state === 'planned' || state === 'claimed');
  return unsettled
    .slice(0, MOST_PAGES_PER_WAKE)
    .map((page) => ({ ...page, state: 'skipped', settledAt: now, reason }));
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
