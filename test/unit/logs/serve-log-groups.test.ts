import '../../support/quiet.ts';
import { describe, expect, it } from 'vitest';
import { makeAnswerShortening } from '../../../shared/logs/answer-shortening.ts';
import { LOGS_API } from '../../../shared/logs/logs-api.ts';
import { logGroupOperations } from '../../../shared/logs/serve-log-groups.ts';
import { openApiDocument } from '../../../shared/platform/openapi.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { CONTEXT, httpEvent } from '../../support/lambda.ts';
import { SweptWorld } from '../../support/log-sweep.ts';
import { SILENT } from '../../support/stored-incidents.ts';
import { ACCOUNT } from '../../support/tags.ts';

const LONG = { days: 3653, bytes: 2 ** 30, at: '2024-01-01T00:00:00.000Z' };
const keyOf = (name: string) => ({ account: ACCOUNT, region: 'eu-west-1', name });

/** The API after a sweep that has announced two groups. */
async function announced() {
  const world = new SweptWorld({
    [ACCOUNT]: [
      { name: '/app', ...LONG },
      { name: '/web', ...LONG },
    ],
  });
  await world.sweep({ apply: true });
  const answer = makeAnswerShortening({ store: world.store, telemetry: SILENT, now: () => world.at });
  const run = apiHandler(logGroupOperations(world.store, answer));
  return async (route: string, request: { query?: Record<string, string>; body?: unknown } = {}) => {
    const { statusCode, body = '' } = await run(
      httpEvent({
        route,
        ...(request.query === undefined ? {} : { query: request.query }),
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      }),
      CONTEXT,
    );
    return { status: statusCode, body: JSON.parse(body) };
  };
}

describe('the API of log groups', () => {
  it('lists what is announced, page by page, and what it had', async () => {
    const call = await announced();
    const first = await call('GET /v1/logs/groups', { query: { limit: '1' } });
    expect(first).toMatchObject({
      status: 200,
      body: {
        groups: [
          { ...keyOf('/app'), state: 'announced', announced: { from: 3653, to: 30, approved: false } },
        ],
        cursor: expect.any(String),
      },
    });
    const second = await call('GET /v1/logs/groups', { query: { limit: '1', cursor: first.body.cursor } });
    expect(second.body.groups).toMatchObject([keyOf('/web')]);
  });

  it('takes approvals and vetoes of several groups, and says what became of each', async () => {
    const call = await announced();
    const groups = [keyOf('/app'), keyOf('/nowhere')];
    expect(await call('POST /v1/logs/groups/veto', { body: { groups } })).toEqual({
      status: 200,
      body: {
        groups: [
          { ...keyOf('/app'), ok: true, code: 'vetoed' },
          { ...keyOf('/nowhere'), ok: false, code: 'unknown-group' },
        ],
      },
    });
    const { body } = await call('GET /v1/logs/groups', { query: { state: 'vetoed' } });
    expect(body.groups).toMatchObject([{ name: '/app', announced: { vetoed: true } }]);
  });

  it.each([
    ['no list', {}],
    ['an empty list', { groups: [] }],
    ['51 groups', { groups: Array.from({ length: 51 }, () => keyOf('/a')) }],
    ['a pattern', { groups: [keyOf('/app*')] }],
    ['no account', { groups: [{ ...keyOf('/app'), account: 'payments' }] }],
    ['something else', { groups: [keyOf('/app')], force: true }],
  ])('refuses %s, and changes nothing', async (_what, body) => {
    const call = await announced();
    expect(await call('POST /v1/logs/groups/approve', { body })).toMatchObject({ status: 400 });
    const listed = await call('GET /v1/logs/groups', { query: { state: 'approved' } });
    expect(listed.body.groups).toEqual([]);
  });

  it('refuses a state and a cursor that it did not give out', async () => {
    const call = await announced();
    expect(await call('GET /v1/logs/groups', { query: { state: 'open' } })).toMatchObject({ status: 400 });
    expect(await call('GET /v1/logs/groups', { query: { cursor: 'x' } })).toMatchObject({ status: 400 });
  });

  it('is described, each route with its signature', () => {
    const paths = openApiDocument(LOGS_API).paths ?? {};
    expect(Object.keys(paths)).toEqual([
      '/v1/logs/groups',
      '/v1/logs/groups/approve',
      '/v1/logs/groups/veto',
    ]);
    expect(paths['/v1/logs/groups']?.get?.security).toEqual([{ sigv4: [] }]);
  });
});
