import { describe, expect, it } from 'vitest';
import { normaliseAlert } from '../../../shared/paging/normalise-alert.ts';
import { onSns } from '../../support/alarms.ts';
import { ABUSE, budgetText, healthEvent, RETIREMENT } from '../../support/aws-notices.ts';
import { at } from '../../support/paging.ts';
import { PLAYED_CONFIG } from '../../support/played-config.ts';

const ORGANIZATION = {
  ...PLAYED_CONFIG.organization,
  accounts: [{ id: '111111111111', name: 'payments-prod' }],
};
const SENT = at(5);
const normalise = (body: string) =>
  normaliseAlert(body, SENT, ORGANIZATION, (text) => `hash(${text.length})`);

function signal(body: string) {
  const it = normalise(body);
  if (it.kind !== 'signals' || it.signals.length !== 1) throw new Error(JSON.stringify(it));
  return { startsAt: undefined, ...it.signals[0] };
}
const health = (detail: Record<string, unknown> = {}, changes: Record<string, unknown> = {}) =>
  signal(JSON.stringify(healthEvent(detail, changes)));

describe('AWS Health', () => {
  it('tells of an issue of a service', () => {
    expect(health()).toMatchObject({
      title: 'AWS_EC2_OPERATIONAL_ISSUE in eu-west-1: Current severity level: Degraded',
      source: 'aws-health',
      service: 'EC2',
      account: '111111111111',
      severity: 'SEV3',
      state: 'firing',
      startsAt: '2026-11-21T02:31:07.000Z',
      at: '2026-11-21T02:49:30.000Z',
      fingerprint: '-',
      labels: {
        awsService: 'EC2',
        eventTypeCode: 'AWS_EC2_OPERATIONAL_ISSUE',
        eventTypeCategory: 'issue',
        eventScopeCode: 'PUBLIC',
        statusCode: 'open',
        eventRegion: 'eu-west-1',
      },
    });
  });

  it.each<[what: string, event: object, expected: object]>([
    [
      'of a retirement to come',
      RETIREMENT,
      {
        title: 'AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED in eu-west-1: The instance will be retired.',
        severity: 'SEV4',
        state: 'firing',
        startsAt: '2026-12-10T13:19:03.000Z',
        labels: {
          affectedEntities: 'arn:aws:ec2:eu-west-1:111111111111:instance/i-1234567890abcdef0',
          actionability: 'ACTION_REQUIRED',
        },
      },
    ],
    [
      'of abuse, which has fewer fields',
      ABUSE,
      {
        title: 'AWS_ABUSE_DOS_REPORT: An instance takes part in an attack.',
        service: 'ABUSE',
        severity: 'SEV2',
        account: '111111111111',
        at: '2026-11-21T02:50:00.000Z',
      },
    ],
    ['of a notice', healthEvent({ eventTypeCategory: 'accountNotification' }), { severity: 'SEV4' }],
    ['of an investigation', healthEvent({ eventTypeCategory: 'investigation' }), { severity: 'SEV3' }],
    ['of a category to come', healthEvent({ eventTypeCategory: 'rumour' }), { severity: 'SEV3' }],
    ['of an end', healthEvent({ statusCode: 'closed' }), { state: 'resolved' }],
    ['of something upcoming', healthEvent({ statusCode: 'upcoming' }), { state: 'firing' }],
    [
      'of nothing but its name',
      healthEvent(),
      { links: [{ url: 'https://health.aws.amazon.com/health/home' }] },
    ],
    ['without a service: of the account', healthEvent({ service: undefined }), { service: 'payments-prod' }],
    [
      'without a description',
      healthEvent({ eventDescription: undefined }),
      { title: 'AWS_EC2_OPERATIONAL_ISSUE in eu-west-1' },
    ],
    [
      'in English where there is a choice',
      healthEvent({
        eventDescription: [
          { language: 'ja_JP', latestDescription: 'x' },
          { language: 'en_US', latestDescription: 'Slow' },
        ],
      }),
      { title: expect.stringMatching(/: Slow$/) },
    ],
    [
      'with fields of another type',
      healthEvent({ startTime: 7, affectedEntities: 'x', page: {} }),
      { startsAt: undefined },
    ],
    [
      'with a one-digit day',
      healthEvent({ startTime: 'Fri, 3 Jun 2022 05:01:10 GMT' }),
      { startsAt: '2022-06-03T05:01:10.000Z' },
    ],
    ['with a start nobody can read', healthEvent({ startTime: 'soon' }), { startsAt: undefined }],
    ['never updated', healthEvent({ lastUpdatedTime: undefined }), { at: '2026-11-21T02:50:00.000Z' }],
    ['with no time to read at all', healthEvent({ lastUpdatedTime: 'now' }, { time: 'now' }), { at: SENT }],
  ])('%s', (_, event, expected) => expect(signal(JSON.stringify(event))).toMatchObject(expected));

  it('its updates, pages and copies in the backup region share a key; another account has its own', () => {
    const key = (detail: Record<string, unknown>, changes = {}) => health(detail, changes)?.dedupKey;
    const first = key({});
    expect(first).toContain('AWS_EC2_OPERATIONAL_ISSUE_7f35c8ae');
    expect(key({ statusCode: 'closed', lastUpdatedTime: 'Sat, 21 Nov 2026 04:00:00 GMT' })).toBe(first);
    expect(key({ page: '2', totalPages: '3' })).toBe(first);
    expect(key({ backupEvent: 'true' }, { region: 'us-west-2' })).toBe(first);
    expect(key({ affectedAccount: '222222222222' })).not.toBe(first);
    expect(key({ eventArn: `arn:${'x'.repeat(2000)}` })?.length).toBeLessThan(64);
  });

  it('names some of many entities and counts the others', () => {
    const affectedEntities = Array.from({ length: 300 }, (_, i) => ({
      entityValue: `i-${i}`.padEnd(19, '0'),
    }));
    const labels = health({ affectedEntities, page: '2', totalPages: '3' })?.labels;
    expect(labels?.['affectedEntities']).toMatch(/^i-0{17}, .* and 278 more$/);
    expect(labels?.['affectedEntities']?.length).toBeLessThanOrEqual(512);
    expect(labels?.['page']).toBe('2 of 3');
    const long = health({
      affectedEntities: [{ entityValue: 'x'.repeat(3000) }, { entityValue: 'y' }],
    })?.labels;
    expect(long?.['affectedEntities']).toMatch(/^x+… and 1 more$|^x+…, y$/);
  });

  it.each<[what: string, event: object]>([
    ['no event', healthEvent({ eventArn: undefined })],
    ['an event without a name', healthEvent({ eventArn: '' })],
    ['no detail', healthEvent({}, { detail: null })],
  ])('%s is set aside with its reason', (_, event) =>
    expect(normalise(JSON.stringify(event))).toMatchObject({
      kind: 'malformed',
      source: 'aws-health',
      reason: expect.stringMatching(/^AWS Health event: detail/),
    }),
  );
});

