import '../../support/quiet.ts';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Contract } from '../../../shared/kernel/contract.ts';
import { AppError } from '../../../shared/kernel/errors.ts';
import { PAGING_API } from '../../../shared/paging/api.ts';
import { EscalateIncident } from '../../../shared/paging/incident-api.ts';
import { ReceiveAlert, ReceiveAlertmanager } from '../../../shared/paging/webhook-api.ts';
import { apiHandler, MOST_BODY_BYTES, operation } from '../../../shared/runtime/api-handler.ts';
import { CONTEXT, type HttpRequest, httpEvent } from '../../support/lambda.ts';

const ID = '06ANB4YQ00000001';
/** Where senders may add fields. */
const INTAKE: readonly string[] = [ReceiveAlert.route, ReceiveAlertmanager.route];
const FAILURES: Record<string, () => unknown> = {
  'not-found': () =>
    new AppError('there is no incident with this id', { code: 'incident-not-found', kind: 'not-found' }),
  gone: () => new AppError('this link has expired', { code: 'link-expired', kind: 'gone' }),
  conflict: () => new AppError('already', { code: 'already-acknowledged', kind: 'conflict' }),
  throttled: () => Object.assign(new Error('alice@acme.example'), { name: 'ThrottlingException' }),
  bug: () => new TypeError('cannot read +4915112345678 at secret.ts:1'),
};

const Failing = {
  route: 'GET /fail/{how}',
  summary: '',
  access: 'iam',
  params: z.strictObject({ how: z.string() }),
  query: z.strictObject({}),
  body: undefined,
  responses: {},
} as const satisfies Contract;

const run = apiHandler([
  operation(EscalateIncident, async ({ params, body, caller, requestId }) => ({
    status: 200,
    body: { params, body, caller, requestId },
  })),
  operation(ReceiveAlert, async ({ body }) => ({ status: 202, body })),
  operation(Failing, async ({ params }) => {
    throw FAILURES[params.how]?.();
  }),
]);

async function ask(request: HttpRequest) {
  const { statusCode, headers, body } = await run(httpEvent(request), CONTEXT);
  return {
    status: statusCode,
    type: headers?.['content-type'],
    headers,
    body: JSON.parse(body ?? ''),
    text: body,
  };
}

const escalate = (body: string, more: Partial<HttpRequest> = {}) =>
  ask({ route: EscalateIncident.route, params: { id: ID }, body, ...more });
