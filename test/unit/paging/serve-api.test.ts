import '../../support/quiet.ts';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/kernel/errors.ts';
import { PAGING_API } from '../../../shared/paging/api.ts';
import { PagingConfig } from '../../../shared/paging/config.ts';
import { normaliseAlert } from '../../../shared/paging/normalise-alert.ts';
import { receivingOperations } from '../../../shared/paging/receive-webhook.ts';
import { changingOperations, readingOperations } from '../../../shared/paging/serve-incidents.ts';
import { oncallOperations } from '../../../shared/paging/serve-oncall.ts';
import { openApiDocument } from '../../../shared/platform/openapi.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { amAlert, amNotification } from '../../support/alertmanager.ts';
import { CONTEXT, type HttpRequest, httpEvent } from '../../support/lambda.ts';
import { OpenApiDocument, operationsOf } from '../../support/openapi-document.ts';
import { anIncident, at, T0 } from '../../support/paging.ts';
import { PLAYED_CONFIG } from '../../support/played-config.ts';
import { stored } from '../../support/stored-incidents.ts';

const ID = anIncident().id;
const OPEN = anIncident({ wakeAt: at(900), climb: { ...anIncident().climb, begun: 1 } });

const CONFIG = PagingConfig.parse({
  ...PLAYED_CONFIG,
  paging: {
    ...PLAYED_CONFIG.paging,
    integrations: [{ id: 'grafana', labels: { env: 'prod' } }],
    schedules: [
      {
        id: 'primary',
        timeZone: 'UTC',
        layers: [
          {
            id: 'daily',
            start: '2026-11-20T09:00',
            rotation: { every: 1, unit: 'day' },
            participants: ['alice', 'bob'],
          },
        ],
      },
    ],
  },
});

