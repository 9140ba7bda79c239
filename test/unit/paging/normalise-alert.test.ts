import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AlertRaised } from '../../../shared/paging/events.ts';
import { normaliseAlert } from '../../../shared/paging/normalise-alert.ts';
import { ANOMALY, busAlarm, COMPOSITE, METRIC_MATH, onSns, snsAlarm } from '../../support/alarms.ts';
import { amAlert, amMessage, amNotification } from '../../support/alertmanager.ts';
import { ABUSE, budgetText, healthEvent, RETIREMENT } from '../../support/aws-notices.ts';
import { at, T0 } from '../../support/paging.ts';
import { PLAYED_CONFIG } from '../../support/played-config.ts';

const ORGANIZATION = {
  ...PLAYED_CONFIG.organization,
  accounts: [{ id: '111111111111', name: 'payments-prod' }],
};
const SENT = at(5);
const normalise = (body: string) =>
  normaliseAlert(body, SENT, ORGANIZATION, (text) => `hash(${text.split('\n').join('|')})`);

/** The one signal of a message. */
function signal(body: string) {
  const it = normalise(body);
  if (it.kind !== 'signals' || it.signals.length !== 1) throw new Error(JSON.stringify(it));
  return it.signals[0];
}

const raised = (detail: unknown, changes: object = {}) =>
  JSON.stringify({
    'detail-type': 'AlertRaised',
    source: 'belltower',
    account: '222222222222',
    time: '2026-11-21T03:00:00Z',
    detail,
    ...changes,
  });

describe('CloudWatch', () => {
  it('through SNS', () => {
    expect(signal(onSns(snsAlarm()))).toMatchObject({
      source: 'cloudwatch',
      service: 'payments-api',
      severity: 'SEV2',
      state: 'firing',
      title: 'API error rate > 5%',
      account: '111111111111',
      dedupKey: 'cloudwatch:111111111111:eu-west-1:payments-5xx',
      at: '2026-11-21T03:00:00.123Z',
      fingerprint: '-',
      labels: {
        ApiName: 'payments',
        alarmName: 'payments-5xx',
        region: 'eu-west-1',
        namespace: 'AWS/ApiGateway',
        metric: '5XXError',
      },
    });
  });

  it('through EventBridge is the same alert with the same key and time, so both ways together page once', () => {
    const [sns, bus] = [signal(onSns(snsAlarm())), signal(JSON.stringify(busAlarm()))];
    const same = ({
      source,
      service,
      severity,
      state,
      title,
      account,
      dedupKey,
      fingerprint,
      at: time,
    }: NonNullable<typeof sns>) => ({
      source,
      service,
      severity,
      state,
      title,
      account,
      dedupKey,
      fingerprint,
      time,
    });
    if (sns === undefined || bus === undefined) throw new Error('no signal');
    expect(same(bus)).toEqual(same(sns));
    expect({ ...bus.labels, reason: '' }).toEqual({ ...sns.labels, reason: '' });
  });

  it('on an expression carries the labels of its first metric, as it does through EventBridge', () => {
    expect(signal(onSns(METRIC_MATH))?.labels).toMatchObject({
      ApiName: 'payments',
      namespace: 'AWS/ApiGateway',
      metric: '5XXError',
    });
    expect(signal(onSns(ANOMALY))?.labels).toMatchObject({ namespace: 'AWS/ApiGateway', metric: 'Count' });
  });

  it.each<[what: string, alarm: object, title: string, dedup: string]>([
    ['a composite alarm', COMPOSITE, 'payments-down', 'payments-down'],
    ['an alarm on an expression', METRIC_MATH, 'API error rate > 5%', 'payments-error-ratio'],
    ['an alarm on an anomaly', ANOMALY, 'API error rate > 5%', 'payments-traffic-anomaly'],
  ])('%s', (_, alarm, title, name) => {
    expect(signal(onSns(alarm))).toMatchObject({
      title,
      state: 'firing',
      dedupKey: `cloudwatch:111111111111:eu-west-1:${name}`,
    });
  });

  it.each<[state: string, expected: object]>([
    ['OK', { kind: 'signals', signals: [{ state: 'resolved' }] }],
    ['INSUFFICIENT_DATA', { kind: 'ignored', reason: 'insufficient-data' }],
    ['MELTED', { kind: 'malformed', source: 'cloudwatch' }],
  ])('in state %s', (NewStateValue, expected) =>
    expect(normalise(onSns(snsAlarm({ NewStateValue })))).toMatchObject(expected),
  );

  it.each<[description: string | null, expected: object]>([
    [null, { title: 'payments-5xx', service: 'payments-prod' }],
    ['', { title: 'payments-5xx' }],
    ['severity=SEV1', { title: 'payments-5xx', severity: 'SEV1' }],
    [
      'Disk full tier=ticket runbook=https://wiki.acme.example/disk',
      { title: 'Disk full', tier: 'ticket', runbookUrl: 'https://wiki.acme.example/disk' },
    ],
    ['severity=SEV9 Disk full', { title: 'severity=SEV9 Disk full', severity: undefined }],
    ['Disk full runbook=javascript:alert(1)', { runbookUrl: undefined }],
    ['first\nsecond', { title: 'first' }],
  ])('described as %j', (AlarmDescription, expected) =>
    expect(signal(onSns(snsAlarm({ AlarmDescription })))).toMatchObject(expected),
  );

  it('described at great length: what is cut off shows', () => {
    const title = signal(onSns(snsAlarm({ AlarmDescription: 'x'.repeat(2000) })))?.title;
    expect(title).toBe(`${'x'.repeat(1023)}…`);
  });

  it.each([
    ['2026-11-21T03:00:00.123+0000', '2026-11-21T03:00:00.123Z'],
    ['2026-11-21T04:00:00.123+0100', '2026-11-21T03:00:00.123Z'],
    ['2026-11-21T03:00:00Z', T0],
    ['yesterday', SENT],
  ])('changed at %s', (StateChangeTime, expected) =>
    expect(signal(onSns(snsAlarm({ StateChangeTime })))?.at).toBe(expected),
  );

  it('names the field of a broken alarm', () => {
    expect(normalise(onSns(snsAlarm({ AlarmName: '' })))).toMatchObject({
      kind: 'malformed',
      source: 'cloudwatch',
      reason: expect.stringContaining('AlarmName'),
    });
    expect(normalise(JSON.stringify(busAlarm({ state: {} })))).toMatchObject({
      kind: 'malformed',
      reason: expect.stringContaining('detail.state.value'),
    });
  });
});

