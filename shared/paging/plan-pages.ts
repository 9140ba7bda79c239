import { millis } from '../kernel/duration.ts';
import { earliest, elapsed, type Instant, shift } from '../kernel/instant.ts';
import type { NotifyStep } from '../platform/schema.ts';
import { firstOfCatchAll, hurry, nextDue, restartClimb, stepUp } from './climb.ts';
import type { Severity } from './events.ts';
import type { Hygiene } from './hygiene.ts';
import type { ActiveRung, Climb, Delivery, Incident, TimelineEntry } from './incident.ts';
import { EVERY_METHOD } from './notify-rules.ts';
import { hasFailed, MOST_TRIES, pageId, RETRY_MS, UNSETTLED_MS } from './page-key.ts';
import { isCatchAll, type Ladders, ladderOf, rungAt } from './rungs.ts';
import { toTriggered } from './transitions.ts';

/** Who is reached by a target at the moment of paging, and how. */
export interface OnCall {
  people(target: unknown): { readonly people: readonly string[]; readonly fault?: 'unknown-target' | undefined };
  steps(person: string, severity: Severity): readonly NotifyStep[];
}

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

/** At most this many pages are planned in one wake, so that they fit one transaction; the rest follow a second later. */
export const MOST_PAGES_PER_WAKE = 80;
const MOST_RUNGS_PER_WAKE = 500;

/**
 * The pages due now and when to wake next. Pure: the whole ladder is in here.
 *
 * A rung whose time has come begins: its targets are resolved now, each person once. A rung that resolves to nobody is
 * passed over at once; so is the wait for the next rung when every page of the last one has failed. A pass that reached
 * nobody goes straight to the catch-all, which repeats for ever. Within a rung each person's own steps run; a step is
 * brought forward when the one before it failed or has been on its way for 45 seconds.
 */
export function planPages(paged: Paged, ladders: Ladders, onCall: OnCall, now: Instant): PagePlan {
  const { incident } = paged;
  if (incident.state === 'resolved') return nothing(paged, undefined, 'resolved', now);
  if (incident.tier !== 'page') return nothing(paged, undefined, `tier-${incident.tier}`, now);
  if (incident.state === 'triggered') return climb(paged, incident.climb, [], ladders, onCall, now);
  if (incident.ack.expiresAt > now) return nothing(paged, incident.ack.expiresAt, 'acknowledged', now);
  const expired: TimelineEntry = {
    v: 1, at: now, key: `ack-expired.${incident.climb.run}`, kind: 'ack-expired', actor: 'system', reason: 'ack-expired',
  };
  return climb(paged, restartClimb(incident.climb, now), [expired], ladders, onCall, now);
}

function nothing({ incident, deliveries }: Paged, wakeAt: Instant | undefined, reason: string, now: Instant): PagePlan {
  return { incident, deliveries: voided(deliveries, reason, now), wakeAt, timeline: [], hygiene: [], reason };
}

/** Pages that are still on their way although nobody is to be paged by them any more. */
function voided(deliveries: readonly Delivery[], reason: string, now: Instant): Delivery[] {
  const unsettled = deliveries.filter(({ state }) => state === 'planned' || state === 'claimed');
  return unsettled.slice(0, MOST_PAGES_PER_WAKE).map((page) => ({ ...page, state: 'skipped', settledAt: now, reason }));
}

function climb(
  { incident, deliveries }: Paged,
  from: Climb,
  because: readonly TimelineEntry[],
  ladders: Ladders,
  onCall: OnCall,
  now: Instant,
): PagePlan {
  const [present, older] = [deliveries.filter(({ run }) => run === from.run), deliveries.filter(({ run }) => run !== from.run)];
  const known = new Map(present.map((delivery) => [pageId(delivery), delivery]));
  const rungs = beginRungs(incident, from, known, ladders, onCall, now);
  const pages = planSteps(incident, rungs.climb, known, now);
  const people = pages.deliveries.map(({ person }) => person);
  const triggered = toTriggered(incident, { climb: rungs.climb, paged: [...new Set([...incident.paged, ...people])] });
  const wakeAt = earliest(nextDue(rungs.climb, ladders, incident.severity), pages.wakeAt);
  const timeline = [...because, ...rungs.timeline];
  return {
    incident: triggered,
    deliveries: [...pages.deliveries, ...voided(older, 'superseded', now).slice(0, MOST_PAGES_PER_WAKE - pages.deliveries.length)],
    wakeAt: wakeAt !== undefined && wakeAt > now ? wakeAt : shift(now, 1_000),
    timeline,
    hygiene: [...rungs.hygiene, ...unreachable(from, known)],
    reason: because[0]?.reason ?? rungs.reason ?? pages.reason ?? 'waiting',
  };
}

