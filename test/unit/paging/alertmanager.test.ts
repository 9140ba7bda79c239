import { describe, expect, it } from 'vitest';
import { type Admission, admitAlert } from '../../../shared/paging/admit-alert.ts';
import { AlertmanagerNotification } from '../../../shared/paging/alertmanager.ts';
import type { Incident } from '../../../shared/paging/incident.ts';
import { normaliseAlert } from '../../../shared/paging/normalise-alert.ts';
import { routeAlert } from '../../../shared/paging/route-alert.ts';
import type { Signal } from '../../../shared/paging/signal.ts';
import { splitNotification } from '../../../shared/paging/split-notification.ts';
import { amAlert, amMessage, amNotification, CASE_81 } from '../../support/alertmanager.ts';
import { at, T0 } from '../../support/paging.ts';
import { PLAYED_CONFIG } from '../../support/played-config.ts';

const hash = (text: string) => `hash(${text.replaceAll('\n', '|')})`;
const normalise = (message: string) => normaliseAlert(message, at(5), PLAYED_CONFIG.organization, hash);

function signals(message: string): readonly Signal[] {
  const it = normalise(message);
  if (it.kind !== 'signals') throw new Error(JSON.stringify(it));
  return it.signals;
}
/** The one signal of an alert, with what it leaves open as undefined. */
function signal(alert: unknown, changes: Record<string, unknown> = {}) {
  const [one, ...more] = signals(amMessage(amNotification([alert], changes)));
  if (one === undefined || more.length > 0) throw new Error('not one signal');
  return { severity: undefined, runbookUrl: undefined, startsAt: undefined, ...one };
}