describe('AWS Budgets', () => {
  const subject = { Subject: 'AWS Budgets: monthly-prod has exceeded your alert threshold' };
  const budget = (text: string) => signal(onSns(text, subject));

  it('tells of a budget, its amounts as they are written', () => {
    expect(budget(budgetText())).toMatchObject({
      title: 'Budget monthly-prod: ACTUAL $812.50 passed its $800.00 alert',
      source: 'budgets',
      service: 'payments-prod',
      account: '111111111111',
      severity: 'SEV3',
      state: 'firing',
      dedupKey: 'budgets:111111111111:monthly-prod:ACTUAL:> $800.00',
      at: SENT,
      labels: {
        budget: 'monthly-prod',
        budgetType: 'Cost',
        budgetedAmount: '$1,000.00',
        alertType: 'ACTUAL',
        threshold: '> $800.00',
        amount: '$812.50',
      },
    });
  });

  it.each<[what: string, text: string, expected: object]>([
    [
      'a forecast',
      budgetText({
        'Alert Type': 'FORECASTED',
        'ACTUAL Amount': undefined,
        'FORECASTED Amount': '$1,203.00',
        'Alert Threshold': '> $1,000.00',
      }),
      { title: 'Budget monthly-prod: FORECASTED $1,203.00 passed its $1,000.00 alert' },
    ],
    [
      'a share of reservations in use',
      budgetText({ 'Alert Threshold': '< 80.0%', 'ACTUAL Amount': '61.2%' }),
      { title: 'Budget monthly-prod: ACTUAL 61.2% fell below its 80.0% alert' },
    ],
    [
      'an exact amount',
      budgetText({ 'Alert Threshold': '= 5 GB', 'ACTUAL Amount': '5 GB' }),
      { title: 'Budget monthly-prod: ACTUAL 5 GB met its 5 GB alert' },
    ],
    [
      'no sign',
      budgetText({ 'Alert Threshold': '80%' }),
      { title: expect.stringContaining('passed its 80% alert') },
    ],
    [
      'lines as Windows ends them',
      budgetText().replaceAll('\n', '\r\n'),
      { labels: { budget: 'monthly-prod' } },
    ],
    [
      'another account than the topic’s',
      budgetText().replace('111111111111', '222222222222'),
      { account: '222222222222', service: '222222222222' },
    ],
    ['no account', budgetText().replace('AWS Account 111111111111', ''), { account: '111111111111' }],
    [
      'a name with marks in it',
      budgetText({ 'Budget Name': 'a: b > $c #d' }),
      { labels: { budget: 'a: b > $c #d' } },
    ],
    [
      'a name without end',
      budgetText({ 'Budget Name': 'x'.repeat(5000) }),
      { dedupKey: expect.stringMatching(/^budgets:hash/) },
    ],
  ])('%s', (_, text, expected) => expect(budget(text)).toMatchObject(expected));

  it.each<[what: string, text: string]>([
    ['another letter', budgetText().replace('AWS Budget Notification', 'AWS Budget Report')],
    ['no name', budgetText({ 'Budget Name': undefined })],
    ['an empty name', budgetText({ 'Budget Name': ' ' })],
    ['no threshold', budgetText({ 'Alert Threshold': undefined })],
    ['another type of alert', budgetText({ 'Alert Type': 'GUESSED' })],
    ['no amount', budgetText({ 'ACTUAL Amount': undefined })],
  ])('with %s is a text like any other', (_, text) =>
    expect(budget(text)).toMatchObject({ source: 'sns:alarms', title: subject.Subject }),
  );
});
