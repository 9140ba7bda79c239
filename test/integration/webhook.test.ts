import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PAGING_API } from '../../shared/paging/api.ts';
import type { Integration } from '../../shared/paging/config.ts';
import { IntegrationKeys } from '../../shared/paging/integration-key-client.ts';
import { amAlert, amNotification } from '../support/alertmanager.ts';
import { Deployed } from '../support/deployed.ts';
import type { HttpAnswer } from '../support/http-answer.ts';

describe('the generic webhook', () => {
  const stack = new Deployed();
  const { integrations } = stack.world.config.paging;
  const keys = new IntegrationKeys(stack.outputs.IntegrationKeyId, stack.kms);
  let key: string;
  beforeAll(async () => {
    key = await keys.issue(sender('grafana'));
  });
  afterAll(() => stack.resolveAll());

  function sender(id: string): Integration {
    const found = integrations.find((integration) => integration.id === id);
    if (found === undefined) throw new Error(`config/local has no integration ${id}`);
    return found;
  }
  const post = (body: string, with_ = key) => stack.call(`/v1/alerts/${with_}`, { method: 'POST', body });
  const alert = (more: object = {}) => JSON.stringify({ title: 'disk is full', severity: 'SEV4', ...more });

  test('takes an alert, which becomes an incident with the labels of its sender', async () => {
    const dedupKey = `webhook-${randomUUID()}`;
    const answer = await post(alert({ dedupKey, labels: { disk: 'sda' }, unheardOf: { of: ['course'] } }));
    expect(answer.status).toBe(202);
    expect(answer.json).toEqual({ id: expect.stringMatching(/.+/) });
    const incident = await stack.incident((one) => one.dedupKey === dedupKey);
    expect(incident).toMatchObject({
      state: 'triggered',
      tier: 'ticket',
      service: 'backlog',
      source: 'grafana',
      labels: { disk: 'sda', ...sender('grafana').labels, integration: 'grafana' },
    });
  });

  test('takes the same alert again into the incident that it opened', async () => {
    const dedupKey = `webhook-${randomUUID()}`;
    await post(alert({ dedupKey }));
    const { id } = await stack.incident((one) => one.dedupKey === dedupKey);
    await post(alert({ dedupKey }));
    await stack.whenSo(id, 'the second one is in', ({ timeline }) =>
      timeline.some(({ reason }) => reason === 'fired-again'),
    );
    expect((await stack.incidents()).filter((one) => one.dedupKey === dedupKey)).toHaveLength(1);
  });

  test.each([
    ['labels named like the insides of objects', { labels: { constructor: 'x', prototype: 'y' } }],
    ['a fingerprint no map can keep', { fingerprint: '__proto__' }],
    ['half a character, a null and text that runs backwards', { title: 'disk \ud800 \u0000 \u202e is full' }],
    [
      'thousands of labels',
      { labels: Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`l${i}`, 'v'])) },
    ],
    ['a title as long as a page', { title: 'disk is full '.repeat(900) }],
  ])('opens an incident for an alert with %s', async (_, oddity) => {
    const dedupKey = `webhook-${randomUUID()}`;
    expect((await post(alert({ dedupKey, ...oddity }))).status).toBe(202);
    const incident = await stack.incident((one) => one.dedupKey === dedupKey);
    expect(incident.title).toContain('disk');
    expect(incident.title.length).toBeLessThanOrEqual(1024);
    expect(Object.keys(incident.labels).length).toBeLessThanOrEqual(65);
  });

  test.each([
    ['of nobody', () => 'nobody.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
    ['that is none', () => 'hello'],
    ['with another MAC', () => key.replace(/.{4}$/, (end) => (end === 'AAAA' ? 'BBBB' : 'AAAA'))],
  ])('refuses a key %s', async (_, wrong) => {
    expect(problem(await post(alert(), wrong()), 404)).toMatchObject({ code: 'integration-key-unknown' });
  });

  test('refuses a key of a sender that is not in the configuration any more', async () => {
    const former = await keys.issue({ id: 'former', keyVersion: 1, labels: {} });
    expect(problem(await post(alert(), former), 404)).toMatchObject({ code: 'integration-key-unknown' });
  });

  test('refuses a key of another version', async () => {
    const old = await keys.issue({ ...sender('grafana'), keyVersion: 7 });
    expect(problem(await post(alert(), old), 404)).toMatchObject({ code: 'integration-key-unknown' });
  });

  describe('P5: refuses', () => {
    test('what is not JSON', async () => {
      expect(problem(await post('{"title": '), 400)).toMatchObject({ code: 'malformed-json' });
    });

    test('a wrong type, and names its path', async () => {
      const answer = problem(await post(alert({ title: 17, links: [{ text: 'x' }] })), 400);
      expect(answer).toMatchObject({
        code: 'invalid-input',
        errors: [
          { path: 'title', message: expect.any(String) },
          { path: 'links.0.url', message: expect.any(String) },
        ],
      });
    });

    test('300 KB', async () => {
      const body = alert({ labels: { much: 'x'.repeat(300 * 1024) } });
      expect(problem(await post(body), 413)).toMatchObject({ code: 'body-too-large' });
    });
  });
});