describe('a notification of Alertmanager', () => {
  it('is a signal for each alert, of one key for the group', () => {
    const [first, second, ...more] = signals(
      amMessage(amNotification([amAlert('a'), amAlert('b', { ended: -10 })])),
    );
    expect(more).toEqual([]);
    expect(first).toEqual({
      title: 'API error rate > 5%',
      source: 'prometheus',
      service: 'payments',
      severity: 'SEV2',
      state: 'firing',
      dedupKey: 'alertmanager:hash(prometheus|{}:{alertname="HighErrorRate"})',
      fingerprint: 'a',
      startsAt: at(-60),
      at: at(-60),
      toldAt: T0,
      runbookUrl: 'https://wiki.acme.example/errors',
      labels: {
        alertname: 'HighErrorRate',
        instance: 'a.example:9090',
        integration: 'prometheus',
        job: 'payments-api',
        service: 'payments',
        severity: 'critical',
      },
      links: [
        { text: 'Source', url: 'http://prometheus.acme.example:9090/graph?g0.expr=up+%3D%3D+0&g0.tab=1' },
        { text: 'Alertmanager', url: 'http://alertmanager.acme.example:9093/' },
      ],
    });
    expect(second).toMatchObject({
      fingerprint: 'b',
      state: 'resolved',
      at: at(-10),
      dedupKey: first?.dedupKey,
    });
  });

  it.each<[what: string, labels: object, expected: object]>([
    ['without a service: its job', { service: undefined }, { service: 'payments-api' }],
    ['with neither: the integration', { service: '', job: undefined }, { service: 'prometheus' }],
    ['critical', {}, { severity: 'SEV2' }],
    ['page', { severity: 'page' }, { severity: 'SEV2' }],
    ['warning', { severity: 'Warning' }, { severity: 'SEV3' }],
    ['info', { severity: 'info' }, { severity: 'SEV4' }],
    ['none, as a watchdog', { severity: 'none' }, { severity: 'SEV4' }],
    ['SEV1', { severity: 'SEV1' }, { severity: 'SEV1' }],
    [
      'of a severity nobody knows',
      { severity: 'dire' },
      { severity: undefined, labels: { severity: 'dire' } },
    ],
    ['of no severity', { severity: undefined }, { severity: undefined }],
    [
      'named like the insides of objects',
      { severity: 'constructor', service: '__proto__' },
      { service: '__proto__' },
    ],
    ['that pretends to be another sender', { integration: 'x' }, { labels: { integration: 'prometheus' } }],
  ])('%s', (_, labels, expected) => expect(signal(amAlert('a', { labels }))).toMatchObject(expected));

  it.each<[what: string, changes: object, expected: object]>([
    [
      'without a summary: its description',
      { annotations: { description: 'Slow' } },
      { title: 'Slow', runbookUrl: undefined },
    ],
    ['without annotations: its name', { annotations: null }, { title: 'HighErrorRate' }],
    ['with none of them', { annotations: {}, labels: null }, { title: 'An alert without a name' }],
    [
      'with addresses that are none',
      { generatorURL: '', annotations: { summary: 'x', runbook_url: 'javascript:alert(1)' } },
      { runbookUrl: undefined, links: [{ text: 'Alertmanager' }] },
    ],
    [
      'without a fingerprint',
      { fingerprint: undefined, labels: { b: '1', a: '2' } },
      { fingerprint: 'hash([["a","2"],["b","1"]])' },
    ],
    ['with a fingerprint no map can keep', { fingerprint: '__proto__' }, { fingerprint: '__proto' }],
    ['that never began', { startsAt: '0001-01-01T00:00:00Z' }, { at: T0, startsAt: undefined }],
    ['that begins in the future', { startsAt: at(90) }, { at: T0, startsAt: T0 }],
    ['with a time nobody can read', { startsAt: 'noon' }, { at: T0 }],
    [
      'in another zone, to the nanosecond',
      { startsAt: '2026-11-21T04:59:00.123456789+02:00' },
      { at: '2026-11-21T02:59:00.123Z' },
    ],
    ['resolved with an end to come', { status: 'resolved', endsAt: at(90) }, { at: T0 }],
    ['resolved without an end', { status: 'resolved' }, { at: T0 }],
    ['resolved before it began', { status: 'resolved', endsAt: at(-90) }, { at: at(-60) }],
  ])('%s', (_, changes, expected) => expect(signal({ ...amAlert('a'), ...changes })).toMatchObject(expected));

  it('with alerts left out says so in its titles and a label', () => {
    const cut = signal(amAlert('a'), { truncatedAlerts: 6 });
    expect(cut.title).toBe('API error rate > 5% (and 6 more that Alertmanager left out)');
    expect(cut.labels).toMatchObject({ truncatedAlerts: '6' });
    const long = signal(
      { ...amAlert('a'), annotations: { summary: 'x'.repeat(5000) } },
      { truncatedAlerts: 6 },
    );
    expect(long.title).toHaveLength(1024);
    expect(long.title).toContain('… (and 6 more that Alertmanager left out)');
  });

  it.each([
    [
      'without alerts is recorded as such',
      [],
      { kind: 'ignored', reason: 'no-alerts', source: 'prometheus' },
    ],
    [
      'is what its alerts are, whatever the group says of itself',
      [amAlert('a', { ended: -10 })],
      { kind: 'signals', signals: [{ state: 'resolved' }] },
    ],
  ])('%s', (_, alerts, expected) =>
    expect(normalise(amMessage(amNotification(alerts, { status: 'firing' })))).toMatchObject(expected),
  );

  it('of another sender or group has another key', () => {
    const keys = [
      signals(amMessage(amNotification([amAlert('a')]))),
      signals(amMessage(amNotification([amAlert('a')], { groupKey: '{}:{}' }))),
      signals(amMessage(amNotification([amAlert('a')]), T0, { integration: 'other' })),
    ].map(([one]) => one?.dedupKey);
    expect(new Set(keys).size).toBe(3);
  });
});

