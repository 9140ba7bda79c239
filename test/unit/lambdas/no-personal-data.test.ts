import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type * as z from 'zod';
import { CostSection } from '../../../shared/cost/config.ts';
import { dayItem, monthItem } from '../../../shared/cost/cost-items.ts';
import { LogsSection } from '../../../shared/logs/config.ts';
import { PagingConfig } from '../../../shared/paging/config.ts';
import type { Delivery } from '../../../shared/paging/incident.ts';
import {
  deliveryWrite,
  incidentItem,
  receiptItem,
  timelineItem,
  wakeWrite,
} from '../../../shared/paging/incident-items.ts';
import { encodeClaim, joinToken } from '../../../shared/platform/link-token.ts';
import { TagsSection } from '../../../shared/tags/config.ts';
import { onSns, snsAlarm } from '../../support/alarms.ts';
import { amAlert, amMessage, amNotification } from '../../support/alertmanager.ts';
import { budgetText, healthEvent } from '../../support/aws-notices.ts';
import { aRecord } from '../../support/findings.ts';
import { CONTEXT, httpEvent, logEvent, sqsEvent } from '../../support/lambda.ts';
import { logEvent as cloudTrailOfLogs } from '../../support/log-events.ts';
import { LoopbackAws } from '../../support/loopback-aws.ts';
import { anIncident, at, T0 } from '../../support/paging.ts';
import { PLAYED_CONFIG } from '../../support/played-config.ts';
import { PLAYED_MAP, privacyEvents, privacyItems } from '../../support/privacy-events.ts';
import { runInstances, trailEvent } from '../../support/trail-events.ts';

const LAMBDAS = join(import.meta.dirname, '../../../lambdas');

const PHONE = '+4915198765432';
const EMAIL = 'vera.example.person@private.example';
const NAME = 'Veronika Beispielhaus';
const NOTE = 'she is at the hospital until noon';
const PERSONAL = [PHONE, PHONE.slice(1), EMAIL, EMAIL.split('@')[0] ?? '', NAME, 'Beispielhaus', NOTE];
const QUOTING = `cannot use ${PHONE} or ${EMAIL} of ${NAME}: ${NOTE}`;

const CONFIG = PagingConfig.parse({
  organization: {
    ...PLAYED_CONFIG.organization,
    people: PLAYED_CONFIG.organization.people.map((person) => ({ ...person, name: NAME })),
  },
  paging: {
    ...PLAYED_CONFIG.paging,
    integrations: [{ id: 'grafana' }],
    schedules: [
      {
        id: 'primary',
        timeZone: 'UTC',
        layers: [
          {
            id: 'daily',
            start: '2026-11-20T09:00',
            rotation: { every: 1, unit: 'day' },
            participants: ['alice'],
          },
        ],
      },
    ],
  },
});
const COST = {
  defaultOwner: 'cost-owners',
  budgets: [{ id: 'everything', scope: 'all', amountUsd: 0 }],
  units: [{ id: 'per-request', scope: 'all', metric: { namespace: 'App', name: 'Requests' } }],
  finance: EMAIL,
};
const SECTIONS: Readonly<Record<string, unknown>> = {
  ...CONFIG,
  organization: {
    ...CONFIG.organization,
    teams: [...CONFIG.organization.teams, { id: 'cost-owners', name: NAME, email: EMAIL }],
  },
  cost: CostSection.parse(COST),
  tags: TagsSection.parse({
    required: [
      { key: 'team' },
      { key: 'env', values: ['prod'], aliases: { prod: [EMAIL] } },
      { key: 'owner', fromCreator: true },
    ],
    enforce: { mode: 'tag' },
    apply: true,
  }),
  logs: LogsSection.parse({ defaultOwner: 'cost-owners', apply: true }),
  privacy: PLAYED_MAP,
};
vi.mock('../../../shared/runtime/function-config.ts', () => ({
  functionConfig: (schema: z.ZodObject) =>
    schema.parse(Object.fromEntries(Object.keys(schema.shape).map((name) => [name, SECTIONS[name]]))),
}));