describe('other senders', () => {
  it.each<[what: string, body: string, expected: object]>([
    [
      'a text on a topic',
      onSns('Backup failed\nsee log', { Subject: null }),
      { title: 'Backup failed', source: 'sns:alarms', service: 'sns:alarms', at: SENT },
    ],
    ['a text with a subject', onSns('see log', { Subject: 'Backup failed' }), { title: 'Backup failed' }],
    [
      'any JSON on a topic',
      onSns({ detail: { a: 1 } }, { Subject: 'Budget exceeded' }),
      { title: 'Budget exceeded', dedupKey: 'hash(sns:alarms|sns:alarms|Budget exceeded)' },
    ],
    [
      'an alert on a topic',
      onSns({ title: 'Disk', severity: 'SEV1', service: 'db', dedupKey: 'k' }),
      { title: 'Disk', severity: 'SEV1', service: 'db', dedupKey: 'k' },
    ],
    [
      'an alert on the bus',
      raised({ title: 'Disk' }),
      { title: 'Disk', source: 'belltower', service: '222222222222', at: T0 },
    ],
    [
      'one of an account that has a name',
      raised({ title: 'Disk', account: '111111111111' }),
      { service: 'payments-prod' },
    ],
    ['one that has cleared', raised({ title: 'Disk', state: 'resolved' }), { state: 'resolved' }],
    ['one with a time nobody can read', raised({ title: 'Disk' }, { time: 'soon' }), { at: SENT }],
    [
      'the webhook',
      JSON.stringify({
        belltower: 'webhook',
        integration: 'grafana',
        receivedAt: T0,
        alert: { title: 'Disk', labels: { a: 'b' } },
      }),
      { title: 'Disk', source: 'grafana', service: 'grafana', at: T0, labels: { a: 'b' } },
    ],
  ])('%s', (_, body, expected) => expect(signal(body)).toMatchObject(expected));

  it.each<[what: string, body: string, source: string]>([
    ['nothing', '', 'unknown'],
    ['text', 'hello', 'unknown'],
    ['JSON of no known form', '{"a":1}', 'unknown'],
    ['null', 'null', 'unknown'],
    ['an empty message on a topic', onSns('', { Subject: '' }), 'sns:alarms'],
    ['an alert without a title', raised({ severity: 'SEV1' }), 'belltower'],
    ['an event we did not ask for', raised({}, { 'detail-type': 'EC2 Instance State-change' }), 'belltower'],
  ])('sets %s aside with its reason', (_, body, source) => {
    expect(normalise(body)).toMatchObject({ kind: 'malformed', source, reason: expect.stringMatching(/.+/) });
  });
});

