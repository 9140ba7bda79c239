import { describe, expect, it } from 'vitest';
import type { PagingConfig } from '../../../shared/paging/config.ts';
import { decideChange } from '../../../shared/paging/decide-change.ts';
import type { Delivery, Incident } from '../../../shared/paging/incident.ts';
import { planPages } from '../../../shared/paging/plan-pages.ts';
import { toAcknowledged } from '../../../shared/paging/transitions.ts';
import {
  anIncident,
  at,
  CHAIN,
  EVERYBODY,
  ladders,
  minutes,
  onCall,
  play,
  T0,
} from '../../support/paging.ts';

const PERMANENT = { state: 'failed' as const, retryable: false, reason: 'refused' };
const UNREACHABLE = { state: 'skipped' as const, reason: 'not-reachable' };

describe('the chain', () => {
  it('pages primary, secondary, manager and directors at their times, twice more, then the catch-all for ever (39)', () => {
    const { pages } = play({ until: at(4 * 3600) });
    expect(pages).toEqual([
      '+0m alice sms',
      '+15m bob sms',
      '+30m carol sms',
      '+45m dora sms',
      '+45m dan sms',
      '+60m alice sms',
      '+75m bob sms',
      '+90m carol sms',
      '+105m dora sms',
      '+105m dan sms',
      '+120m alice sms',
      '+135m bob sms',
      '+150m carol sms',
      '+165m dora sms',
      '+165m dan sms',
      '+180m last-resort sms',
      '+195m last-resort sms',
      '+210m last-resort sms',
      '+225m last-resort sms',
      '+240m last-resort sms',
    ]);
  });

  it('passes an empty rung over at once and says so, and the next ones keep their distance (37)', () => {
    const { pages, wakes } = play({ onCall: () => onCall({ ...EVERYBODY, secondary: [] }), until: at(3600) });
    expect(pages.slice(0, 4)).toEqual(['+0m alice sms', '+15m carol sms', '+30m dora sms', '+30m dan sms']);
    expect(wakes[1]?.plan.timeline.map(({ kind }) => kind)).toEqual(['rung-passed-over', 'rung-begun']);
  });

  it('goes straight to the catch-all when no rung resolves to anyone (36)', () => {
    const empty = ladders({
      rungs: [
        { after: '0m', targets: [{ schedule: 'gone' }] },
        { after: '15m', targets: [{ schedule: 'gone-too' }] },
      ],
    });
    const { pages } = play({ ladders: empty, until: at(60) });
    expect(pages).toEqual(['+0m last-resort sms']);
  });

  it('resolves targets when it pages, so a handoff in mid-incident reaches the new person', () => {
    const chain = ladders({
      rungs: [{ after: '0m', targets: [{ schedule: 'primary' }] }],
      repeat: { times: 1, every: '15m' },
    });
    const { pages } = play({
      ladders: chain,
      onCall: (now) => onCall({ primary: [now < at(600) ? 'alice' : 'bea'] }),
      until: at(900),
    });
    expect(pages).toEqual(['+0m alice sms', '+15m bea sms']);
  });

  it('pages a person once for a rung however many targets name them', () => {
    const twice = ladders({
      rungs: [{ after: '0m', targets: [{ person: 'carol' }, { team: 'leads' }, { schedule: 'primary' }] }],
    });
    const { pages } = play({
      ladders: twice,
      onCall: () => onCall({ leads: ['carol', 'alice'], primary: ['alice'] }),
      until: at(0),
    });
    expect(pages).toEqual(['+0m carol sms', '+0m alice sms']);
  });

  it('records a target of an unknown kind and goes on (45)', () => {
    const odd = {
      ...CHAIN,
      own: {
        ...CHAIN.own,
        rungs: [{ after: '0m', targets: [{ pigeon: 'coo' } as never, { person: 'carol' }] }],
      },
    };
    const { pages, wakes } = play({ ladders: odd, until: at(0) });
    expect(pages).toEqual(['+0m carol sms']);
    expect(wakes[0]?.plan.timeline.map(({ kind, reason }) => `${kind} ${reason}`)).toContain(
      'hygiene unknown-target',
    );
    expect(wakes[0]?.plan.hygiene).toEqual([{ kind: 'unknown-target', subject: 'payments' }]);
  });

  it('does nothing when an old timer wakes early (48)', () => {
    const first = planPages({ incident: anIncident(), deliveries: [] }, CHAIN, onCall(EVERYBODY), T0);
    const sent = first.deliveries.map((page): Delivery => ({ ...page, state: 'sent' }));
    const again = planPages({ incident: first.incident, deliveries: sent }, CHAIN, onCall(EVERYBODY), at(60));
    expect(again.deliveries).toEqual([]);
    expect(again.wakeAt).toBe(at(900));
  });

  it('pages nobody for a ticket', () => {
    const plan = planPages(
      { incident: anIncident({ tier: 'ticket' }), deliveries: [] },
      CHAIN,
      onCall(EVERYBODY),
      T0,
    );
    expect(plan).toMatchObject({ deliveries: [], wakeAt: undefined, reason: 'tier-ticket' });
  });
});

