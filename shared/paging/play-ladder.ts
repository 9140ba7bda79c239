import { spokenExactly } from '../kernel/duration.ts';
import { elapsed, type Instant } from '../kernel/instant.ts';
import { firstOfCatchAll } from './climb.ts';
import { Target } from './config.ts';
import { type Hygiene, hygieneAlert } from './hygiene.ts';
import type { Delivery, Incident, Position, TimelineEntry } from './incident.ts';
import type { OnCall } from './on-call.ts';
import { pageId } from './page-key.ts';
import { type PagePlan, planPages } from './plan-pages.ts';
import { rungOfKey } from './rung-key.ts';
import { type Ladders, ladderOf, rungAt } from './rungs.ts';
import type { FirstReached, SimulatedEvent } from './simulation.ts';

/** What a ladder is played with. */
export interface Stage {
  readonly ladders: Ladders;
  /** Who is on call and how they are told, asked anew at every wake. */
  readonly onCallAt: (at: Instant) => OnCall;
  /** People (`alice`) and single methods of theirs (`alice:sms`) that no page gets through to. */
  readonly unreachable: ReadonlySet<string>;
}

/** One wake of a played ladder. */
export interface PlayedWake {
  readonly at: Instant;
  readonly events: readonly SimulatedEvent[];
  /** Present when a page of this wake gets through. */
  readonly reached: FirstReached | undefined;
  /** The catch-all has come round for the second time: from here on nothing new happens. */
  readonly repeats: boolean;
}

/**
 * Plays the planner forward, wake by wake, as if nobody acted. A page is sent the moment it is planned, or closed as
 * `not-reachable`; a person none of whose pages got through wakes the ladder again in the same moment, as the delivery
 * would. Ends after the wake in which the catch-all repeats; before that it may go on for days, so take what you need.
 */
export function* playLadder(opened: Incident, stage: Stage): Generator<PlayedWake> {
  const deliveries = new Map<string, Delivery>();
  let incident = opened;
  for (let next = incident.wakeAt; next !== undefined; ) {
    const now = next;
    const onCall = stage.onCallAt(now);
    const settled = (page: Delivery) => settle(page, stage.unreachable, now);
    const plan = planPages({ incident, deliveries: [...deliveries.values()] }, stage.ladders, onCall, now);
    const digested = [...deliveries.values()].filter((page) => isDue(page, now));
    const pages = [...plan.deliveries.map(settled), ...digested.map((page) => settled(outOfHold(page)))];
    for (const page of pages) deliveries.set(pageId(page), page);
    const moment = momentOf(opened, now);
    const repeats = comesRoundAgain(plan, pages, stage.ladders);
    const events: SimulatedEvent[] = [
      ...rungEvents(plan, stage.ladders, onCall, moment),
      ...digested.map((page) => pageEvent(outOfHold(page), stage, moment)),
      ...plan.deliveries.map((page) => pageEvent(page, stage, moment)),
      ...plan.hygiene.map((fault) => hygieneEvent(fault, moment)),
    ];
    yield { at: now, events, reached: reachedBy(pages, stage.ladders, moment), repeats };
    if (repeats) return;
    incident = { ...plan.incident, wakeAt: plan.wakeAt };
    next = missesSomebody(pages) ? now : plan.wakeAt;
  }
}

function isDue({ state, until }: Delivery, now: Instant): boolean {
  return state === 'held' && until !== undefined && until <= now;
}

/** A held page whose time has come. */
function outOfHold(held: Delivery): Delivery {
  const { until: _, ...page } = held;
  return { ...page, state: 'planned', reason: 'quiet-hours-over' };
}

type Moment = Pick<SimulatedEvent, 'at' | 'afterMs' | 'after'>;

/** A moment as events state it. */
export function momentOf({ openedAt }: Incident, at: Instant): Moment {
  const afterMs = elapsed(openedAt, at);
  return { at, afterMs, after: spokenExactly(afterMs) };
}

function settle(page: Delivery, unreachable: ReadonlySet<string>, now: Instant): Delivery {
  if (page.state !== 'planned') return page;
  return getsThrough(page, unreachable)
    ? { ...page, state: 'sent', settledAt: now, tries: page.tries + 1 }
    : { ...page, state: 'skipped', settledAt: now, reason: 'not-reachable' };
}

