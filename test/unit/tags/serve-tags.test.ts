import '../../support/quiet.ts';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../../../shared/platform/openapi.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { TAGS_API } from '../../../shared/tags/api.ts';
import { makePlans } from '../../../shared/tags/approve-plan.ts';
import { ReportStore } from '../../../shared/tags/report-store.ts';
import { tagOperations } from '../../../shared/tags/serve-tags.ts';
import { day, instance, SUNDAY, TagWorld } from '../../support/tag-world.ts';
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
  const handler = apiHandler(
    tagOperations(
      new ReportStore(the.dynamo.client, 'tags'),
      makePlans({ store: the.quarantines, now: () => day(14, 6) }),
    ),
  );
  return {
    the,
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
    const handler = apiHandler(
      tagOperations(
        new ReportStore(the.dynamo.client, 'tags'),
        makePlans({ store: the.quarantines, now: () => SUNDAY }),
      ),
    );
    expect(await answered(handler, 'GET /v1/tags/scores')).toMatchObject({
      status: 404,
      body: { code: 'report-not-found' },
    });
  });

  it('38: a held plan is read and approved by its name, once, and audited with who did', async () => {
    const { the, digest, call } = await world();
    expect(await call('GET /v1/tags/plans/{digest}', digest)).toMatchObject({
      status: 200,
      body: { plan: { digest, state: 'held', resources: [{ arn: instance('i-1'), way: 'stop-instance' }] } },
    });
    const approve = () => call('POST /v1/tags/plans/{digest}/approve', digest, '{}');
    const approved = {
      status: 200,
      body: { plan: { state: 'approved', approvedAt: day(14, 6), approvedBy: 'iam:AROAEXAMPLE' } },
    };
    expect([await approve(), await approve()]).toMatchObject([approved, approved]);
    const entries = the.dynamo.items('audit').filter(({ action }) => action === 'quarantine-plan.approved');
    expect(entries.map(({ actor, target }) => [actor, target])).toEqual([
      ['iam:AROAEXAMPLE', `quarantine-plan:${digest}`],
    ]);
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
    ]);
  });
});