describe('SEV1', () => {
  it('calls all hands on every method in the same wake, again while nobody acts, and the executives at their time (79)', () => {
    const { wakes } = play({ incident: anIncident({ severity: 'SEV1' }), until: at(3600) });
    const hands = ['alice', 'bob', 'carol'].flatMap((who) =>
      ['sms', 'email', 'webhook'].map((how) => `${who} ${how}`),
    );
    expect([...(wakes[0]?.pages ?? [])].sort()).toEqual([...hands].sort());
    expect(wakes.map(({ at: time }) => minutes(time))).toEqual(['+0m', '+15m', '+30m', '+45m', '+60m']);
    expect(wakes.at(-1)?.pages).toContain('vp sms');
  });

  it('calls everyone on a ladder that says nothing of SEV1', () => {
    const plain = ladders({
      rungs: [
        { after: '0m', targets: [{ schedule: 'primary' }] },
        { after: '15m', targets: [{ schedule: 'secondary' }] },
      ],
    });
    const { wakes } = play({ incident: anIncident({ severity: 'SEV1' }), ladders: plain, until: at(0) });
    expect(new Set(wakes[0]?.plan.deliveries.map(({ person }) => person))).toEqual(new Set(['alice', 'bob']));
  });
});

describe('acknowledging', () => {
  const acked = (incident: Incident, from: number, to: number) =>
    toAcknowledged(incident, { by: 'person:alice', at: at(from), expiresAt: at(to) });

  it('stops the ladder until it runs out, and then starts it over', () => {
    const { pages, wakes } = play({
      until: at(3 * 3600),
      meanwhile: (incident, now) => (now === at(900) ? acked(incident, 600, 7200) : incident),
    });
    expect(pages.slice(0, 3)).toEqual(['+0m alice sms', '+120m alice sms', '+135m bob sms']);
    expect(wakes[2]?.plan.timeline[0]).toMatchObject({ kind: 'ack-expired' });
    expect(wakes[2]?.plan.incident).toMatchObject({ state: 'triggered', climb: { run: 2 } });
  });

  it('closes pages that are still on their way', () => {
    const first = planPages({ incident: anIncident(), deliveries: [] }, CHAIN, onCall(EVERYBODY), T0);
    const plan = planPages(
      { incident: acked(first.incident, 5, 7200), deliveries: first.deliveries },
      CHAIN,
      onCall(EVERYBODY),
      at(10),
    );
    expect(plan.deliveries).toMatchObject([{ person: 'alice', state: 'skipped', reason: 'acknowledged' }]);
    expect(plan.wakeAt).toBe(at(7200));
  });

  it('is taken back by escalating, which pages the next rung now (40)', () => {
    const { incident } = play({ until: at(0) });
    const escalated = decideChange(
      acked(incident, 30, 7200),
      { action: 'escalate', rung: 1 },
      'person:alice',
      CONFIG,
      at(60),
      'r',
    );
    if (escalated.kind !== 'change') throw new Error(escalated.message);
    const plan = planPages(
      { incident: escalated.incident, deliveries: [] },
      CHAIN,
      onCall(EVERYBODY),
      at(60),
    );
    expect(plan.deliveries.map(({ person }) => person)).toContain('bob');
    expect(plan.incident.state).toBe('triggered');
    expect(plan.wakeAt).toBe(at(60 + 900));
  });

  it('refuses to escalate from a rung that is past (41)', () => {
    const { incident } = play({ until: at(900) });
    const decision = decideChange(
      incident,
      { action: 'escalate', rung: 1 },
      'person:alice',
      CONFIG,
      at(901),
      'r',
    );
    expect(decision).toMatchObject({ kind: 'refuse', code: 'already-escalated' });
  });
});

