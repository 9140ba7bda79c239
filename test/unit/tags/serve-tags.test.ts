import '../../support/quiet.ts';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../../../shared/platform/openapi.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { TAGS_API } from '../../../shared/tags/api.ts';
import type { TagAct } from '../../../shared/tags/tag-act.ts';
import { day, instance, TagWorld } from '../../support/tag-world.ts';
import { RIGHT } from '../../support/tags.ts';

const HELD = {
  enforce: { mode: 'quarantine', grace: { remind: '0d', warn: '3d', quarantine: '14d' } },
  rails: { maxPerRun: 0 },
};

async function world(apply = true) {
  const the = new TagWorld({ ...HELD, apply });
  const { team: _, ...lacking } = RIGHT;
  the.tags.set(instance('i-1'), lacking);
  for (let count = 0; count < 15; count++) await the.sweep(day(count));
  const [plan] = the.dynamo.items('tags').filter(({ sk }) => sk === 'PLAN');
  the.now = day(14, 6);
  const started: TagAct[] = [];
  const handler = apiHandler(the.api((act) => void started.push(act)));
  return {
    the,
    started,
    digest: String(plan?.['digest']),
    call: (route: string, digest?: string, body?: string) => answered(handler, route, digest, body),
  };
}

async function answered(
  handler: ReturnType<typeof apiHandler>,
  routeKey: string,
  digest?: string,
  body?: string,
) {
  const event = {
    routeKey,
    body,
    isBase64Encoded: false,
    ...(digest === undefined ? {} : { pathParameters: { digest } }),
    requestContext: { requestId: 'request-1', authorizer: { iam: { userId: 'AROAEXAMPLE:session' } } },
  } as unknown as APIGatewayProxyEventV2; // as much of one as is read
  const { statusCode, body: text = '' } = await handler(event, {} as Context);
  return { status: statusCode, body: JSON.parse(text) };
}

