import { describe, expect, it } from 'vitest';
import { readAlert } from '../../../shared/paging/read-alert.ts';
import { simulate } from '../../../shared/paging/simulate.ts';
import { QuietHours } from '../../../shared/platform/schema.ts';
import { busAlarm, onSns, snsAlarm } from '../../support/alarms.ts';
import { at, T0 } from '../../support/paging.ts';
import { incidentOf, lines, PAYMENTS, pages, SPEC_CONFIG, simulated } from '../../support/simulated.ts';

const ROUND = (hours: string[]) =>
  hours.flatMap((hour) => [
    `${hour === '' ? '0s' : hour} anna sms`,
    `${hour}15m ben sms`,
    `${hour}30m carol sms`,
    `${hour}45m dora sms`,
    `${hour}45m dan sms`,
  ]);

describe('a chain nobody acts on', () => {
  it('pages primary, secondary, manager and directors at their times, twice more, then the catch-all', () => {
    const incident = incidentOf(PAYMENTS);
    expect(pages(incident)).toEqual([
      ...ROUND(['', '1h', '2h']),
      '3h last-resort sms',
      '3h15m last-resort sms',
    ]);
    expect(incident).toMatchObject({
      service: 'payments',
      severity: 'SEV2',
      tier: 'page',
      ladder: 'payments',
      unrouted: false,
      route: 1,
      verdict: 'somebody-reached',
      reason: 'new',
      firstReached: { after: '0s', pass: 0, rung: 0, people: ['anna'] },
      ending: 'catch-all-repeats',
      endsWith: 'the catch-all repeats every 15m until somebody acts',
    });
  });

  it('says of every rung what began it, by which targets, and of every page why', () => {
    const { timeline } = incidentOf(PAYMENTS);
    expect(timeline.slice(0, 3)).toEqual([
      { kind: 'opened', at: at(900), afterMs: 0, after: '0s', reason: 'route-1' },
      {
        kind: 'rung-begun',
        at: at(900),
        afterMs: 0,
        after: '0s',
        pass: 0,
        rung: 0,
        ladder: 'payments',
        targets: [{ target: 'schedule primary', people: ['anna'] }],
        people: ['anna'],
        reason: 'first-rung',
      },
      {
        kind: 'page',
        at: at(900),
        afterMs: 0,
        after: '0s',
        pass: 0,
        rung: 0,
        ladder: 'payments',
        person: 'anna',
        method: 'sms',
        step: 0,
        reason: 'step-due',
        outcome: 'sent',
      },
    ]);
    const reasons = timeline.flatMap((event) => (event.kind === 'rung-begun' ? [event.reason] : []));
    expect([...new Set(reasons)]).toEqual(['first-rung', 'rung-due', 'repeat', 'catch-all']);
  });

  it('pages whoever is on call by then, when a handoff falls into the incident', () => {
    expect(pages(incidentOf(PAYMENTS, { at: T0 })).slice(0, 2)).toEqual(['0s alice sms', '15m ben sms']);
  });

  it('follows the rules of the person, by urgency', () => {
    expect(pages(incidentOf({ ...PAYMENTS, severity: 'SEV3' }))[0]).toBe('0s anna email');
  });

  it.each([
    [{ lookAheadMs: 3_600_000 }, 'horizon', 'not looked at beyond 1h: paging goes on until somebody acts', 6],
    [
      { mostWakes: 2 },
      'most-wakes',
      'not looked at beyond 2 wakes of the ladder: paging goes on until somebody acts',
      2,
    ],
    [{ lookAheadMs: 0 }, 'horizon', 'not looked at beyond 0s: paging goes on until somebody acts', 1],
  ] as const)('is looked at no further than asked: %j', (question, ending, endsWith, count) => {
    const incident = incidentOf(PAYMENTS, question);
    expect(incident).toMatchObject({ ending, endsWith });
    expect(pages(incident)).toHaveLength(count);
  });
});