describe('failover', () => {
  const STEPS = [
    { method: 'sms', after: '0m' },
    { method: 'email', after: '3m' },
  ] as const;
  const who = () => onCall(EVERYBODY, STEPS);

  it('brings the next method forward when one fails for good, and does not retry it (61)', () => {
    const { pages } = play({
      onCall: who,
      outcome: (page) => (page.method === 'sms' ? PERMANENT : {}),
      until: at(10),
    });
    expect(pages).toEqual(['+0m alice sms', `${minutes(at(1))} alice email`]);
  });

  it('tries the same method again after a failure that may pass, at most three times', () => {
    const { pages } = play({
      onCall: who,
      until: at(120),
      outcome: (page) =>
        page.method === 'sms' ? { state: 'failed', retryable: true, reason: 'throttled' } : {},
    });
    expect(pages.filter((page) => page.endsWith('alice sms'))).toEqual([
      '+0m alice sms',
      `${minutes(at(15))} alice sms`,
      `${minutes(at(30))} alice sms`,
    ]);
    expect(pages.filter((page) => page.endsWith('alice email'))).toHaveLength(1);
  });

  it.each<[why: string, outcome: Partial<Delivery>]>([
    ['has a method left', UNREACHABLE],
    ['is left who has not opted out', { ...PERMANENT, reason: 'opted-out' }],
  ])('goes to the next rung when nobody of a rung %s, and reports the person (51)', (_, outcome) => {
    const { pages, wakes } = play({
      outcome: (page) => (page.person === 'alice' ? outcome : {}),
      until: at(10),
    });
    expect(pages).toEqual(['+0m alice sms', `${minutes(at(1))} bob sms`]);
    expect(wakes[1]?.plan.hygiene).toEqual([{ kind: 'unreachable', subject: 'alice' }]);
    expect(wakes[1]?.plan.reason).toBe('no-method-left');
  });

  it('does not spin when even the catch-all cannot be reached: it tries again every quarter of an hour', () => {
    const { wakes } = play({ outcome: () => UNREACHABLE, until: at(3600) });
    const catchAll = wakes
      .filter(({ pages }) => pages.includes('last-resort sms'))
      .map(({ at: time }) => Date.parse(time));
    expect(catchAll.length).toBeGreaterThanOrEqual(3);
    expect(Math.min(...catchAll.slice(1).map((time, i) => time - (catchAll[i] ?? 0)))).toBeGreaterThanOrEqual(
      900_000,
    );
  });

  it('puts a page without an outcome on the queue again after 45 seconds and uses the next method meanwhile', () => {
    const first = planPages({ incident: anIncident(), deliveries: [] }, CHAIN, who(), T0);
    const claimed = first.deliveries.map(
      (page): Delivery => ({ ...page, state: 'claimed', tries: 1, claimedAt: T0 }),
    );
    const plan = planPages({ incident: first.incident, deliveries: claimed }, CHAIN, who(), at(46));
    expect(plan.deliveries.map(({ method, state, reason }) => `${method} ${state} ${reason}`)).toEqual([
      'sms claimed no-outcome',
      'email planned method-before-silent',
    ]);
  });

  it('gives a page up that was claimed three times without an outcome', () => {
    const first = planPages({ incident: anIncident(), deliveries: [] }, CHAIN, who(), T0);
    const claimed = first.deliveries.map(
      (page): Delivery => ({ ...page, state: 'claimed', tries: 3, claimedAt: T0 }),
    );
    const plan = planPages({ incident: first.incident, deliveries: claimed }, CHAIN, who(), at(46));
    expect(plan.deliveries[0]).toMatchObject({ method: 'sms', state: 'failed', retryable: false });
    expect(plan.wakeAt).toBe(at(47));
  });

  it('sends one message when two steps to one number fall due in the same late wake (52)', () => {
    const two = [
      { method: 'sms', after: '1m' },
      { method: 'sms', after: '2m' },
    ] as const;
    const first = planPages({ incident: anIncident(), deliveries: [] }, CHAIN, onCall(EVERYBODY, two), T0);
    const late = planPages(
      { incident: first.incident, deliveries: [] },
      CHAIN,
      onCall(EVERYBODY, two),
      at(180),
    );
    expect(late.deliveries.map(({ state }) => state)).toEqual(['planned', 'folded']);
  });
});

const CONFIG: PagingConfig = {
  organization: {
    name: 'acme',
    home: { region: 'eu-west-1' },
    accounts: [],
    regions: [],
    teams: [],
    people: [],
  },
  paging: {
    routes: [{ continue: false, ladder: 'catch-all' }],
    ladders: [CHAIN.own, CHAIN.catchAll],
    schedules: [],
    calendarVersion: 1,
    integrations: [],
    notify: {},
    ackTimeout: '2h',
    cloudwatchEvents: false,
    smsReceipts: false,
    oneMessagePer: '60s',
    healthEvents: false,
    heartbeat: false,
  },
};
