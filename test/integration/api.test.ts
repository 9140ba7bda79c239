import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { Incident } from '../../shared/paging/incident.ts';
import { ListIncidents } from '../../shared/paging/incident-api.ts';
import { ReadOncall } from '../../shared/paging/oncall-api.ts';
import { Deployed, PAYMENTS } from '../support/deployed.ts';
import { deployedTemplate } from '../support/deployed-template.ts';
import { OpenApiDocument, operationsOf } from '../support/openapi-document.ts';

const Page = ListIncidents.responses[200]?.schema as z.ZodType<{ incidents: Incident[]; cursor?: string }>; // as the contract has it
const Changed = z.object({ incident: Incident });

describe('the API for incidents', () => {
  const stack = new Deployed();
  const { api } = stack.world;
  const mark = `api-${randomUUID()}`;
  beforeAll(() => stack.resolveAll());
  afterAll(() => stack.resolveAll());
  const refusal = (path: string, body?: unknown) => expect(api.send('POST', path, body)).rejects;

  describe('lists', () => {
    let ids: string[];
    beforeAll(async () => {
      const opened = ['1', '2', '3'].map((n) =>
        stack.open({ title: `ticket ${n}`, service: 'x', severity: 'SEV4', dedupKey: `${mark}-${n}` }),
      );
      ids = (await Promise.all(opened)).map(({ id }) => id);
    });

    test('page by page', async () => {
      const seen: string[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < 50; page++) {
        const query = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
        const answer = await api.get(`/v1/incidents?state=triggered&limit=1${query}`, Page);
        expect(answer.incidents.length).toBeLessThanOrEqual(1);
        seen.push(...answer.incidents.map(({ id }) => id));
        ({ cursor } = answer);
        if (cursor === undefined) break;
      }
      expect(cursor).toBeUndefined();
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen).toEqual(expect.arrayContaining(ids));
    });

    test('by state', async () => {
      const [first = ''] = ids;
      await api.send('POST', `/v1/incidents/${first}/resolve`);
      const listed = async (state: string) =>
        (await stack.incidents(`&state=${state}`)).map(({ id }) => id).filter((id) => ids.includes(id));
      expect(await listed('resolved')).toEqual([first]);
      expect((await listed('triggered')).sort()).toEqual(ids.slice(1).sort());
      expect(await listed('acknowledged')).toEqual([]);
    });

    test('by team', async () => {
      const ours = await stack.open({
        title: 'x',
        ...PAYMENTS,
        severity: 'SEV3',
        dedupKey: `${mark}-team`,
      });
      const theirs = await stack.incidents('&team=payments');
      expect(theirs.map(({ id }) => id)).toContain(ours.id);
      expect(new Set(theirs.map(({ team }) => team))).toEqual(new Set(['payments']));
      expect(await stack.incidents('&team=nobody')).toEqual([]);
    });

    test.each(['limit=0', 'limit=101', 'state=asleep', 'cursor=hello', 'colour=red'])(
      'nothing for %s',
      async (query) => {
        await expect(api.send('GET', `/v1/incidents?${query}`)).rejects.toMatchObject({
          status: 400,
          code: 'invalid-input',
        });
      },
    );
  });

  describe('changes', () => {
    let id: string;
    beforeAll(async () => {
      await stack.resolveAll();
      const alert = {
        title: 'x',
        ...PAYMENTS,
        labels: { team: 'patient' },
        severity: 'SEV2',
        dedupKey: `${mark}-change`,
      } as const;
      ({ id } = await stack.open(alert));
      await stack.whenSo(id, 'paging', ({ incident }) => incident.climb.begun > 0);
    });

    test('escalate: the next rung now; a stale one is refused', async () => {
      const before = (await stack.world.details(id)).incident.climb.begun;
      await refusal(`/v1/incidents/${id}/escalate`, { rung: before + 5 }).toMatchObject({
        status: 409,
        code: 'already-escalated',
      });
      await api.post(`/v1/incidents/${id}/escalate`, { rung: before }, Changed);
      await stack.whenSo(id, 'the next rung', ({ incident }) => incident.climb.begun > before);
      const { begun } = (await stack.world.details(id)).incident.climb;
      await api.post(`/v1/incidents/${id}/escalate`, { rung: begun }, Changed);
      await stack.whenSo(id, 'the one after it', ({ incident }) => incident.climb.begun > begun);
      await refusal(`/v1/incidents/${id}/escalate`, { rung: before }).toMatchObject({
        status: 409,
        code: 'already-escalated',
      });
    });

    test('ack: once; the second one is told by whom', async () => {
      const { incident } = await api.post(`/v1/incidents/${id}/ack`, {}, Changed);
      expect(incident).toMatchObject({
        state: 'acknowledged',
        ack: { by: expect.stringMatching(/^iam:.+/) },
      });
      await refusal(`/v1/incidents/${id}/ack`).toMatchObject({ status: 409, code: 'already-acknowledged' });
    });

    test('note: it stands in the timeline', async () => {
      await api.send('POST', `/v1/incidents/${id}/note`, { text: 'looked at it' });
      const { timeline } = await stack.world.details(id);
      expect(timeline).toContainEqual(expect.objectContaining({ kind: 'note', text: 'looked at it' }));
      await refusal(`/v1/incidents/${id}/note`, { text: ' ' }).toMatchObject({ status: 400 });
      await refusal(`/v1/incidents/${id}/note`, { text: 'x', more: 1 }).toMatchObject({ status: 400 });
    });

    test('resolve: once', async () => {
      const { incident } = await api.post(`/v1/incidents/${id}/resolve`, {}, Changed);
      expect(incident.state).toBe('resolved');
      await refusal(`/v1/incidents/${id}/resolve`).toMatchObject({ status: 409, code: 'already-resolved' });
      await refusal(`/v1/incidents/${id}/escalate`, { rung: 2 }).toMatchObject({ status: 409 });
    });
  });
});

describe('the API besides', () => {
  const stack = new Deployed();

  test('who is on call', async () => {
    const OnCall = ReadOncall.responses[200]?.schema ?? z.never();
    const monday = await stack.world.api.get('/v1/oncall?at=2026-01-05T12:00:00Z', OnCall);
    expect(monday).toMatchObject({
      at: '2026-01-05T12:00:00.000Z',
      schedules: expect.arrayContaining([
        { schedule: 'payments-primary', people: [{ person: 'alice', source: 'weekly' }] },
      ]),
    });
    await expect(stack.world.api.send('GET', '/v1/oncall?at=2026-13-40')).rejects.toMatchObject({
      status: 400,
    });
  });

  test('health', async () => {
    const { status, json } = await stack.call('/v1/health');
    expect({ status, json }).toEqual({ status: 200, json: { status: 'ok' } });
  });

  test('its description has every route that is deployed, and no other', async () => {
    const { status, type, json } = await stack.call('/openapi.json');
    expect({ status, type }).toEqual({ status: 200, type: 'application/json' });
    const document = OpenApiDocument.parse(json);
    const template = await deployedTemplate(stack.url);
    const routes = Object.values(template.Resources).flatMap(({ Type, Properties }) =>
      Type === 'AWS::ApiGatewayV2::Route' ? [String(Properties?.['RouteKey'])] : [],
    );
    expect(routes.length).toBeGreaterThan(10);
    expect(operationsOf(document).sort()).toEqual(routes.sort());
  });
});