describe('SEV1', () => {
  const incident = incidentOf({ ...PAYMENTS, severity: 'SEV1' });

  it('calls all hands in one wake, on every method', () => {
    const hands = ['anna', 'ben', 'carol'].flatMap((who) =>
      ['sms', 'email', 'webhook'].map((method) => `0s ${who} ${method}`),
    );
    expect(pages(incident).filter((page) => page.startsWith('0s'))).toEqual(hands);
  });

  it('calls the executives after an hour', () => {
    expect(pages(incident).find((page) => page.includes('vp'))).toBe('1h vp sms');
  });

  it('is what is asked about when the severity is given', () => {
    expect(lines(incidentOf(PAYMENTS, { severity: 'SEV1' }))).toEqual(lines(incident));
  });

  it('is overruled by a route that states another severity, as in an alert', () => {
    expect(incidentOf({ title: 'x', service: 'other' }, { severity: 'SEV1' }).severity).toBe('SEV3');
  });
});

describe('a rung that reaches nobody', () => {
  it('is passed over at once and said so', () => {
    const incident = incidentOf({ ...PAYMENTS, service: 'empty' });
    expect(lines(incident).slice(0, 4)).toEqual([
      '0s opened route-3',
      '0s rung-passed-over empty 0.0 nobody-on-call',
      '0s rung-begun empty 0.1 first-rung',
      '0s page carol sms',
    ]);
    expect(incident.timeline[1]).toMatchObject({ targets: [{ target: 'schedule sundays', people: [] }] });
  });

  it('is named one by one where several in a row are passed over, up to the catch-all', () => {
    const { paging } = SPEC_CONFIG;
    const rungs = ['0m', '5m', '9m'].map((after) => ({ after, targets: [{ schedule: 'sundays' }] }));
    const ladders = paging.ladders.map((one) => (one.id === 'empty' ? { ...one, rungs } : one));
    const config = { ...SPEC_CONFIG, paging: { ...paging, ladders } };
    expect(lines(incidentOf({ ...PAYMENTS, service: 'empty' }, { config })).slice(0, 6)).toEqual([
      '0s opened route-3',
      '0s rung-passed-over empty 0.0 nobody-on-call',
      '0s rung-passed-over empty 0.1 nobody-on-call',
      '0s rung-passed-over empty 0.2 nobody-on-call',
      '0s rung-begun catch-all 1.0 catch-all',
      '0s page last-resort sms',
    ]);
  });
});

describe('people who cannot be reached', () => {
  it('are passed over at once: the next rung begins in the same moment, and an alert tells of them', () => {
    const incident = incidentOf(PAYMENTS, { unreachable: new Set(['anna']) });
    expect(lines(incident).slice(0, 7)).toEqual([
      '0s opened route-1',
      '0s rung-begun payments 0.0 first-rung',
      '0s page anna sms not-reachable',
      '0s rung-begun payments 0.1 no-method-left',
      '0s page ben sms',
      '0s hygiene unreachable',
      '15m rung-begun payments 0.2 rung-due',
    ]);
    expect(incident.firstReached).toMatchObject({ after: '0s', rung: 1, people: ['ben'] });
    expect(incident.timeline.filter(({ kind }) => kind === 'hygiene')).toHaveLength(1);
  });

  it('are told by their next method where only one is out', () => {
    const { paging } = SPEC_CONFIG;
    const high = [
      { method: 'sms' as const, after: '0m' },
      { method: 'email' as const, after: '5m' },
    ];
    const config = { ...SPEC_CONFIG, paging: { ...paging, notify: { high } } };
    const incident = incidentOf(PAYMENTS, { config, unreachable: new Set(['anna:sms']) });
    expect(pages(incident).slice(0, 3)).toEqual([
      '0s anna sms not-reachable',
      '0s anna email',
      '15m ben sms',
    ]);
    expect(
      incident.timeline.find((event) => event.kind === 'page' && event.method === 'email'),
    ).toMatchObject({ reason: 'method-before-failed' });
  });

  it('leave the alert to the catch-all when none on the ladder can be reached', () => {
    const unreachable = new Set(['anna', 'ben', 'carol', 'dora', 'dan']);
    const incident = incidentOf(PAYMENTS, { unreachable });
    expect(incident.firstReached).toMatchObject({
      after: '0s',
      ladder: 'catch-all',
      people: ['last-resort'],
    });
    expect(incident.endsWith).toBe('the catch-all repeats every 15m until somebody acts');
  });

  it('are said to be nobody when it is everybody', () => {
    const unreachable = new Set(SPEC_CONFIG.organization.people.map(({ id }) => id));
    const incident = incidentOf(PAYMENTS, { unreachable });
    expect(incident).toMatchObject({
      verdict: 'nobody-reached',
      firstReached: undefined,
      endsWith: 'the catch-all repeats every 15m and reaches nobody',
    });
    expect(pages(incident).filter((page) => !page.endsWith('not-reachable'))).toEqual([]);
  });

  it('does not take the catch-all to reach somebody because a rung before it did', () => {
    const { verdict, endsWith } = incidentOf(PAYMENTS, { unreachable: new Set(['last-resort']) });
    expect({ verdict, endsWith }).toEqual({
      verdict: 'somebody-reached',
      endsWith: 'the catch-all repeats every 15m and reaches nobody',
    });
  });
});