describe('tags over the API', () => {
  it('scores are those of the last sweep', async () => {
    const { call } = await world();
    expect(await call('GET /v1/tags/scores')).toMatchObject({
      status: 200,
      body: {
        at: day(14),
        teams: [{ team: 'payments', violations: 1, score: 0 }],
        cells: { done: 1, unknown: 0 },
      },
    });
  });

  it('before the first sweep there are none', async () => {
    const the = new TagWorld();
    const handler = apiHandler(the.api());
    expect(await answered(handler, 'GET /v1/tags/scores')).toMatchObject({
      status: 404,
      body: { code: 'report-not-found' },
    });
  });

  it('38: a held plan is read and approved by its name, once, and audited with who did', async () => {
    const { the, digest, call, started } = await world();
    expect(await call('GET /v1/tags/plans/{digest}', digest)).toMatchObject({
      status: 200,
      body: { plan: { digest, state: 'held', resources: [{ arn: instance('i-1'), way: 'stop-instance' }] } },
    });
    const approve = () => call('POST /v1/tags/plans/{digest}/approve', digest, '{}');
    const approved = {
      status: 200,
      body: {
        plan: { state: 'approved', approvedAt: day(14, 6), approvedBy: 'iam:AROAEXAMPLE' },
        begun: true,
      },
    };
    expect([await approve(), await approve()]).toMatchObject([approved, approved]);
    const entries = the.dynamo.items('audit').filter(({ action }) => action === 'quarantine-plan.approved');
    expect(entries.map(({ actor, target }) => [actor, target])).toEqual([
      ['iam:AROAEXAMPLE', `quarantine-plan:${digest}`],
    ]);
    expect(started).toEqual([
      { kind: 'plan', digest },
      { kind: 'plan', digest },
    ]);
    for (const act of started) await the.act(act);
    await the.sweep(day(15));
    expect(the.writes.map(({ call: name }) => name)).toEqual(['StopInstances']);
    expect(await approve()).toMatchObject({ status: 409, body: { code: 'plan-not-held' } });
  });

  it('a dry run cannot be approved', async () => {
    const { digest, call } = await world(false);
    expect(await call('POST /v1/tags/plans/{digest}/approve', digest, '{}')).toMatchObject({
      status: 409,
      body: { code: 'plan-not-held', title: expect.stringContaining('apply is false') },
    });
  });

  it.each([
    ['GET /v1/tags/plans/{digest}', 'b'.repeat(64), undefined, 404],
    ['POST /v1/tags/plans/{digest}/approve', 'b'.repeat(64), '{}', 404],
    ['GET /v1/tags/plans/{digest}', 'all', undefined, 400],
    ['POST /v1/tags/plans/{digest}/approve', 'b'.repeat(64), '{"all":true}', 400],
  ])('%s of %s with %s is refused with %i', async (route, digest, body, status) => {
    const { call } = await world();
    expect((await call(route, digest, body)).status).toBe(status);
  });

  it('is described in the OpenAPI document', () => {
    expect(Object.keys(openApiDocument(TAGS_API).paths ?? {})).toEqual([
      '/v1/tags/scores',
      '/v1/tags/plans/{digest}',
      '/v1/tags/plans/{digest}/approve',
      '/v1/tags/quarantine',
      '/v1/tags/quarantine/release',
    ]);
  });

  it('an approval whose start is lost is carried out by the next sweep', async () => {
    const { the, digest } = await world();
    const handler = apiHandler(the.api());
    expect(await answered(handler, 'POST /v1/tags/plans/{digest}/approve', digest, '{}')).toMatchObject({
      status: 200,
      body: { begun: false },
    });
    await the.sweep(day(15));
    expect(the.writes.map(({ call: name }) => name)).toEqual(['StopInstances']);
  });

  it('what is in quarantine is listed with what it was, and released by its ARN, once', async () => {
    const { the, digest, call, started } = await world();
    await call('POST /v1/tags/plans/{digest}/approve', digest, '{}');
    await the.act({ kind: 'plan', digest });
    const listed = { arn: instance('i-1'), way: 'stop-instance', since: day(14, 6), before: 'was running' };
    expect(await call('GET /v1/tags/quarantine')).toMatchObject({
      status: 200,
      body: { quarantines: [{ ...listed, state: 'done', right: false }], more: false },
    });
    the.tags.set(instance('i-1'), RIGHT);
    await the.sweep(day(15));
    the.now = day(15, 1);
    expect(await call('GET /v1/tags/quarantine')).toMatchObject({
      body: { quarantines: [{ ...listed, right: true }] },
    });
    const release = () => call('POST /v1/tags/quarantine/release', undefined, `{"arn":"${instance('i-1')}"}`);
    const asked = { status: 200, body: { quarantine: { state: 'release-asked' }, begun: true } };
    expect([await release(), await release()]).toMatchObject([asked, asked]);
    expect(started.slice(1)).toEqual(
      Array.from({ length: 2 }, () => ({ kind: 'release', arn: instance('i-1') })),
    );
    for (const act of started.slice(1)) await the.act(act);
    expect(the.writes.map(({ call: name }) => name)).toEqual(['StopInstances', 'StartInstances']);
    expect(await release()).toMatchObject({
      body: { quarantine: { state: 'released', outcome: 'put-back' }, begun: false },
    });
    expect(await call('GET /v1/tags/quarantine')).toMatchObject({ body: { quarantines: [] } });
    const entries = the.dynamo
      .items('audit')
      .filter(({ target }) => target === `resource:${instance('i-1')}`);
    expect(
      entries
        .flatMap(({ action, actor }) => (/releas/.test(String(action)) ? [[action, actor].join(' ')] : []))
        .sort(),
    ).toEqual([
      'resource.quarantine-release-asked iam:AROAEXAMPLE',
      'resource.quarantine-released system:conclude-tag-sweep',
      'resource.quarantine-releasing system:conclude-tag-sweep',
    ]);
  });

  it.each([
    ['nothing is known of', `{"arn":"${instance('i-9')}"}`, 404, 'not-in-quarantine'],
    ['without an ARN', '{}', 400, 'invalid-input'],
  ])('a release of what %s is refused', async (_what, body, status, code) => {
    const { call } = await world();
    expect(await call('POST /v1/tags/quarantine/release', undefined, body)).toMatchObject({
      status,
      body: { code },
    });
  });
});