interface BegunRungs {
  readonly climb: Climb;
  readonly timeline: TimelineEntry[];
  readonly hygiene: Hygiene[];
  readonly reason: string | undefined;
}

function beginRungs(
  incident: Incident,
  from: Climb,
  known: ReadonlyMap<string, Delivery>,
  ladders: Ladders,
  onCall: OnCall,
  now: Instant,
): BegunRungs {
  const { severity } = incident;
  const timeline: TimelineEntry[] = [];
  const hygiene: Hygiene[] = [];
  let reason: string | undefined;
  let at = hurryPastFailures(from, known, ladders, severity, now);
  const hurried = at !== from;
  for (let begun = 0; begun < MOST_RUNGS_PER_WAKE && nextDue(at, ladders, severity) <= now; begun++) {
    const { pass, rung } = at.next;
    const ladder = ladderOf(ladders, pass).id;
    const compiled = rungAt(ladders, severity, at.next);
    const found = (compiled?.targets ?? []).map((target) => onCall.people(target));
    const people = [...new Set(found.flatMap(({ people }) => people))];
    const where = { key: `rung.${at.run}.${pass}.${rung}`, rung: at.begun + 1, at: now, actor: 'system', v: 1 } as const;
    if (found.some(({ fault }) => fault !== undefined)) {
      hygiene.push({ kind: 'unknown-target', subject: ladder });
      timeline.push({ ...where, key: `${where.key}.fault`, kind: 'hygiene', reason: 'unknown-target' });
    }
    if (people.length === 0) {
      const reached = at.active.some((active) => active.pass === pass && !exhausted(active, at, known));
      at = { ...at, ...stepUp(at, ladders, severity, now, reached) };
      if (at.next.rung > 0) at = hurry(at, ladders, severity, now);
      else if (isCatchAll(ladders, pass) && !reached) hygiene.push({ kind: 'nobody-on-call', subject: ladder });
      timeline.push({ ...where, kind: 'rung-passed-over', reason: 'nobody-on-call' });
      reason ??= 'rung-passed-over';
      continue;
    }
    const steps = (person: string) => (compiled?.everyMethod ? EVERY_METHOD : onCall.steps(person, severity));
    const active: ActiveRung = {
      pass, rung, ladder, startedAt: now,
      people: people.map((person) => ({ person, steps: [...steps(person)] })),
    };
    const why = whyBegun(at, ladders, hurried && begun === 0);
    timeline.push({ ...where, kind: 'rung-begun', reason: why, people });
    reason ??= why;
    at = { ...at, begun: at.begun + 1, active: [...at.active, active], ...stepUp(at, ladders, severity, now, true) };
  }
  return { climb: { ...at, active: stillActive(at, known, now) }, timeline, hygiene, reason };
}

/** Why the next rung begins: a short code for the timeline. */
function whyBegun({ next, begun }: Climb, ladders: Ladders, hurried: boolean): string {
  if (isCatchAll(ladders, next.pass)) return 'catch-all';
  if (hurried) return 'no-method-left';
  if (next.pass > 0) return 'repeat';
  return begun === 0 ? 'first-rung' : 'rung-due';
}

/** When every page of the last rung has failed there is nothing to wait for, except another pass of the catch-all. */
function hurryPastFailures(
  at: Climb,
  known: ReadonlyMap<string, Delivery>,
  ladders: Ladders,
  severity: Severity,
  now: Instant,
): Climb {
  const last = at.active.at(-1);
  if (last === undefined || !exhausted(last, at, known)) return at;
  const { pass, rung } = at.next;
  if (rung > 0) return hurry(at, ladders, severity, now);
  if (isCatchAll(ladders, pass - 1)) return at;
  const reached = at.active.some((active) => active.pass === last.pass && !exhausted(active, at, known));
  const next = reached ? at.next : firstOfCatchAll(ladders);
  return hurry({ ...at, next }, ladders, severity, now);
}

function exhausted(rung: ActiveRung, { run }: Climb, known: ReadonlyMap<string, Delivery>): boolean {
  return rung.people.every(({ person, steps }) =>
    steps.every((_, step) => {
      const delivery = known.get(pageId({ run, pass: rung.pass, rung: rung.rung, person, step }));
      return delivery !== undefined && hasFailed(delivery);
    }),
  );
}

const KEEP_ACTIVE_MS = 3_600_000;

/** Rungs of this pass, and older ones whose people still have steps to come. */
function stillActive({ active, run, next }: Climb, known: ReadonlyMap<string, Delivery>, now: Instant): ActiveRung[] {
  const lastPass = active.at(-1)?.pass ?? next.pass;
  return active.filter((rung) => {
    if (rung.pass >= lastPass) return true;
    if (elapsed(rung.startedAt, now) > KEEP_ACTIVE_MS) return false;
    return rung.people.some(({ person, steps }) =>
      steps.some((_, step) => {
        const state = known.get(pageId({ run, pass: rung.pass, rung: rung.rung, person, step }))?.state;
        return state === undefined || state === 'planned' || state === 'claimed';
      }),
    );
  });
}