describe('the webhook of Alertmanager', () => {
  const stack = new Deployed();
  const keys = new IntegrationKeys(stack.outputs.IntegrationKeyId, stack.kms);
  let key: string;
  beforeAll(async () => {
    const [integration] = stack.world.config.paging.integrations;
    if (integration === undefined) throw new Error('config/local has no integration');
    key = await keys.issue(integration);
  });
  afterAll(() => stack.resolveAll());

  const post = (body: unknown, with_ = key) =>
    stack.call(`/v1/integrations/alertmanager/${with_}`, { method: 'POST', body: JSON.stringify(body) });

  test('81: 3 firing, then 2 resolved, then 1: one incident; open, open, resolved', async () => {
    const mark = randomUUID();
    const labels = { severity: 'info', mark };
    const notify = async (alerts: readonly unknown[]) => {
      const answer = await post(amNotification(alerts, { groupKey: `{}:{mark="${mark}"}` }));
      expect(answer.status).toBe(202);
      expect(answer.json).toEqual({ ids: [expect.stringMatching(/.+/)] });
    };
    const [startsAt, endsAt] = [600_000, 60_000].map((ago) => new Date(Date.now() - ago).toISOString());
    const firing = (name: string) => ({ ...amAlert(name, { labels }), startsAt });
    const over = (name: string) => ({ ...firing(name), status: 'resolved', endsAt });

    await notify([firing('a'), firing('b'), firing('c')]);
    const { id, ...incident } = await stack.incident((one) => one.labels['mark'] === mark);
    expect(incident).toMatchObject({
      state: 'triggered',
      service: 'backlog',
      severity: 'SEV4',
      source: 'grafana',
      title: 'API error rate > 5%',
      startedAt: startsAt,
    });
    expect(Object.values(incident.alerts).map(({ state }) => state)).toEqual(['firing', 'firing', 'firing']);

    await notify([firing('a'), over('b'), over('c')]);
    const two = await stack.whenSo(
      id,
      'two are over',
      ({ timeline }) => timeline.filter(({ reason }) => reason === 'alert-resolved').length === 2,
    );
    expect(two.incident.state).toBe('triggered');
    expect(two.timeline.map(({ reason }) => reason)).not.toContain('fired-again');

    await notify([over('a')]);
    await stack.whenSo(id, 'all are over', (one) => one.incident.state === 'resolved');
    expect((await stack.incidents()).filter((one) => one.labels['mark'] === mark)).toHaveLength(1);
  });

  test('takes more alerts than fit into one message', async () => {
    const mark = randomUUID();
    const alerts = Array.from({ length: 120 }, (_, i) =>
      amAlert(`f${i}`, { labels: { severity: 'info', mark } }),
    );
    const answer = await post(amNotification(alerts, { groupKey: mark }));
    expect(answer.json).toEqual({ ids: [expect.any(String), expect.any(String)] });
    const { id } = await stack.incident((one) => one.labels['mark'] === mark);
    await stack.whenSo(
      id,
      'all of them are in it',
      ({ incident }) => Object.keys(incident.alerts).length === 120,
    );
  });

  test('refuses another version of the format, and the key of nobody', async () => {
    expect(problem(await post(amNotification([], { version: '3' })), 400)).toMatchObject({
      errors: [{ path: 'version', message: expect.any(String) }],
    });
    expect(problem(await post(amNotification([]), 'nobody.AAAA'), 404)).toMatchObject({
      code: 'integration-key-unknown',
    });
  });
});

describe('the HTTP API', () => {
  const stack = new Deployed();

  test.for(PAGING_API.filter(({ access }) => access === 'iam'))(
    '$route is forbidden without a signature',
    async ({ route }) => {
      const [method = '', path = ''] = route.split(' ');
      const answer = await stack.call(path.replace('{id}', '06ANB4YQ00000001'), {
        method,
        ...(method === 'POST' ? { body: '{}' } : {}),
      });
      expect(answer.status).toBe(403);
    },
  );

  test.each(['GET /v1', 'POST /v1/incidents', 'POST /v1/incidents/06ANB4YQ00000001/forget', 'GET /p'])(
    'has nothing at %s',
    async (route) => {
      const [method = '', path = ''] = route.split(' ');
      const answer = await stack.call(path, { method, signed: true });
      expect(answer.status).toBe(404);
    },
  );

  test.each(['GET /v1/incidents/0000000000000000', 'POST /v1/incidents/0000000000000000/ack'])(
    'P5: knows no such incident: %s',
    async (route) => {
      const [method = '', path = ''] = route.split(' ');
      const answer = await stack.call(path, { method, signed: true });
      expect(problem(answer, 404)).toMatchObject({ code: 'incident-not-found' });
    },
  );

  test('refuses what cannot be an id', async () => {
    const answer = await stack.call('/v1/incidents/hello', { signed: true });
    expect(problem(answer, 400)).toMatchObject({ errors: [{ path: 'id', message: expect.any(String) }] });
  });
});

/** The problem details of an answer that is one, and nothing that a caller should not see. */
function problem({ status, type, text, json }: HttpAnswer, expected: number): unknown {
  expect({ status, type }).toEqual({ status: expected, type: 'application/problem+json' });
  expect(text).not.toMatch(/\bat .*:\d+|node_modules|index\.mjs/);
  expect(json).toMatchObject({
    type: expect.stringMatching(/^urn:belltower:problem:/),
    title: expect.any(String),
    status: expected,
  });
  return json;
}