function api() {
  const world = stored(OPEN);
  const queued: unknown[] = [];
  const keys = {
    identify: async (key: string) => {
      const found = CONFIG.paging.integrations.find(({ id }) => key === `${id}.key`);
      if (found === undefined)
        throw new AppError('this integration key is not valid', {
          code: 'integration-key-unknown',
          kind: 'not-found',
        });
      return found;
    },
  };
  const enqueue = async (alert: unknown) => `message-${queued.push(alert)}`;
  const run = apiHandler([
    ...readingOperations(world.list),
    ...changingOperations(world.change),
    ...oncallOperations(CONFIG, world.overrides, world.now),
    ...receivingOperations({ keys, enqueue, config: CONFIG, now: world.now }),
  ]);
  const ask = async (request: HttpRequest) => {
    const { statusCode, body = '' } = await run(httpEvent({ userId: 'AIDAEXAMPLE', ...request }), CONTEXT);
    return { status: statusCode, body: JSON.parse(body) };
  };
  return {
    ...world,
    queued,
    ask,
    change: (what: string, body?: object) =>
      ask({
        route: `POST /v1/incidents/{id}/${what}`,
        params: { id: ID },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}

describe('changing incidents over the API', () => {
  it.each<[what: string, body: object | undefined, status: number, expected: object]>([
    ['ack', undefined, 200, { incident: { state: 'acknowledged', ack: { by: 'iam:AIDAEXAMPLE' } } }],
    ['resolve', {}, 200, { incident: { state: 'resolved' } }],
    ['escalate', { rung: 1 }, 200, { incident: { state: 'triggered', wakeAt: at(600) } }],
    ['escalate', { rung: 0 }, 409, { code: 'already-escalated' }],
    ['escalate', { rung: '1' }, 400, { code: 'invalid-input', errors: [{ path: 'rung' }] }],
    ['note', { text: 'checking' }, 200, { incident: { state: 'triggered' } }],
    ['note', { text: '  ' }, 400, { code: 'invalid-input', errors: [{ path: 'text' }] }],
    ['ack', { by: 'someone else' }, 400, { code: 'invalid-input' }],
  ])('%s %j: %d', async (what, body, status, expected) => {
    const { change } = api();
    expect(await change(what, body)).toMatchObject({ status, body: expected });
  });

  it('a second ack is refused and says when', async () => {
    const { change } = api();
    await change('ack');
    expect(await change('ack')).toMatchObject({
      status: 409,
      body: { code: 'already-acknowledged', title: expect.stringContaining(at(600)) },
    });
  });

  it('every change is audited once, by its signer, with what was before and after', async () => {
    const it = api();
    await it.change('ack');
    await it.change('ack');
    await it.change('note', { text: 'a secret about alice' });
    expect(it.audited().sort()).toEqual([
      'iam:AIDAEXAMPLE incident.ack by-hand',
      'iam:AIDAEXAMPLE incident.note by-hand',
    ]);
    const entries = it.dynamo.items('audit');
    for (const entry of entries)
      expect(entry).toMatchObject({
        target: `incident:${ID}`,
        correlationId: 'request-1',
        before: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
    expect(JSON.stringify(entries)).not.toContain('secret');
  });

  it('a note is read back with its incident', async () => {
    const it = api();
    await it.change('note', { text: 'checking' });
    const { body } = await it.ask({ route: 'GET /v1/incidents/{id}', params: { id: ID } });
    expect(body).toMatchObject({
      incident: { id: ID },
      timeline: [{ kind: 'note', text: 'checking', actor: 'iam:AIDAEXAMPLE' }],
      deliveries: [],
    });
  });

  it('an unknown incident is 404 for reading and for changing', async () => {
    const { ask } = api();
    const params = { id: '06ANB4YQ000000ZZ' };
    for (const route of [
      'GET /v1/incidents/{id}',
      'POST /v1/incidents/{id}/ack',
      'POST /v1/incidents/{id}/resolve',
    ]) {
      expect(await ask({ route, params })).toMatchObject({
        status: 404,
        body: { code: 'incident-not-found' },
      });
    }
  });
});

describe('reading over the API', () => {
  it.each<[query: Record<string, string>, status: number]>([
    [{}, 200],
    [{ state: 'triggered', limit: '1' }, 200],
    [{ state: 'open' }, 400],
    [{ limit: '0' }, 400],
    [{ limit: '101' }, 400],
    [{ limit: 'x' }, 400],
    [{ cursor: 'x' }, 400],
    [{ colour: 'red' }, 400],
  ])('incidents with %j: %d', async (query, status) => {
    expect((await api().ask({ route: 'GET /v1/incidents', query })).status).toBe(status);
  });

  it.each<[at: string | undefined, status: number, person: string]>([
    [undefined, 200, 'alice'],
    ['2026-11-21T10:00:00Z', 200, 'bob'],
    ['2026-11-21T10:00:00+02:00', 200, 'alice'],
    ['2026-13-40', 400, ''],
    ['noon', 400, ''],
  ])('who is on call at %s', async (when, status, person) => {
    const answer = await api().ask({
      route: 'GET /v1/oncall',
      ...(when === undefined ? {} : { query: { at: when } }),
    });
    expect(answer.status).toBe(status);
    if (status === 200)
      expect(answer.body.schedules).toMatchObject([
        { schedule: 'primary', people: [{ person, source: 'daily' }] },
      ]);
  });
});

describe('the generic webhook', () => {
  const send = (body: object, integrationKey = 'grafana.key') => {
    const it = api();
    return it
      .ask({
        route: 'POST /v1/alerts/{integrationKey}',
        params: { integrationKey },
        body: JSON.stringify(body),
      })
      .then((answer) => ({ ...answer, queued: it.queued }));
  };

  it('queues the alert with the labels of its sender, which it cannot pretend to be without', async () => {
    const { status, body, queued } = await send({
      title: 'Disk',
      labels: { env: 'dev', disk: 'a', integration: 'other' },
      surprise: 1,
    });
    expect({ status, body }).toEqual({ status: 202, body: { id: 'message-1' } });
    expect(queued).toMatchObject([
      {
        belltower: 'webhook',
        integration: 'grafana',
        receivedAt: at(600),
        alert: { title: 'Disk', labels: { env: 'prod', disk: 'a', integration: 'grafana' } },
      },
    ]);
  });

  it('keeps the labels of its sender however many the alert has', async () => {
    const labels = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`l${i}`, 'v']));
    const { queued } = await send({ title: 'Disk', labels });
    expect(normaliseAlert(JSON.stringify(queued[0]), T0, CONFIG.organization, (text) => text)).toMatchObject({
      signals: [{ labels: { env: 'prod', integration: 'grafana', labelsLeftOut: '38' } }],
    });
  });

  it('what it queues is understood at the other end of the queue', async () => {
    const { queued } = await send({ title: 'Disk', service: 'payments' });
    expect(normaliseAlert(JSON.stringify(queued[0]), T0, CONFIG.organization, (text) => text)).toMatchObject({
      kind: 'signals',
      signals: [{ title: 'Disk', service: 'payments', source: 'grafana', at: at(600) }],
    });
  });

  it.each<[body: object, key: string, status: number]>([
    [{ title: 'Disk' }, 'grafana.wrong', 404],
    [{}, 'grafana.key', 400],
    [{ title: '' }, 'grafana.key', 400],
    [{ title: 'x', runbookUrl: 'javascript:alert(1)' }, 'grafana.key', 400],
  ])('%j with key %s: %d, and nothing is queued', async (body, key, status) => {
    const answer = await send(body, key);
    expect(answer.status).toBe(status);
    expect(answer.queued).toEqual([]);
  });
});

describe('the webhook of Alertmanager', () => {
  const send = async (body: unknown, integrationKey = 'grafana.key') => {
    const it = api();
    const answer = await it.ask({
      route: 'POST /v1/integrations/alertmanager/{integrationKey}',
      params: { integrationKey },
      body: JSON.stringify(body),
    });
    return { ...answer, queued: it.queued };
  };
  const many = (count: number) => Array.from({ length: count }, (_, i) => amAlert(`f${i}`));

  it('queues the notification as one message, which is understood at the other end', async () => {
    const { status, body, queued } = await send(amNotification(many(3), { surprise: 1 }));
    expect({ status, body }).toEqual({ status: 202, body: { ids: ['message-1'] } });
    expect(queued).toHaveLength(1);
    expect(normaliseAlert(JSON.stringify(queued[0]), T0, CONFIG.organization, (text) => text)).toMatchObject({
      kind: 'signals',
      signals: ['f0', 'f1', 'f2'].map((fingerprint) => ({
        fingerprint,
        service: 'payments',
        source: 'grafana',
        labels: { env: 'prod', integration: 'grafana' },
      })),
    });
  });

  it('queues a large one as several', async () => {
    const { body, queued } = await send(amNotification(many(250)));
    expect(body).toEqual({ ids: ['message-1', 'message-2', 'message-3'] });
    expect(queued).toHaveLength(3);
  });

  it.each<[what: string, body: unknown, key: string, status: number, path: string | undefined]>([
    ['a wrong key', amNotification(many(1)), 'grafana.wrong', 404, undefined],
    ['another version', amNotification(many(1), { version: '5' }), 'grafana.key', 400, 'version'],
    ['no group', amNotification(many(1), { groupKey: '' }), 'grafana.key', 400, 'groupKey'],
    ['no list', amNotification(many(1), { alerts: {} }), 'grafana.key', 400, 'alerts'],
    [
      'a state nobody knows',
      amNotification([{ ...amAlert('a'), status: 'odd' }]),
      'grafana.key',
      400,
      'alerts.0.status',
    ],
    [
      'a label that is no text',
      amNotification([amAlert('a', { labels: { x: 1 } })]),
      'grafana.key',
      400,
      'alerts.0.labels.x',
    ],
    ['nothing', {}, 'grafana.key', 400, 'version'],
  ])('refuses %s, and queues nothing', async (_, body, key, status, path) => {
    const answer = await send(body, key);
    expect(answer).toMatchObject({
      status,
      queued: [],
      ...(path === undefined
        ? {}
        : {
            body: {
              code: 'invalid-input',
              errors: expect.arrayContaining([{ path, message: expect.any(String) }]),
            },
          }),
    });
  });
});

describe('the OpenAPI document', () => {
  it('describes the webhooks by the schemas they parse by', () => {
    const document = OpenApiDocument.parse(openApiDocument(PAGING_API));
    const schema =
      document.paths['/v1/integrations/alertmanager/{integrationKey}']?.post?.requestBody?.content[
        'application/json'
      ]?.schema;
    expect(schema).toMatchObject({
      required: ['version', 'groupKey', 'alerts'],
      properties: { version: { const: '4' }, alerts: { items: { required: ['status'] } } },
    });
    expect(operationsOf(document).sort()).toEqual(PAGING_API.map(({ route }) => route).sort());
  });
});
