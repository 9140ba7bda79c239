import { afresh } from '../kernel/afresh.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { Bus } from '../platform/bus-client.ts';
import type { PagingConfig } from './config.ts';
import { type DeliveryOrder, type HeldOrder, MOST_PAGES_PER_ORDER } from './delivery-order.ts';
import { ALERT_RAISED } from './events.ts';
import { findLadders } from './find-ladders.ts';
import { renewHold } from './hold.ts';
import { type Hygiene, hygieneAlert } from './hygiene.ts';
import type { Delivery, Incident } from './incident.ts';
import type { IncidentStore } from './incident-store.ts';
import type { LadderInput } from './ladder-client.ts';
import type { Override } from './override.ts';
import type { StoredOverrides } from './override-store.ts';
import { pageId } from './page-key.ts';
import { pagingOnCall } from './paging-on-call.ts';
import { type Paged, type PagePlan, planPages } from './plan-pages.ts';
import type { SilenceStore } from './silence-store.ts';
import { raisedAgain, type StormMember } from './storm.ts';
import type { StormStore } from './storm-store.ts';
import type { WakeStore } from './wake-store.ts';

/** What the workflow does next: put orders on the queue, then wait, or end. */
export interface LadderStep {
  readonly dispatch: readonly (DeliveryOrder | HeldOrder)[];
  /** Present unless done. */
  readonly wakeAt?: Instant;
  /** From which pass of which run on the next wake needs to know the pages. */
  readonly run: number;
  readonly pass: number;
  readonly done: boolean;
  readonly reason: string;
}

export interface ActOnLadderDeps {
  readonly store: Pick<IncidentStore, 'readPaged' | 'save'>;
  readonly wakes: Pick<WakeStore, 'read'>;
  readonly silences: Pick<SilenceStore, 'list'>;
  readonly storms: Pick<StormStore, 'listFiring'>;
  /** Those given, or all where none are. Never fails: what cannot be read does not count. */
  readonly overrides: (read?: StoredOverrides) => Promise<readonly Override[]>;
  readonly bus: Bus;
  readonly telemetry: Telemetry;
  readonly config: PagingConfig;
  readonly now: () => Instant;
}

/** One wake of a ladder: read the incident, plan its pages, write the plan. A newer timer makes this one end. */
export function makeActOnLadder(deps: ActOnLadderDeps) {
  return (input: LadderInput, correlationId: string): Promise<LadderStep> =>
    afresh(() => act(deps, input, correlationId));
}

/** Pages are written with the rung they are of, so before the first there are none, and one call reads all there is. */
async function load(deps: ActOnLadderDeps, { incidentId, run, pass }: LadderInput) {
  const schedules = deps.config.paging.schedules.map(({ id }) => id);
  const { incident, overrides } = await deps.wakes.read(incidentId, schedules);
  const hasPages = incident.climb.begun > 0;
  const paged = hasPages ? deps.store.readPaged(incidentId, run, pass) : { incident, deliveries: [] };
  return Promise.all([paged, deps.overrides(overrides)]);
}

async function act(deps: ActOnLadderDeps, input: LadderInput, correlationId: string): Promise<LadderStep> {
  const { incidentId, clock, run, pass } = input;
  const [read, overrides] = await load(deps, input);
  if (read.incident.clock !== clock) return { dispatch: [], done: true, run, pass, reason: 'newer-timer' };
  const now = deps.now();
  const ladders = findLadders(deps.config, read.incident.ladder);
  const incident =
    read.incident.hold === undefined
      ? read.incident
      : renewHold(read.incident, await deps.silences.list(), now);
  const firing = await firingIn(deps, read.incident);
  const paged = { ...read, incident, firing: firing?.length };
  const plan = planPages(paged, ladders, pagingOnCall(deps.config, now, overrides), now);
  const missing: Hygiene[] = ladders.missing ? [{ kind: 'unknown-ladder', subject: incident.ladder }] : [];
  await report(deps, incidentId, [...missing, ...plan.hygiene]);
  await write(deps, read, plan, { at: now, actor: 'system:act-on-ladder', correlationId });
  deps.telemetry.info('ladder-acted', {
    incident: incidentId,
    reason: plan.reason,
    pages: plan.deliveries.length,
    wakeAt: plan.wakeAt,
  });
  await raiseLeftBehind(deps, plan.incident);
  const dispatch = [
    ...orders([...plan.deliveries, ...notYetClaimed(paged, plan)], incident.service),
    ...plan.heldDue.map((person) => ({ held: person })),
  ];
  const step = { dispatch, reason: plan.reason, ...stillOfInterest(paged, plan, { run, pass }) };
  return plan.wakeAt === undefined ? { ...step, done: true } : { ...step, wakeAt: plan.wakeAt, done: false };
}