const alert = (body: string, more: Partial<HttpRequest> = {}) =>
  ask({ route: ReceiveAlert.route, params: { integrationKey: 'k' }, body, ...more });
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('apiHandler', () => {
  it('hands the parsed parts on, the signer without their session, and the request id', async () => {
    const { status, body } = await escalate('{"rung":1}', { userId: 'AROAEXAMPLE:alice@acme.example' });
    expect(status).toBe(200);
    expect(body).toEqual({
      params: { id: ID },
      body: { rung: 1 },
      caller: 'iam:AROAEXAMPLE',
      requestId: 'request-1',
    });
  });

  it.each<[what: string, answer: () => ReturnType<typeof ask>, expected: object]>([
    ['malformed JSON', () => escalate('{"rung":'), { status: 400, code: 'malformed-json' }],
    [
      'a wrong type',
      () => escalate('{"rung":"one"}'),
      { status: 400, code: 'invalid-input', paths: ['rung'] },
    ],
    ['a missing field', () => escalate('{}'), { status: 400, code: 'invalid-input', paths: ['rung'] }],
    ['no body at all', () => escalate(''), { status: 400, code: 'invalid-input', paths: ['rung'] }],
    [
      'an unknown field on a change',
      () => escalate('{"rung":1,"extra":2}'),
      { status: 400, code: 'invalid-input', paths: [''] },
    ],
    ['JSON that is no object', () => escalate('[1]'), { status: 400, code: 'invalid-input', paths: [''] }],
    [
      'several faults',
      () => alert('{"severity":"SEV9","labels":{"a":1}}'),
      { status: 400, code: 'invalid-input', paths: ['title', 'severity', 'labels.a'] },
    ],
    [
      'a malformed id',
      () => escalate('{"rung":1}', { params: { id: 'x' } }),
      { status: 400, code: 'invalid-input', paths: ['id'] },
    ],
    [
      'an unknown query parameter',
      () => escalate('{"rung":1}', { query: { a: 'b' } }),
      { status: 400, code: 'invalid-input', paths: [''] },
    ],
    [
      'a body of 300 KB',
      () => alert(JSON.stringify({ title: 'x'.repeat(300 * 1024) })),
      { status: 413, code: 'body-too-large' },
    ],
    [
      'a base64 body of 300 KB',
      () => alert(base64('x'.repeat(300 * 1024)), { base64: true }),
      { status: 413, code: 'body-too-large' },
    ],
    ['an unknown route', () => ask({ route: 'GET /nowhere' }), { status: 404, code: 'route-not-found' }],
    [
      'an unknown id',
      () => ask({ route: Failing.route, params: { how: 'not-found' } }),
      { status: 404, code: 'incident-not-found' },
    ],
    [
      'an expired token',
      () => ask({ route: Failing.route, params: { how: 'gone' } }),
      { status: 410, code: 'link-expired' },
    ],
    [
      'a conflict',
      () => ask({ route: Failing.route, params: { how: 'conflict' } }),
      { status: 409, code: 'already-acknowledged' },
    ],
    [
      'a dependency that throttles',
      () => ask({ route: Failing.route, params: { how: 'throttled' } }),
      { status: 429, code: 'ThrottlingException' },
    ],
    [
      'a slip of ours',
      () => ask({ route: Failing.route, params: { how: 'bug' } }),
      { status: 500, code: 'TypeError' },
    ],
  ])(
    'answers %s with a problem that has a code and the path of each fault, and no trace (P5)',
    async (_, answer, expected) => {
      const { status, type, body, text } = await answer();
      const paths = body.errors?.map(({ path }: { path: string }) => path);
      expect({
        status,
        code: body.code,
        ...(paths === undefined || !('paths' in expected) ? {} : { paths }),
      }).toEqual(expected);
      expect(type).toBe('application/problem+json');
      expect(body).toMatchObject({
        type: `urn:belltower:problem:${body.code}`,
        title: expect.any(String),
        status,
        requestId: 'request-1',
      });
      expect(text).not.toMatch(/\.ts|\\n +at |stack|\+49|alice@/);
    },
  );

  it('ignores unknown fields of an alert, since senders add fields', async () => {
    const { status, body } = await alert('{"title":"t","receiver":"x"}');
    expect(status).toBe(202);
    expect(body).not.toHaveProperty('receiver');
  });

  it('reads a base64 body', async () => {
    const { status, body } = await alert(base64('{"title":"Grüße"}'), { base64: true });
    expect({ status, title: body.title }).toEqual({ status: 202, title: 'Grüße' });
  });

  it('takes a body of exactly the limit, counted in bytes', async () => {
    const pad = (bytes: number) =>
      JSON.stringify({ title: 't', x: 'é'.repeat(Math.floor((bytes - 20) / 2)) });
    expect((await alert(pad(MOST_BODY_BYTES))).status).toBe(202);
    expect((await alert(pad(MOST_BODY_BYTES + 100))).status).toBe(413);
  });

  it('lets nobody cache an answer, and asks the throttled to come back', async () => {
    const { headers } = await ask({ route: Failing.route, params: { how: 'throttled' } });
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'retry-after': '2',
    });
  });

  it('is strict about the bodies of all changes', () => {
    for (const { route, body } of PAGING_API) {
      if (body === undefined || INTAKE.includes(route)) continue;
      const parsed = body.safeParse({ text: 'x', rung: 1, surprise: true });
      expect(`${route} ${parsed.success}`).toBe(`${route} false`);
    }
  });
});