function getsThrough({ person, method }: Delivery, unreachable: ReadonlySet<string>): boolean {
  return !unreachable.has(person) && !unreachable.has(`${person}:${method}`);
}

/** Whether none of the pages that one person was to get in this wake got through. */
function missesSomebody(pages: readonly Delivery[]): boolean {
  const reached = new Set(pages.filter(({ state }) => state === 'sent').map(({ person }) => person));
  return pages.some(({ state, person }) => state === 'skipped' && !reached.has(person));
}

/** Whether the catch-all's second pass has paged, or is over and had nobody to page. */
function comesRoundAgain({ incident }: PagePlan, pages: readonly Delivery[], ladders: Ladders): boolean {
  const { next, active } = incident.climb;
  const again = firstOfCatchAll(ladders).pass + 1;
  if (pages.some(({ pass }) => pass >= again)) return true;
  return next.pass > again && !active.some(({ pass }) => pass >= again);
}

function reachedBy(pages: readonly Delivery[], ladders: Ladders, moment: Moment): FirstReached | undefined {
  const sent = pages.filter(({ state }) => state === 'sent');
  const [first] = sent;
  if (first === undefined) return undefined;
  return { ...moment, ...placeOf(first, ladders), people: [...new Set(sent.map(({ person }) => person))] };
}

function pageEvent(page: Delivery, { ladders, unreachable }: Stage, moment: Moment): SimulatedEvent {
  const { person, method, step, reason, state } = page;
  const what = { ...moment, ...placeOf(page, ladders), person, method, step, reason };
  if (state === 'folded') return { kind: 'page-folded', ...what };
  if (state === 'held') return { kind: 'page-held', ...what, until: page.until ?? moment.at };
  return { kind: 'page', ...what, outcome: getsThrough(page, unreachable) ? 'sent' : 'not-reachable' };
}

function hygieneEvent(fault: Hygiene, moment: Moment): SimulatedEvent {
  const { kind, subject } = fault;
  return { kind: 'hygiene', ...moment, reason: kind, subject, text: hygieneAlert(fault).title };
}

function placeOf({ pass, rung }: Position, ladders: Ladders) {
  return { pass, rung, ladder: ladderOf(ladders, pass).id };
}

/** The rungs of a plan's timeline, which writes rungs that were passed over in a row as one entry. */
function rungEvents(
  { timeline, incident }: PagePlan,
  ladders: Ladders,
  onCall: OnCall,
  moment: Moment,
): SimulatedEvent[] {
  const targetsAt = (position: Position) =>
    (rungAt(ladders, incident.severity, position)?.targets ?? []).map((target) => ({
      target: targetWords(target),
      people: [...onCall.people(target).people],
    }));
  return timeline.flatMap((entry): SimulatedEvent[] => {
    const first = rungOfKey(entry.key);
    if (first === undefined) return [];
    const { reason, people = [] } = entry;
    if (entry.kind === 'rung-begun') {
      const where = { ...moment, ...placeOf(first, ladders), targets: targetsAt(first) };
      return [{ kind: 'rung-begun', ...where, people, reason }];
    }
    return passedOver(entry, first, ladders, incident).map((position) => ({
      kind: 'rung-passed-over',
      ...moment,
      ...placeOf(position, ladders),
      targets: targetsAt(position),
      reason,
    }));
  });
}

function passedOver(
  { count = 1 }: TimelineEntry,
  first: Position,
  ladders: Ladders,
  { severity }: Incident,
): Position[] {
  const positions: Position[] = [first];
  for (let at = first; positions.length < count; ) {
    const above = { pass: at.pass, rung: at.rung + 1 };
    at = rungAt(ladders, severity, above) === undefined ? firstOfCatchAll(ladders) : above;
    positions.push(at);
  }
  return positions;
}

function targetWords(target: unknown): string {
  const parsed = Target.safeParse(target);
  if (!parsed.success) return 'a target of an unknown kind';
  const [[kind, name] = ['target', '']] = Object.entries(parsed.data);
  return `${kind} ${name}`;
}
