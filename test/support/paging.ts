import { type Instant, instant, shift } from '../../shared/kernel/instant.ts';
import { beginClimb } from '../../shared/paging/climb.ts';
import { Ladder } from '../../shared/paging/config.ts';
import type { Severity } from '../../shared/paging/events.ts';
import type { Delivery, Incident, TriggeredIncident } from '../../shared/paging/incident.ts';
import type { OnCall } from '../../shared/paging/on-call.ts';
import { pageId } from '../../shared/paging/page-key.ts';
import { type PagePlan, planPages } from '../../shared/paging/plan-pages.ts';
import type { Ladders } from '../../shared/paging/rungs.ts';
import type { NotifyStep, PageMethod } from '../../shared/platform/schema.ts';

/** When every test incident begins. */
export const T0: Instant = '2026-11-21T03:00:00.000Z';

/** `T0` and so many seconds. */
export function at(seconds: number): Instant {
  return shift(T0, seconds * 1000);
}

export function anIncident(changes: Partial<TriggeredIncident> = {}): TriggeredIncident {
  return {
    v: 1,
    id: '06ANB4YQ00000001',
    state: 'triggered',
    service: 'payments',
    dedupKey: 'k',
    title: 'API error rate > 5%',
    source: 'cloudwatch',
    severity: 'SEV2',
    tier: 'page',
    ladder: 'payments',
    team: undefined,
    account: undefined,
    unrouted: false,
    runbookUrl: 'https://wiki.acme.example/r',
    labels: {},
    links: [],
    startedAt: T0,
    openedAt: T0,
    updatedAt: T0,
    version: 1,
    clock: 1,
    wakeAt: T0,
    alerts: { '-': { state: 'firing', title: 'API error rate > 5%', changedAt: T0 } },
    paged: [],
    climb: beginClimb(T0),
    ...changes,
  };
}

/** A page of `anIncident` as the ladder plans it: Alice's first, by SMS. */
export function aPage(changes: Partial<Delivery> = {}): Delivery {
  return {
    v: 1,
    incident: anIncident().id,
    run: 1,
    pass: 0,
    rung: 0,
    person: 'alice',
    step: 0,
    method: 'sms',
    state: 'planned',
    tries: 0,
    dispatchedAt: T0,
    reason: 'step-due',
    ...changes,
  };
}

export const CATCH_ALL = Ladder.parse({
  id: 'catch-all',
  rungs: [{ after: '0m', targets: [{ person: 'last-resort' }] }],
});

export function ladders(own: Record<string, unknown>): Ladders {
  return { own: Ladder.parse({ id: 'payments', ...own }), catchAll: CATCH_ALL };
}

/** The ladder of the specification: primary, secondary, manager, directors at 0, 15, 30 and 45 minutes. */
export const CHAIN = ladders({
  rungs: [
    { after: '0m', targets: [{ schedule: 'primary' }] },
    { after: '15m', targets: [{ schedule: 'secondary' }] },
    { after: '30m', targets: [{ person: 'carol' }] },
    { after: '45m', targets: [{ team: 'directors' }] },
  ],
  repeat: { times: 2, every: '15m' },
  sev1: {
    allHands: [{ schedule: 'primary' }, { schedule: 'secondary' }, { person: 'carol' }],
    executivesAfter: '60m',
    executives: [{ person: 'vp' }],
  },
});

export const SMS: NotifyStep[] = [{ method: 'sms', after: '0m' }];

/** Who a target reaches, by the text of its one value; a person reaches themself. */
export function onCall(
  people: Record<string, readonly string[]>,
  steps: readonly NotifyStep[] = SMS,
  reporting: readonly PageMethod[] = [],
): OnCall {
  return {
    people: (target) => {
      const entry = Object.entries(target as Record<string, string>)[0]; // test targets have one entry
      if (entry === undefined || !['schedule', 'person', 'team'].includes(entry[0]))
        return { people: [], fault: 'unknown-target' };
      return { people: people[entry[1]] ?? (entry[0] === 'person' ? [entry[1]] : []) };
    },
    steps: () => steps,
    reports: (method) => reporting.includes(method),
    quietUntil: () => undefined,
  };
}

export const EVERYBODY = { primary: ['alice'], secondary: ['bob'], directors: ['dora', 'dan'] };

/** One wake of a played ladder. */
export interface Wake {
  readonly at: Instant;
  readonly plan: PagePlan;
  /** `person method` of every page put on the queue in this wake. */
  readonly pages: readonly string[];
}

export interface Play {
  readonly incident?: Incident;
  readonly ladders?: Ladders;
  readonly onCall?: (now: Instant) => OnCall;
  /** What becomes of a page as soon as it is on the queue; default: it is sent. */
  readonly outcome?: (page: Delivery) => Partial<Delivery>;
  /** Changes the incident before a wake, as a person might. */
  readonly meanwhile?: (incident: Incident, now: Instant) => Incident;
  readonly until: Instant;
  readonly most?: number;
}

/** Plays a ladder from its first wake on: plans, lets every page end, and wakes again when the plan says so, or at once after a failure. */
export function play({
  incident = anIncident(),
  ladders = CHAIN,
  onCall: who = () => onCall(EVERYBODY),
  outcome,
  meanwhile,
  until,
  most = 2_000,
}: Play) {
  const wakes: Wake[] = [];
  const deliveries = new Map<string, Delivery>();
  let current: Incident = incident;
  let now: Instant | undefined = incident.wakeAt ?? T0;
  while (now !== undefined && now <= until && wakes.length < most) {
    current = meanwhile?.(current, now) ?? current;
    const plan: PagePlan = planPages(
      { incident: current, deliveries: [...deliveries.values()] },
      ladders,
      who(now),
      now,
    );
    const sent = plan.deliveries.filter(({ state }) => state === 'planned' || state === 'claimed');
    let failed = false;
    for (const delivery of plan.deliveries) {
      const ended = {
        ...delivery,
        ...(delivery.state === 'planned'
          ? { state: 'sent' as const, settledAt: now, tries: delivery.tries + 1, ...outcome?.(delivery) }
          : {}),
      };
      deliveries.set(pageId(delivery), ended);
      if (ended.state === 'failed' || (ended.state === 'skipped' && sent.includes(delivery))) failed = true;
    }
    wakes.push({ at: now, plan, pages: sent.map(({ person, method }) => `${person} ${method}`) });
    current = { ...plan.incident, wakeAt: plan.wakeAt };
    now = failed && plan.wakeAt !== undefined ? shift(now, 1000) : plan.wakeAt;
  }
  return {
    wakes,
    incident: current,
    deliveries: [...deliveries.values()],
    pages: wakes.flatMap(({ at: time, pages }) => pages.map((page) => `${minutes(time)} ${page}`)),
  };
}

/** Minutes since `T0`, as `+15m` or `+0.5m`. */
export function minutes(time: Instant): string {
  return `+${(Date.parse(time) - Date.parse(T0)) / 60_000}m`;
}

export function severity(severity: Severity): Partial<TriggeredIncident> {
  return { severity };
}

export { instant };