describe('whatever is sent', () => {
  const isSound = (body: string) => {
    const it = normalise(body);
    if (it.kind !== 'signals') return it.reason.length > 0;
    return it.signals.every(
      (one) =>
        AlertRaised.safeParse(one).success &&
        one.service !== '' &&
        one.dedupKey !== '' &&
        !Number.isNaN(Date.parse(one.at)),
    );
  };
  const mutated = fc.tuple(
    fc.constantFrom(snsAlarm(), COMPOSITE, METRIC_MATH, ANOMALY),
    fc.dictionary(fc.constantFrom(...Object.keys(snsAlarm())), fc.jsonValue()),
  );

  it('any text or JSON never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((text) => onSns(text)),
          fc.jsonValue().map((detail) => raised(detail)),
        ),
        isSound,
      ),
    );
  });

  it('a notification of Alertmanager with any field turned into anything never throws', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('__proto__', 'constructor', '\ud800', '9999-12-31T23:59:59-01:00'),
    );
    const field = fc.oneof(fc.jsonValue(), text, fc.dictionary(text, text));
    const alerts = fc.array(
      fc
        .dictionary(fc.constantFrom(...Object.keys(amAlert('a'))), field)
        .map((changes) => ({ ...amAlert('a'), ...changes })),
    );
    const changed = fc.dictionary(fc.constantFrom(...Object.keys(amNotification([]))), fc.jsonValue());
    fc.assert(
      fc.property(alerts, (list) => isSound(amMessage(amNotification(list)))),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(alerts, changed, (list, changes) => isSound(amMessage(amNotification(list, changes)))),
    );
  });

  it('what AWS Health and AWS Budgets say with any field turned into anything never throws', () => {
    const field = fc.oneof(fc.jsonValue(), fc.string());
    const details = fc.dictionary(fc.constantFrom(...Object.keys(RETIREMENT.detail)), field);
    const outside = fc.dictionary(fc.constantFrom('account', 'time', 'detail-type'), field);
    fc.assert(
      fc.property(details, outside, (detail, changes) =>
        isSound(JSON.stringify(healthEvent(detail, changes))),
      ),
      { numRuns: 300 },
    );
    fc.assert(fc.property(field, (detail) => isSound(JSON.stringify({ ...ABUSE, detail }))));
    const facts = fc.dictionary(
      fc.constantFrom('Budget Name', 'Alert Threshold', 'ACTUAL Amount', 'Alert Type', 'Budget Type'),
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('FORECASTED', '> ', '<', '\n')),
    );
    fc.assert(fc.property(facts, (changes) => isSound(onSns(budgetText(changes)))));
    fc.assert(fc.property(fc.string(), (text) => isSound(onSns(`AWS Budget Notification ${text}`))));
  });

  it('an alarm with any field turned into anything never throws', () => {
    fc.assert(fc.property(mutated, ([alarm, changes]) => isSound(onSns({ ...alarm, ...changes }))));
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('alarmName', 'configuration', 'state'), fc.jsonValue()),
        (detail) => isSound(JSON.stringify(busAlarm(detail))),
      ),
    );
  });
});