vi.mock('../../../shared/runtime/bundled-file.ts', async () => ({
  bundledFile: (await import('../../support/pictures.ts')).shippedFile,
}));

/** Two months in which there was one service, of which the team tag says a name. */
const BILL = (['2026-10', '2026-11'] as const).flatMap((month) => {
  const day = `${month}-01`;
  const stored = { charge: 'usage', currency: 'USD', version: 1, asOf: T0 } as const;
  const days = [{ day, amount: '12.34', estimated: false }];
  const sums = { day, currency: 'USD', total: 12_340_000, grouped: 12_340_000, asOf: T0, version: 1 };
  return [
    dayItem({ ...sums, unreconciled: false, estimated: false }),
    monthItem('account', month, { ...stored, key: { service: QUOTING.slice(0, 60), account: '1' }, days }),
    monthItem('team', month, { ...stored, key: { service: 'EC2', team: NAME }, days }),
  ];
});
const MONDAY = '2026-11-23T02:00:00.000Z';
/** A violation whose reason quotes its tags. */
const TAGGED = {
  v: 1,
  version: 1,
  arn: 'arn:aws:sqs:eu-west-1:111111111111:q',
  type: 'sqs:queue',
  account: '111111111111',
  region: 'eu-west-1',
  team: 'cost-owners',
  creator: EMAIL,
  verdict: 'violation',
  reason: QUOTING,
  missing: ['owner'],
  invalid: [],
  seenAt: T0,
  judgedAt: T0,
  violatingSince: T0,
  state: 'present',
};
const REVIEW = `2026-10.all.99999.${'A'.repeat(43)}`;

const INCIDENT = anIncident({
  id: '06ANB4YQ00000001',
  title: QUOTING,
  paged: ['alice'],
  wakeAt: T0,
  dedupKey: QUOTING,
  climb: {
    ...anIncident().climb,
    begun: 1,
    next: { pass: 0, rung: 1 },
    active: [
      {
        pass: 0,
        rung: 0,
        ladder: 'payments',
        startedAt: T0,
        people: [
          {
            person: 'alice',
            steps: [
              { method: 'sms', after: '0m' },
              { method: 'email', after: '0m' },
            ],
          },
        ],
      },
    ],
  },
});
const pageOf = (step: number, method: Delivery['method']): Delivery => ({
  v: 1,
  incident: INCIDENT.id,
  run: 1,
  pass: 0,
  rung: 0,
  person: 'alice',
  step,
  method,
  state: 'planned',
  tries: 0,
  dispatchedAt: T0,
  reason: 'step-due',
});
const TOKEN = joinToken(
  encodeClaim({ of: INCIDENT.id, place: 0, expiresHour: 4_000_000_000 / 1000 }),
  Buffer.alloc(28, 7),
);
const FINDING = aRecord(
  {
    due: { what: 'opened', reason: 'new', since: T0, attempts: 0 },
    told: [{ at: T0, what: 'opened', via: 'page', to: 'service:cost' }],
  },
  { series: { service: QUOTING, team: NAME }, owner: EMAIL },
);
const FINDING_TOKEN = joinToken(
  encodeClaim({ of: FINDING.id, place: 0, expiresHour: 4_000_000_000 / 1000 }),
  Buffer.alloc(32, 7),
);
const KEY = `grafana.${Buffer.alloc(32, 7).toString('base64url')}`;
const ID = { id: INCIDENT.id };
const OVERRIDE = { id: 'primary', oid: 'swap' };
const swapOf = (body: object) =>
  JSON.stringify({ start: at(60), end: at(3600), add: ['bob'], remove: ['alice'], ...body });
const ORDER = JSON.stringify({
  incidentId: INCIDENT.id,
  service: 'payments',
  person: 'alice',
  pages: ['000001.000000.000000.alice.0', '000001.000000.000000.alice.1'],
});
const bad = (route: string, params: Record<string, string>, body: string) =>
  httpEvent({ route, params, body, userId: `AIDA:${EMAIL}` });