function firingIn(
  { storms }: ActOnLadderDeps,
  { id, storm, state }: Incident,
): Promise<StormMember[] | undefined> {
  return storm === undefined || state === 'resolved' ? Promise.resolve(undefined) : storms.listFiring(id);
}

/**
 * What a storm collected in the very moment in which it ended is raised anew: whoever collected it may have looked before
 * the end was written, and we look after.
 */
async function raiseLeftBehind(
  { storms, bus, telemetry }: ActOnLadderDeps,
  incident: Incident,
): Promise<void> {
  if (incident.storm === undefined || incident.state !== 'resolved') return;
  if (incident.resolution.reason !== 'all-alerts-resolved') return; // whoever resolved it by hand meant all of it
  const left = await storms.listFiring(incident.id);
  if (left.length === 0) return;
  telemetry.warn('left-behind-by-storm', { incident: incident.id, alerts: left.length });
  for (let from = 0; from < left.length; from += 10)
    await bus.put(
      left.slice(from, from + 10).map((member) => ({ ...ALERT_RAISED, detail: raisedAgain(member) })),
    );
}

/**
 * The oldest pass whose pages the next wake has to know: one of which a rung is active. While pages of an older run are to
 * be closed, that is no later than what was read now.
 */
function stillOfInterest(
  { deliveries }: Paged,
  { incident: { climb }, deliveries: planned }: PagePlan,
  now: { readonly run: number; readonly pass: number },
): { run: number; pass: number } {
  const seenTo = new Set(planned.map(pageId));
  const older = deliveries.filter(({ run }) => run !== climb.run);
  if (older.some((page) => isUnsettled(page) && !seenTo.has(pageId(page)))) return now;
  return { run: climb.run, pass: Math.min(climb.next.pass, ...climb.active.map(({ pass }) => pass)) };
}

function isUnsettled({ state }: Delivery): boolean {
  return state === 'planned' || state === 'claimed';
}

async function write(
  deps: ActOnLadderDeps,
  { incident, deliveries }: Paged,
  plan: PagePlan,
  occasion: { at: Instant; actor: string; correlationId: string },
): Promise<void> {
  const after = { ...plan.incident, wakeAt: plan.wakeAt };
  const nothingNew =
    plan.deliveries.length === 0 && plan.timeline.length === 0 && after.wakeAt === incident.wakeAt;
  if (nothingNew) return;
  const known = new Map(deliveries.map((delivery) => [pageId(delivery), delivery]));
  const changes = plan.deliveries.map((delivery) => ({
    before: known.get(pageId(delivery)),
    after: delivery,
  }));
  await deps.store.save(
    {
      before: incident,
      after,
      timeline: plan.timeline,
      deliveries: changes,
      action: 'ladder.act',
      reason: plan.reason,
    },
    occasion,
  );
}

/**
 * Before the plan is written, since afterwards it is not made again: a fault told twice joins its incident. A bus that
 * does not answer must not hold up the pages.
 */
async function report(
  { bus, telemetry }: ActOnLadderDeps,
  incident: string,
  hygiene: readonly Hygiene[],
): Promise<void> {
  if (hygiene.length === 0) return;
  try {
    await bus.put(hygiene.slice(0, 10).map((fault) => ({ ...ALERT_RAISED, detail: hygieneAlert(fault) })));
  } catch {
    const faults = hygiene.map(({ kind, subject }) => `${kind} ${subject}`);
    telemetry.warn('hygiene-not-reported', { incident, faults });
  }
}

/**
 * Pages that were planned before and nobody has claimed: whoever planned them may have died before their orders went
 * out. An order too many finds its pages claimed and does nothing.
 */
function notYetClaimed({ deliveries }: Paged, { incident, deliveries: planned }: PagePlan): Delivery[] {
  if (incident.state !== 'triggered') return [];
  const now = new Set(planned.map(pageId));
  return deliveries.filter(
    (page) => page.state === 'planned' && page.run === incident.climb.run && !now.has(pageId(page)),
  );
}

/** The pages that are to be sent, by person. */
function orders(deliveries: readonly Delivery[], service: string): DeliveryOrder[] {
  const orders: DeliveryOrder[] = [];
  for (const delivery of deliveries) {
    if (!isUnsettled(delivery)) continue;
    const { incident: incidentId, person } = delivery;
    const begun = orders.find(
      (order) => order.person === person && order.pages.length < MOST_PAGES_PER_ORDER,
    );
    if (begun === undefined) orders.push({ incidentId, service, person, pages: [pageId(delivery)] });
    else begun.pages.push(pageId(delivery));
  }
  return orders;
}
