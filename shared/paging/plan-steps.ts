import { millis } from '../kernel/duration.ts';
import { earliest, elapsed, type Instant, shift } from '../kernel/instant.ts';
import type { Climb, Delivery, Incident } from './incident.ts';
import type { OnCall } from './on-call.ts';
import { hasFailed, isSilent, MOST_TRIES, pageId, RETRY_MS, UNSETTLED_MS } from './page-key.ts';
import { QUIET_HOURS } from './plan-held.ts';

const IN_THE_DIGEST = 'in-the-digest';

/** At most this many pages are planned in one wake, so that they fit one transaction; the rest follow a second later. */
export const MOST_PAGES_PER_WAKE = 80;

/** The pages to write now, and when the next of them is due. */
export interface PlannedSteps {
  readonly deliveries: readonly Delivery[];
  readonly wakeAt: Instant | undefined;
  readonly reason: string | undefined;
  /** People with a held page whose time has come. */
  readonly heldDue: readonly string[];
}

/** The steps of all active rungs that are due, with one page per person and method in a wake; others are folded in. */
export function planSteps(
  incident: Incident,
  { run, active }: Climb,
  known: ReadonlyMap<string, Delivery>,
  onCall: Pick<OnCall, 'reports' | 'quietUntil'>,
  now: Instant,
): PlannedSteps {
  const deliveries: Delivery[] = [];
  const later: Instant[] = [];
  const heldDue = new Set<string>();
  const digested = new Set(
    [...known.values()].flatMap(({ state, person }) => (state === 'held' ? [person] : [])),
  );
  const underway = new Set(
    [...known.values()]
      .filter((delivery) => onItsWay(delivery, now))
      .map(({ person, method }) => `${person} ${method}`),
  );
  let reason: string | undefined;
  for (const { pass, rung, startedAt, people } of active) {
    for (const { person, steps } of people) {
      let before: Delivery | undefined;
      for (const [step, { method, after }] of steps.entries()) {
        const key = { incident: incident.id, run, pass, rung, person, step };
        const existing = known.get(pageId(key));
        const verdict =
          existing === undefined
            ? dueFirst(shift(startedAt, millis(after)), before, now)
            : dueAgain(existing, now);
        const lost = isDigestLost(existing, before);
        before = existing;
        if (existing !== undefined && awaitsReport(existing, now)) later.push(reportDue(existing));
        if (existing?.state === 'held') {
          if (isOverdueHeld(existing, now)) heldDue.add(person);
          later.push(
            existing.until !== undefined && existing.until > now ? existing.until : shift(now, UNSETTLED_MS),
          );
          continue;
        }
        if (verdict.dueAt === undefined && !lost) continue;
        if (verdict.dueAt !== undefined && verdict.dueAt > now) {
          later.push(verdict.dueAt);
          continue;
        }
        if (deliveries.length >= MOST_PAGES_PER_WAKE) {
          later.push(shift(now, 1_000));
          continue;
        }
        const page: Delivery = {
          v: 1,
          ...key,
          method,
          state: 'planned',
          tries: existing?.tries ?? 0,
          dispatchedAt: now,
          reason: verdict.reason,
          ...(onCall.reports(method) ? { reports: true } : {}),
        };
        const until = existing === undefined ? onCall.quietUntil(person, incident.severity) : undefined;
        if (until !== undefined) {
          const first = !digested.has(person);
          digested.add(person);
          if (first) later.push(until);
          deliveries.push(
            first
              ? { ...page, state: 'held', until, reason: QUIET_HOURS }
              : { ...page, state: 'folded', settledAt: now, reason: IN_THE_DIGEST },
          );
          continue;
        }
        const channel = `${person} ${method}`;
        if (existing === undefined && underway.has(channel)) {
          deliveries.push({ ...page, state: 'folded', settledAt: now, reason: 'same-person-and-method' });
          continue;
        }
        underway.add(channel);
        const dispatched = existing === undefined || lost ? page : again(existing, now, verdict.reason);
        deliveries.push(dispatched);
        if (dispatched.state === 'failed') later.push(shift(now, 1_000));
        if (awaitsReport(dispatched, now)) later.push(reportDue(dispatched));
        reason ??= verdict.reason;
      }
    }
  }
  return { deliveries, wakeAt: earliest(...later), reason, heldDue: [...heldDue] };
}

/** A step that was left to a digest which did not get through. */
function isDigestLost(step: Delivery | undefined, before: Delivery | undefined): boolean {
  return step?.reason === IN_THE_DIGEST && before !== undefined && hasFailed(before);
}

function isOverdueHeld({ until }: Delivery, now: Instant): boolean {
  return until === undefined || until <= now;
}

interface Due {
  /** Undefined: never (again). */
  readonly dueAt: Instant | undefined;
  readonly reason: string;
}

function dueFirst(dueAt: Instant, before: Delivery | undefined, now: Instant): Due {
  if (before?.state === 'failed' || before?.state === 'skipped')
    return { dueAt: now, reason: 'method-before-failed' };
  if (before !== undefined && (overdue(before, now) || isSilent(before, now)))
    return { dueAt: now, reason: 'method-before-silent' };
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

/** Whether the ladder must look again for want of a success. */
function awaitsReport(delivery: Delivery, now: Instant): boolean {
  const { state, reports } = delivery;
  const open = state === 'planned' || state === 'claimed' || state === 'sent';
  return reports === true && open && !overdue(delivery, now) && !isSilent(delivery, now);
}

function reportDue({ dispatchedAt }: Delivery): Instant {
  return shift(dispatchedAt, UNSETTLED_MS);
}

function onItsWay(delivery: Delivery, now: Instant): boolean {
  return (delivery.state === 'planned' || delivery.state === 'claimed') && !overdue(delivery, now);
}

/** The same page on the queue once more; one that has been claimed too often without an outcome is given up. */
function again(delivery: Delivery, now: Instant, reason: string): Delivery {
  if (delivery.tries >= MOST_TRIES) {
    return { ...delivery, state: 'failed', retryable: false, settledAt: now, reason: 'no-outcome' };
  }
  return {
    ...delivery,
    state: delivery.state === 'claimed' ? 'claimed' : 'planned',
    dispatchedAt: now,
    reason,
  };
}