const smsReceipt = (messageId: string, status: string) =>
  JSON.stringify({
    notification: { messageId },
    delivery: { destination: PHONE, providerResponse: QUOTING },
    status,
  });
const PERSONAL_ALERT = {
  ...amAlert(PHONE, { labels: { alertname: NAME, owner: EMAIL, [NAME]: PHONE } }),
  annotations: { summary: QUOTING, description: NOTE },
};

const CALLER = { type: 'IAMUser', userName: EMAIL, arn: `arn:aws:iam::111111111111:user/${NAME}` };

/** What every function is asked on its way: events that go well, and events that are refused. */
const EVENTS: Record<string, readonly unknown[]> = {
  'paging/intake-alert': [
    sqsEvent([
      onSns(snsAlarm({ AlarmName: PHONE, AlarmDescription: QUOTING })),
      onSns(QUOTING, { Subject: QUOTING }),
      QUOTING,
      JSON.stringify({ to: EMAIL }),
    ]),
    sqsEvent([QUOTING, onSns(snsAlarm({ AlarmName: PHONE }))], 3),
    sqsEvent([
      amMessage(amNotification([PERSONAL_ALERT, amAlert(EMAIL, { ended: 1 })], { groupKey: QUOTING })),
      amMessage(amNotification([])),
      JSON.stringify(healthEvent({ eventTypeCode: QUOTING, affectedEntities: [{ entityValue: EMAIL }] })),
      JSON.stringify(healthEvent({ eventArn: 1, [EMAIL]: PHONE })),
      onSns(budgetText({ 'Budget Name': QUOTING })),
    ]),
  ],
  'paging/act-on-ladder': [
    { incidentId: INCIDENT.id, clock: 1, run: 1 },
    { incidentId: '06ANB4YQ000000ZZ', clock: 1, run: 1 },
    { incidentId: PHONE, note: NOTE },
  ],
  'paging/deliver-pages': [
    sqsEvent([JSON.stringify({ held: 'alice' })]),
    sqsEvent([ORDER, QUOTING, JSON.stringify({ person: EMAIL })]),
    sqsEvent([ORDER], 3),
  ],
  'paging/record-receipts': [
    logEvent(smsReceipt('ours', 'FAILURE')),
    logEvent(smsReceipt('ours', 'FAILURE').replace(QUOTING, `${PHONE} is opted out`)),
    logEvent(smsReceipt('theirs', 'SUCCESS'), QUOTING, JSON.stringify({ to: PHONE })),
    { awslogs: { data: QUOTING } },
  ],
  'paging/raise-heartbeat': [{}],
  'paging/sweep-ladders': [{}],
  'paging/check-reach': [{}, { note: NOTE }],
  'paging/show-page': [
    httpEvent({ route: 'GET /p/{token}', params: { token: TOKEN } }),
    httpEvent({ route: 'POST /p/{token}', params: { token: TOKEN }, body: 'action=ack&rung=1' }),
    bad('POST /p/{token}', { token: TOKEN }, `action=${EMAIL}`),
    bad('GET /p/{token}', { token: EMAIL }, ''),
  ],
  'paging/read-incidents': [
    httpEvent({ route: 'GET /v1/incidents' }),
    httpEvent({ route: 'GET /v1/incidents/{id}', params: ID }),
    httpEvent({ route: 'GET /v1/incidents', query: { team: EMAIL, state: PHONE } }),
  ],
  'paging/change-incident': [
    httpEvent({
      route: 'POST /v1/incidents/{id}/note',
      params: ID,
      body: JSON.stringify({ text: `${QUOTING}` }),
      userId: `AIDA:${EMAIL}`,
    }),
    httpEvent({ route: 'POST /v1/incidents/{id}/ack', params: ID, userId: `AIDA:${EMAIL}` }),
    bad('POST /v1/incidents/{id}/note', ID, JSON.stringify({ text: 1, [EMAIL]: PHONE })),
    bad('POST /v1/incidents/{id}/note', { id: PHONE }, `{"text":"${NOTE}`),
  ],
  'paging/change-silences': [
    httpEvent({ route: 'GET /v1/silences' }),
    httpEvent({
      route: 'PUT /v1/silences/{id}',
      params: { id: 'upgrade' },
      body: JSON.stringify({ match: [`title=~.*${NAME}.*`], end: at(7200), why: QUOTING }),
      userId: `AIDA:${EMAIL}`,
    }),
    httpEvent({ route: 'DELETE /v1/silences/{id}', params: { id: 'upgrade' }, userId: `AIDA:${EMAIL}` }),
    bad(
      'PUT /v1/silences/{id}',
      { id: 'upgrade' },
      JSON.stringify({ match: [EMAIL], end: PHONE, why: NAME }),
    ),
  ],
  'paging/read-oncall': [
    httpEvent({ route: 'GET /v1/oncall' }),
    httpEvent({ route: 'GET /v1/oncall', query: { at: PHONE } }),
    httpEvent({ route: 'GET /v1/schedules/{id}/shifts', params: { id: 'primary' }, query: {} }),
    httpEvent({ route: 'GET /v1/schedules/{id}/shifts', params: { id: 'primary' }, query: { to: EMAIL } }),
    httpEvent({ route: 'GET /v1/schedules/{id}/overrides', params: { id: 'primary' } }),
    httpEvent({ route: 'GET /v1/schedules/{id}/overrides', params: { id: PHONE } }),
  ],
  'paging/change-overrides': [
    bad('PUT /v1/schedules/{id}/overrides/{oid}', OVERRIDE, swapOf({})),
    bad('PUT /v1/schedules/{id}/overrides/{oid}', { ...OVERRIDE, oid: 'again' }, swapOf({})),
    bad('PUT /v1/schedules/{id}/overrides/{oid}', OVERRIDE, swapOf({ add: ['nobody'], [EMAIL]: PHONE })),
    bad('PUT /v1/schedules/{id}/overrides/{oid}', OVERRIDE, swapOf({ add: [EMAIL], start: PHONE })),
    bad('PUT /v1/schedules/{id}/overrides/{oid}', { id: 'primary', oid: EMAIL }, QUOTING),
    bad('DELETE /v1/schedules/{id}/overrides/{oid}', OVERRIDE, ''),
    bad('DELETE /v1/schedules/{id}/overrides/{oid}', { id: PHONE, oid: EMAIL }, ''),
  ],
  'paging/show-calendar': [
    httpEvent({ route: 'GET /c/{token}', params: { token: `person.alice.${'A'.repeat(43)}.ics` } }),
    httpEvent({ route: 'GET /c/{token}', params: { token: `person.${EMAIL}.${'A'.repeat(43)}.ics` } }),
    httpEvent({ route: 'GET /c/{token}', params: { token: PHONE } }),
  ],
  'paging/receive-webhook': [
    httpEvent({
      route: 'POST /v1/alerts/{integrationKey}',
      params: { integrationKey: KEY },
      body: JSON.stringify({ title: QUOTING, labels: { who: NAME } }),
    }),
    bad(
      'POST /v1/alerts/{integrationKey}',
      { integrationKey: KEY },
      JSON.stringify({ title: '', severity: PHONE, labels: { [EMAIL]: 1 } }),
    ),
    bad('POST /v1/alerts/{integrationKey}', { integrationKey: EMAIL }, QUOTING),
    httpEvent({
      route: 'POST /v1/integrations/alertmanager/{integrationKey}',
      params: { integrationKey: KEY },
      body: JSON.stringify(amNotification([PERSONAL_ALERT], { groupKey: QUOTING })),
    }),
    bad(
      'POST /v1/integrations/alertmanager/{integrationKey}',
      { integrationKey: KEY },
      JSON.stringify(amNotification([{ ...PERSONAL_ALERT, status: NAME }], { version: PHONE })),
    ),
  ],
  'cost/collect-costs': [{ at: '2026-11-21T06:00:00Z' }, { at: EMAIL }, { at: T0, [EMAIL]: NAME }],
  'cost/judge-costs': [{ at: '2026-11-21T18:00:00Z' }, { at: EMAIL }],
  'cost/tell-finding': [
    { findingId: FINDING.id, at: T0 },
    { findingId: '06ANB4YQ000000ZZ', at: T0 },
    { findingId: EMAIL, at: PHONE },
  ],
  'cost/show-finding': [
    httpEvent({ route: 'GET /f/{token}', params: { token: FINDING_TOKEN } }),
    httpEvent({ route: 'POST /f/{token}', params: { token: FINDING_TOKEN }, body: 'action=expected' }),
    bad('POST /f/{token}', { token: FINDING_TOKEN }, `action=${EMAIL}`),
    bad('GET /f/{token}', { token: EMAIL }, ''),
  ],
  'cost/check-channels': [{}, { note: NOTE }],
  'cost/watch-budgets': [{ at: '2026-11-21T06:00:00Z' }, { at: EMAIL }],
  'cost/review-costs': [{ at: '2026-11-10T07:00:00Z' }, { at: NOTE }],
  'cost/show-review': [
    httpEvent({ route: 'GET /r/{token}', params: { token: REVIEW } }),
    httpEvent({ route: 'GET /r/{token}', params: { token: EMAIL } }),
  ],
  'tags/judge-tag-event': [
    sqsEvent([
      JSON.stringify(runInstances(2, { Team: NAME, env: EMAIL }, { more: { userIdentity: CALLER } })),
      JSON.stringify(runInstances(1, {}, { name: `Create ${NAME}`, more: { userIdentity: CALLER } })),
      JSON.stringify(trailEvent({ source: EMAIL, name: PHONE, request: { [NAME]: NOTE } })),
      QUOTING,
      JSON.stringify({ detail: { eventName: QUOTING, eventSource: QUOTING, errorCode: NOTE } }),
    ]),
    sqsEvent([JSON.stringify(runInstances(2, { env: NAME }, { more: { userIdentity: CALLER } }))], 3),
  ],
  ...privacyEvents({ email: EMAIL, phone: PHONE, name: NAME, note: NOTE }),
  'tags/sweep-tag-cell': [
    { at: MONDAY, account: '111111111111', region: 'eu-central-1' },
    { at: NOTE, account: PHONE, region: EMAIL },
  ],
  'tags/conclude-tag-sweep': [
    { at: MONDAY },
    { at: EMAIL },
    { at: MONDAY, act: { kind: 'plan', digest: 'a'.repeat(64) } },
    { at: MONDAY, act: { kind: 'release', arn: NAME } },
    { at: MONDAY, act: { kind: PHONE, arn: EMAIL } },
  ],
  'tags/review-tag-plans': [
    httpEvent({ route: 'GET /v1/tags/scores' }),
    httpEvent({ route: 'GET /v1/tags/plans/{digest}', params: { digest: 'a'.repeat(64) } }),
    bad('POST /v1/tags/plans/{digest}/approve', { digest: EMAIL }, QUOTING),
    httpEvent({ route: 'GET /v1/tags/quarantine' }),
    bad('POST /v1/tags/quarantine/release', {}, JSON.stringify({ arn: NAME })),
    bad('POST /v1/tags/quarantine/release', {}, JSON.stringify({ [EMAIL]: PHONE })),
  ],
  'logs/judge-log-group': [
    sqsEvent([
      JSON.stringify(cloudTrailOfLogs('CreateLogGroup', `/app/${EMAIL}`)),
      JSON.stringify(cloudTrailOfLogs('PutRetentionPolicy', '/app/web', { detail: { errorCode: NOTE } })),
      JSON.stringify(cloudTrailOfLogs(QUOTING, NAME, { account: PHONE, region: EMAIL })),
      QUOTING,
    ]),
    sqsEvent([JSON.stringify(cloudTrailOfLogs('CreateLogGroup', '/app/web'))], 3),
  ],
  'logs/sweep-log-cell': [
    { at: MONDAY, account: '111111111111', region: 'eu-central-1' },
    { at: NOTE, account: PHONE, region: EMAIL },
  ],
  'logs/conclude-log-sweep': [{ at: MONDAY }, { at: EMAIL }],
  'logs/watch-log-volume': [{}, { at: EMAIL }],
  'logs/serve-log-groups': [
    httpEvent({ route: 'GET /v1/logs/groups', query: { state: EMAIL } }),
    bad('POST /v1/logs/groups/approve', {}, QUOTING),
    bad('POST /v1/logs/groups/veto', {}, JSON.stringify({ groups: [{ name: EMAIL, account: PHONE }] })),
  ],
  'platform/describe-api': [
    httpEvent({ route: 'GET /v1/health' }),
    httpEvent({ route: 'GET /openapi.json' }),
    bad('$default', { proxy: EMAIL }, QUOTING),
  ],
};