describe('splitNotification', () => {
  const integration = { id: 'prometheus', keyVersion: 1, labels: { env: 'prod' } };
  const split = (alerts: readonly unknown[]) =>
    splitNotification(AlertmanagerNotification.parse(amNotification(alerts)), integration, T0);
  const names = (parts: ReturnType<typeof split>) =>
    parts.map(({ notification }) => notification.alerts.map(({ fingerprint }) => fingerprint));
  const many = (count: number, changes: object = {}) =>
    Array.from({ length: count }, (_, i) => ({ ...amAlert(`f${i}`), ...changes }));

  it('makes one message of what fits one, also of nothing', () => {
    expect(names(split([]))).toEqual([[]]);
    expect(names(split(many(3)))).toEqual([['f0', 'f1', 'f2']]);
    expect(split(many(1))[0]).toMatchObject({
      labels: { env: 'prod', integration: 'prometheus' },
      receivedAt: T0,
    });
  });

  it.each<[what: string, alerts: unknown[], parts: number]>([
    ['many alerts', many(250), 3],
    [
      'large alerts',
      many(60, { labels: Object.fromEntries(many(20).map((_, i) => [`l${i}`, 'x'.repeat(500)])) }),
      3,
    ],
    [
      'alerts larger than a message',
      many(2, { labels: Object.fromEntries(many(600).map((_, i) => [`l${i}`, 'x'.repeat(500)])) }),
      2,
    ],
  ])('makes several of %s, and loses none', (_, alerts, parts) => {
    const made = split(alerts);
    expect(made).toHaveLength(parts);
    expect(names(made).flat()).toEqual(many(alerts.length).map(({ fingerprint }) => fingerprint));
  });

  it('keeps messages below what a queue takes', () => {
    for (const length of [1, 10, 100, 1000]) {
      const wordy = many(200, {
        annotations: { summary: 'é'.repeat(length) },
        labels: { a: '\u0001'.repeat(length) },
      });
      for (const part of split(wordy))
        expect(Buffer.byteLength(JSON.stringify(part))).toBeLessThan(256 * 1024);
    }
  });

  it('changes nothing of what the signals will be', () => {
    const alerts = [
      ...many(3),
      {
        ...amAlert('long'),
        annotations: { summary: ` ${'x'.repeat(3000)}` },
        labels: { l: 'y'.repeat(3000) },
      },
      { ...amAlert('bare'), annotations: null, labels: null, generatorURL: 'no address' },
      { ...amAlert('empty'), annotations: { summary: ' ', description: 'Slow' } },
    ];
    const whole = signals(
      amMessage(amNotification(alerts), T0, { labels: { env: 'prod', integration: 'prometheus' } }),
    );
    expect(split(alerts).flatMap((part) => signals(JSON.stringify(part)))).toEqual(whole);
  });
});

describe('the life of a group', () => {
  /** Normalise, route, admit: the states of all incidents after each message. */
  function play(messages: readonly (readonly [receivedAt: string, message: string])[]) {
    const incidents = new Map<string, Incident>();
    const seen: string[][] = [];
    const admissions: Admission[] = [];
    for (const [receivedAt, message] of messages) {
      for (const [place, one] of signals(message).entries())
        for (const routed of routeAlert(one, PLAYED_CONFIG)) {
          const key = `${routed.service} ${routed.signal.dedupKey}`;
          const id = `06ANB4YQ000000Z${incidents.size}`;
          const admission = admitAlert(routed, incidents.get(key), {
            config: PLAYED_CONFIG,
            silences: [],
            now: receivedAt,
            eventId: `m.${place}`,
            newId: id,
          });
          admissions.push(admission);
          if (admission.kind !== 'drop') incidents.set(key, admission.incident);
        }
      seen.push([...incidents.values()].map(({ service, state }) => `${service} ${state}`));
    }
    return { seen, verdicts: admissions.map(({ kind, reason }) => `${kind} ${reason}`) };
  }

  it('81: 3 firing, then 2 resolved, then 1: one incident; open, open, resolved', () => {
    expect(play(CASE_81)).toEqual({
      seen: [['payments triggered'], ['payments triggered'], ['payments resolved']],
      verdicts: [
        'open new',
        'join already-open',
        'join already-open',
        'drop already-known',
        'join others-still-firing',
        'join others-still-firing',
        'join all-alerts-resolved',
      ],
    });
  });

  it('81: is one incident for each service', () => {
    const labels = { service: 'checkout' };
    const message = (seconds: number, ended?: number) =>
      [
        at(seconds),
        amMessage(
          amNotification([amAlert('a'), amAlert('b', { labels, ...(ended === undefined ? {} : { ended }) })]),
          at(seconds),
        ),
      ] as const;
    expect(play([message(0), message(300, 200)]).seen).toEqual([
      ['payments triggered', 'checkout triggered'],
      ['payments triggered', 'checkout resolved'],
    ]);
  });

  it('a group sent again as it was is no news', () => {
    const group = amNotification([amAlert('a'), amAlert('b')]);
    const messages = [0, 14_400, 28_800].map(
      (seconds) => [at(seconds), amMessage(group, at(seconds))] as const,
    );
    expect(play(messages).verdicts.slice(2)).toEqual(Array(4).fill('drop already-known'));
  });

  it('an alert that was taken for resolved and is sent again as it began opens anew, and resolves', () => {
    const message = (seconds: number, ended?: number) =>
      [
        at(seconds),
        amMessage(amNotification([amAlert('a', ended === undefined ? {} : { ended })]), at(seconds)),
      ] as const;
    const { verdicts } = play([message(0), message(400, 390), message(700), message(1000, 900)]);
    expect(verdicts).toEqual([
      'open new',
      'join all-alerts-resolved',
      'open new',
      'join all-alerts-resolved',
    ]);
  });
});