interface PlannedSteps {
  readonly deliveries: readonly Delivery[];
  readonly wakeAt: Instant | undefined;
  readonly reason: string | undefined;
}

/** The steps of all active rungs that are due, with one page per person and method in a wake; others are folded in. */
function planSteps(
  incident: Incident,
  { run, active }: Climb,
  known: ReadonlyMap<string, Delivery>,
  now: Instant,
): PlannedSteps {
  const deliveries: Delivery[] = [];
  const later: Instant[] = [];
  const underway = new Set(
    [...known.values()].filter((delivery) => onItsWay(delivery, now)).map(({ person, method }) => `${person} ${method}`),
  );
  let reason: string | undefined;
  for (const { pass, rung, startedAt, people } of active) {
    for (const { person, steps } of people) {
      let before: Delivery | undefined;
      for (const [step, { method, after }] of steps.entries()) {
        const key = { incident: incident.id, run, pass, rung, person, step };
        const existing = known.get(pageId(key));
        const verdict = existing === undefined ? dueFirst(shift(startedAt, millis(after)), before, now) : dueAgain(existing, now);
        before = existing;
        if (verdict.dueAt === undefined) continue;
        if (verdict.dueAt > now) {
          later.push(verdict.dueAt);
          continue;
        }
        if (deliveries.length >= MOST_PAGES_PER_WAKE) {
          later.push(shift(now, 1_000));
          continue;
        }
        const page: Delivery = {
          v: 1, ...key, method, state: 'planned', tries: existing?.tries ?? 0, dispatchedAt: now, reason: verdict.reason,
        };
        const channel = `${person} ${method}`;
        if (existing === undefined && underway.has(channel)) {
          deliveries.push({ ...page, state: 'folded', settledAt: now, reason: 'same-person-and-method' });
          continue;
        }
        underway.add(channel);
        const dispatched = existing === undefined ? page : again(existing, now, verdict.reason);
        deliveries.push(dispatched);
        if (dispatched.state === 'failed') later.push(shift(now, 1_000));
        reason ??= verdict.reason;
      }
    }
  }
  return { deliveries, wakeAt: earliest(...later), reason };
}

interface Due {
  /** Undefined: never (again). */
  readonly dueAt: Instant | undefined;
  readonly reason: string;
}

function dueFirst(dueAt: Instant, before: Delivery | undefined, now: Instant): Due {
  if (before?.state === 'failed' || before?.state === 'skipped') return { dueAt: now, reason: 'method-before-failed' };
  if (before !== undefined && overdue(before, now)) return { dueAt: now, reason: 'method-before-silent' };
  return { dueAt, reason: 'step-due' };
}

function dueAgain(delivery: Delivery, now: Instant): Due {
  if (delivery.state === 'failed' && delivery.settledAt !== undefined && !hasFailed(delivery)) {
    return { dueAt: shift(delivery.settledAt, RETRY_MS), reason: 'retry' };
  }
  if (overdue(delivery, now)) return { dueAt: now, reason: 'no-outcome' };
  return { dueAt: undefined, reason: 'settled' };
}

function overdue({ state, dispatchedAt }: Delivery, now: Instant): boolean {
  return (state === 'planned' || state === 'claimed') && elapsed(dispatchedAt, now) >= UNSETTLED_MS;
}

function onItsWay(delivery: Delivery, now: Instant): boolean {
  return (delivery.state === 'planned' || delivery.state === 'claimed') && !overdue(delivery, now);
}

/** The same page on the queue once more; one that has been claimed too often without an outcome is given up. */
function again(delivery: Delivery, now: Instant, reason: string): Delivery {
  if (delivery.tries >= MOST_TRIES) {
    return { ...delivery, state: 'failed', retryable: false, settledAt: now, reason: 'no-outcome' };
  }
  return { ...delivery, state: delivery.state === 'claimed' ? 'claimed' : 'planned', dispatchedAt: now, reason };
}

/** People of whom a rung has shown that no method of theirs is verified. */
function unreachable({ run, active }: Climb, known: ReadonlyMap<string, Delivery>): Hygiene[] {
  const last = active.at(-1);
  const people = (last?.people ?? []).filter(({ person, steps }) =>
    steps.every((_, step) => {
      const { pass, rung } = last ?? { pass: 0, rung: 0 };
      return known.get(pageId({ run, pass, rung, person, step }))?.reason === 'not-reachable';
    }),
  );
  return people.map(({ person }) => ({ kind: 'unreachable', subject: person }));
}