const aws = new LoopbackAws();
let written = '';
function write(text: string): true {
  written += text;
  return true;
}
const handlers: Record<string, (event: unknown, context: Context) => Promise<unknown>> = {};

beforeAll(async () => {
  const url = await aws.start();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(at(60)) });
  const env = {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'none',
    AWS_SECRET_ACCESS_KEY: 'none',
    POWERTOOLS_LOG_LEVEL: 'DEBUG',
    LOG_LEVEL: 'DEBUG',
    POWERTOOLS_SERVICE_NAME: 'paging',
    POWERTOOLS_METRICS_NAMESPACE: 'Belltower',
    AWS_LAMBDA_FUNCTION_NAME: 'f',
    INCIDENTS_TABLE: 'incidents',
    CONTACTS_TABLE: 'contacts',
    COSTS_TABLE: 'costs',
    AUDIT_TABLE: 'audit',
    BUS_NAME: 'bus',
    LADDER_ARN: 'arn:aws:states:eu-west-1:111111111111:stateMachine:l',
    LINK_KEY_ID: 'link',
    PAGES_BUCKET: 'pages',
    INTEGRATION_KEY_ID: 'integration',
    PAGE_URL: 'https://pages.example',
    PAGER: 'yes',
    DELIVERY_QUEUE_URL: `${url}/111111111111/delivery`,
    DLQ_URL: `${url}/111111111111/dlq`,
    CASES_TABLE: 'cases',
    TAG_KEY_ID: 'tags',
    CALLBACK_KEY_ID: 'callbacks',
    VAULT_KEY_ID: 'vault',
    SIGNING_KEY_ID: 'signing',
    COMMAND_KEY_ID: 'commands',
    ERASURE_ARN: 'arn:aws:states:eu-west-1:111111111111:stateMachine:e',
    API_URL: 'https://api.example',
    INTAKE_QUEUE_URL: `${url}/111111111111/intake`,
    GROUPS_TABLE: 'groups',
    RESOURCES_TABLE: 'resources',
    QUEUE_URL: `${url}/111111111111/tag-events`,
    MEMBER_ROLE: 'arn:aws:iam::111111111111:role/BelltowerMember',
    TAG_SWEEP_ARN: 'arn:aws:states:eu-west-1:111111111111:stateMachine:t',
  };
  Object.assign(process.env, env);
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((chunk) => write(String(chunk)));
  }
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    vi.spyOn(console, method).mockImplementation(
      (...parts) => void write(`${parts.map(String).join(' ')}\n`),
    );
  }
  for (const name of Object.keys(EVENTS))
    handlers[name] = (await import(/* @vite-ignore */ join(LAMBDAS, `${name}.ts`))).handler;
}, 60_000);