describe('an alert that pages nobody', () => {
  it.each([
    ['a ticket', { title: 'x', severity: 'SEV4' }, 'tier-ticket', /its tier is ticket/],
    ['for the log', { title: 'x', service: 'quiet' }, 'tier-log', /its tier is log/],
    [
      'that has cleared',
      { ...PAYMENTS, state: 'resolved' },
      'nothing-open',
      /resolved, and no incident is open/,
    ],
  ])('%s', (_name, alert, reason, words) => {
    const incident = incidentOf(alert);
    expect(incident).toMatchObject({ verdict: 'pages-nobody', reason, timeline: [], ending: 'pages-nobody' });
    expect(incident.endsWith).toMatch(words);
  });

  it('is said to be unrouted when only the last route takes it, and then pages the catch-all', () => {
    const incident = incidentOf({ title: 'x', service: 'unheard-of' });
    expect(incident).toMatchObject({ unrouted: true, route: 4, reason: 'unrouted', severity: 'SEV3' });
    expect(lines(incident).slice(0, 4)).toEqual([
      '0s opened route-4',
      '0s unrouted no-route-but-the-last',
      '0s rung-begun catch-all 0.0 first-rung',
      '0s page last-resort email',
    ]);
  });
});

describe('an alert that several routes take', () => {
  const taken = (ladders: string[]) => {
    const { paging } = SPEC_CONFIG;
    const own = ladders.map((ladder) => ({ match: ['service=payments'], ladder, continue: true }));
    const routes = [...own, ...paging.routes.slice(-1)];
    const simulation = simulated(PAYMENTS, { config: { ...SPEC_CONFIG, paging: { ...paging, routes } } });
    if (simulation.kind !== 'simulated') throw new Error(simulation.reason);
    return simulation.incidents.map(({ ladder, verdict, reason }) => [ladder, verdict, reason]);
  };

  it('is an incident for each of them', () => {
    expect(taken(['payments', 'empty'])).toEqual([
      ['payments', 'somebody-reached', 'new'],
      ['empty', 'somebody-reached', 'new'],
    ]);
  });

  it('opens no incident that another of them has opened', () => {
    expect(taken(['payments', 'empty', 'empty'])).toEqual([
      ['payments', 'somebody-reached', 'new'],
      ['empty', 'somebody-reached', 'new'],
      ['empty', 'pages-nobody', 'already-known'],
    ]);
  });
});