afterAll(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  aws.stop();
});

beforeEach(() => {
  written = '';
  aws.asked.length = 0;
  aws.failing = undefined;
  aws.optedOut = PHONE;
  aws.suppressed = EMAIL;
  aws.tagged = NAME;
  aws.dynamo.clear();
  const wake = wakeWrite('incidents', INCIDENT).Put?.Item ?? {};
  const note = timelineItem(INCIDENT.id, {
    v: 1,
    at: T0,
    key: 'note.1',
    kind: 'note',
    actor: 'person:alice',
    reason: 'by-hand',
    text: NOTE,
  });
  const pages = [pageOf(0, 'sms'), pageOf(1, 'email')].map(
    (page) => deliveryWrite('incidents', page, undefined).Put?.Item ?? {},
  );
  const receipt = receiptItem('ours', { ...pageOf(0, 'sms'), state: 'sent' }, T0);
  for (const item of privacyItems({ email: EMAIL, phone: PHONE, name: NAME, note: NOTE }, T0))
    aws.dynamo.seed('cases', item);
  for (const item of BILL) aws.dynamo.seed('costs', item);
  for (const item of [incidentItem(INCIDENT), wake, note, receipt, ...pages])
    aws.dynamo.seed('incidents', item);
  aws.dynamo.seed('costs', { pk: `FINDING#${FINDING.id}`, sk: 'RECORD', ...FINDING });
  const violations = { gsi1pk: 'RESOURCES#violation#cost-owners', gsi1sk: `${T0}#${TAGGED.arn}` };
  aws.dynamo.seed('resources', { pk: `RESOURCE#${TAGGED.arn}`, sk: 'RECORD', ...violations, ...TAGGED });
  aws.dynamo.seed('contacts', {
    pk: 'PERSON#alice',
    sk: 'CONTACT',
    v: 1,
    person: 'alice',
    updatedAt: T0,
    sms: { number: PHONE, verifiedAt: T0 },
    email: { address: EMAIL, verifiedAt: T0 },
  });
});