describe('whatever form the alert has', () => {
  const alarm = snsAlarm({ AlarmDescription: 'Errors\nservice=payments severity=SEV2' });
  const raised = { 'detail-type': 'AlertRaised', source: 'belltower', time: T0, detail: PAYMENTS };
  const busForm = busAlarm();
  it.each<[string, unknown]>([
    ['the body of the generic webhook', PAYMENTS],
    [
      'the webhook function’s envelope',
      {
        belltower: 'webhook',
        integration: 'i',
        receivedAt: T0,
        alert: { ...PAYMENTS, labels: {}, state: 'firing' },
      },
    ],
    ['AlertRaised on the bus', raised],
    ['AlertRaised through SNS', onSns(PAYMENTS)],
    ['a CloudWatch alarm through SNS', onSns(alarm)],
    ['the bare message of a CloudWatch alarm', alarm],
    [
      'a CloudWatch alarm through EventBridge',
      {
        ...busForm,
        detail: { ...busForm.detail, configuration: { description: 'service=payments severity=SEV2' } },
      },
    ],
  ])('%s', (_name, alert) => {
    expect(pages(incidentOf(alert)).slice(0, 2)).toEqual(['0s anna sms', '15m ben sms']);
  });

  it.each<[string, unknown, string, string | RegExp]>([
    [
      'an alarm without data',
      snsAlarm({ NewStateValue: 'INSUFFICIENT_DATA' }),
      'ignored',
      'insufficient-data',
    ],
    ['no JSON', '{', 'malformed', 'the message is not JSON'],
    ['a list', [], 'malformed', /neither an SNS notification/],
    ['an object without a title', { service: 'x' }, 'malformed', 'title: a title that says what is broken'],
    [
      'a severity that is none',
      { ...PAYMENTS, severity: 'SEV9' },
      'malformed',
      'severity: one of SEV1, SEV2, SEV3, SEV4',
    ],
    [
      'an alarm without a state',
      snsAlarm({ NewStateValue: 'BAD' }),
      'malformed',
      /CloudWatch alarm message: NewStateValue/,
    ],
    [
      'another event',
      { ...raised, 'detail-type': 'Other' },
      'malformed',
      'an EventBridge event that is not AlertRaised',
    ],
  ])('%s is answered with its reason', (_name, alert, kind, reason) => {
    expect(simulated(alert)).toMatchObject({
      kind,
      reason: typeof reason === 'string' ? reason : expect.stringMatching(reason),
    });
  });

  it('takes a bare body to be sent by an integration, with its labels, where one is named', () => {
    const routes = [
      { match: ['source=grafana', 'env=prod', 'integration=grafana'], ladder: 'payments', continue: false },
      ...SPEC_CONFIG.paging.routes.slice(-1),
    ];
    const config = { ...SPEC_CONFIG, paging: { ...SPEC_CONFIG.paging, routes } };
    const grafana = { id: 'grafana', keyVersion: 1, labels: { env: 'prod' } };
    const laddersBy = [undefined, grafana].map((integration) => {
      const alert = readAlert(JSON.stringify(PAYMENTS), T0, config, (key) => key, integration);
      const simulation = simulate(alert, { config, at: T0 });
      return simulation.kind === 'simulated' ? simulation.incidents.map(({ ladder }) => ladder) : [];
    });
    expect(laddersBy).toEqual([['catch-all'], ['payments']]);
  });
});

describe('somebody in their quiet hours', () => {
  const people = SPEC_CONFIG.organization.people.map((person) =>
    person.id === 'anna'
      ? { ...person, timeZone: 'UTC', quietHours: QuietHours.parse({ from: '22:00', to: '07:00' }) }
      : person,
  );
  const config = { ...SPEC_CONFIG, organization: { ...SPEC_CONFIG.organization, people } };

  it('gets low urgency in a digest when they end, and the next rung waits as much longer', () => {
    const incident = incidentOf(PAYMENTS, { config, severity: 'SEV3' });
    expect(
      lines(incident)
        .filter((line) => / (held|page) /.test(line))
        .slice(0, 3),
    ).toEqual([
      '0s held anna email until 2026-11-21T07:00:00.000Z',
      '3h45m page anna email',
      '4h page ben email',
    ]);
  });

  it('gets high urgency at once', () => {
    expect(pages(incidentOf(PAYMENTS, { config }))[0]).toBe('0s anna sms');
  });
});