/** Runs a function over its events, and gives the whole of what it wrote. */
async function logOf(name: string, failing?: LoopbackAws['failing']): Promise<string> {
  aws.failing = failing;
  for (const event of EVENTS[name] ?? []) {
    const outcome = await handlers[name]?.(event, CONTEXT).catch((thrown: unknown) => thrown);
    // What a function throws, the runtime prints with its causes.
    if (outcome instanceof Error)
      written += `${outcome.stack} ${String(outcome.cause)} ${JSON.stringify(outcome)}\n`;
  }
  expect(aws.faults).toEqual([]);
  return written;
}

const NAMES = Object.keys(EVENTS);
const found = (log: string) => PERSONAL.filter((text) => log.includes(text));

describe('what functions write at DEBUG (P9)', () => {
  it('is tried for every function there is', () => {
    const files = readdirSync(LAMBDAS, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    );
    expect(files.map((file) => file.replace(/\.ts$/, '')).sort()).toEqual([...NAMES].sort());
  });

  it.each(NAMES)('%s: nothing personal when all goes well', async (name) => {
    const log = await logOf(name);
    expect(found(log)).toEqual([]);
    if (aws.asked.length > 0) expect(log).toContain('aws-call');
  });

  it.each(NAMES)('%s: nothing personal when the services around it refuse, quoting it', async (name) => {
    expect(
      found(
        await logOf(name, { which: /^(?!GetItem|Query|BatchGetItem|TransactWriteItems)/, message: QUOTING }),
      ),
    ).toEqual([]);
  });

  it.each(NAMES)('%s: nothing personal when its tables refuse, quoting it', async (name) => {
    expect(found(await logOf(name, { which: /Item|Query/, message: QUOTING }))).toEqual([]);
  });

  it('the events do go the way they should: pages are sent, incidents opened, buttons pressed', async () => {
    await logOf('paging/deliver-pages');
    expect(aws.asked).toEqual(
      expect.arrayContaining(['Publish', '/v2/email/outbound-emails', 'TransactWriteItems']),
    );
    await logOf('privacy/serve-cases');
    expect(aws.asked).toEqual(expect.arrayContaining(['GenerateMac', 'GenerateDataKey', 'StartExecution']));
    await logOf('privacy/run-command');
    expect(aws.asked).toContain('Decrypt');
    expect(await logOf('privacy/receive-answer')).toContain('answer-taken');
    expect(await logOf('privacy/watch-cases')).toContain('case-alert');
    await logOf('cost/collect-costs');
    expect(aws.asked).toContain('GetCostAndUsage');
    expect(JSON.stringify(aws.dynamo.items('costs'))).toContain(NAME);
    aws.asked.length = 0;
    await logOf('cost/tell-finding');
    expect(aws.asked).toEqual(expect.arrayContaining(['GetCostAndUsage', '/v2/email/outbound-emails']));
    await logOf('cost/check-channels');
    expect(aws.asked).toEqual(expect.arrayContaining(['/v2/email/account', 'PutEvents']));
    expect(await handlers['cost/show-finding']?.(EVENTS['cost/show-finding']?.[0], CONTEXT)).toMatchObject({
      statusCode: 200,
      body: expect.stringContaining('Where it comes from'),
    });
    aws.asked.length = 0;
    await logOf('cost/watch-budgets');
    expect(aws.asked).toContain('/v2/email/outbound-emails');
    aws.asked.length = 0;
    await logOf('cost/review-costs');
    expect(aws.asked).toEqual(
      expect.arrayContaining(['PUT page', 'GetMetricData', '/v2/email/outbound-emails']),
    );
    expect(await handlers['cost/show-review']?.(EVENTS['cost/show-review']?.[0], CONTEXT)).toMatchObject({
      statusCode: 200,
      body: 'a page',
    });
    aws.asked.length = 0;
    await logOf('tags/judge-tag-event');
    expect(aws.asked).toEqual(expect.arrayContaining(['GetResources', 'TagResources', 'UntagResources']));
    expect(JSON.stringify(aws.dynamo.items('resources'))).toContain(EMAIL);
    aws.asked.length = 0;
    await logOf('tags/sweep-tag-cell');
    expect(aws.asked).toEqual(expect.arrayContaining(['GetResources', '/Search', 'TransactWriteItems']));
    aws.asked.length = 0;
    await logOf('tags/conclude-tag-sweep');
    expect(aws.asked).toEqual(expect.arrayContaining(['Query', '/v2/email/outbound-emails']));
    await logOf('paging/check-reach');
    expect(aws.asked).toEqual(expect.arrayContaining(['ListPhoneNumbersOptedOut', 'PutEvents']));
    await logOf('paging/intake-alert');
    expect(aws.asked).toEqual(expect.arrayContaining(['StartExecution', 'SendMessage', 'PutEvents']));
    expect(
      await handlers['paging/read-incidents']?.(EVENTS['paging/read-incidents']?.[1], CONTEXT),
    ).toMatchObject({ statusCode: 200, body: expect.stringContaining(NOTE) });
    expect(await handlers['paging/show-page']?.(EVENTS['paging/show-page']?.[0], CONTEXT)).toMatchObject({
      statusCode: 200,
      body: expect.stringContaining(NAME),
    });
    expect(
      await handlers['paging/show-calendar']?.(EVENTS['paging/show-calendar']?.[0], CONTEXT),
    ).toMatchObject({ statusCode: 200, body: expect.stringContaining(NAME) });
    expect(
      await handlers['paging/change-overrides']?.(EVENTS['paging/change-overrides']?.[0], CONTEXT),
    ).toMatchObject({ statusCode: 200 });
  });

  it('the audit trail holds nothing personal either', async () => {
    for (const name of NAMES) await logOf(name);
    expect(aws.dynamo.items('audit').length).toBeGreaterThan(5);
    expect(found(JSON.stringify(aws.dynamo.items('audit')))).toEqual([]);
  });

  it('would be found if it were there', () => expect(found(`"phone":"${PHONE}"`)).not.toEqual([]));
});
