import { beforeEach, describe, expect, it } from 'vitest';
import { playHttp, runCliHere } from '../../support/cli-in-process.ts';
import { API, playStack } from '../../support/played-stack.ts';

const DIGEST = 'a'.repeat(64);
const PLAN = {
  digest: DIGEST,
  state: 'held',
  at: '2026-11-21T02:00:00.000Z',
  reason: 'HELD: maxPerRun is 2, this would be 3',
  resources: [
    { arn: 'arn:aws:ec2:eu-west-1:111111111111:instance/i-1', team: 'payments', way: 'stop-instance' },
    { arn: 'arn:aws:lambda:eu-west-1:111111111111:function:f', way: 'no-concurrency' },
  ],
};
const REPORT = {
  at: '2026-11-21T02:00:00.000Z',
  teams: [
    { team: 'payments', compliant: 3, violations: 1, unknown: 0, exempt: 2, untaggable: 0, score: 75 },
    { compliant: 0, violations: 0, unknown: 4, exempt: 0, untaggable: 0 },
  ],
  cells: {
    done: 7,
    unknown: 1,
    named: [{ account: '222222222222', region: 'eu-west-1', reason: 'member-access-denied' }],
  },
  coverage: [
    { source: 'explorer', state: 'off', reason: 'NO_VIEW', cells: 7 },
    { source: 'tagging', state: 'whole', cells: 7 },
  ],
  planned: 3,
  tagged: 2,
};

beforeEach(() => playStack());
const tags = (...args: string[]) => runCliHere(['tags', ...args]);

describe('tags', () => {
  it('scores are a table, the worst first, with what could not be looked at', async () => {
    playHttp({ 'GET /v1/tags/scores': { body: REPORT } });
    const { stdout } = await tags('scores');
    expect(stdout.trimEnd().split('\n')).toEqual([
      'sweep of 2026-11-21T02:00Z: 7 of 8 accounts × regions looked at; 3 resources to put right, 2 put right',
      'sources: explorer off in 7 (NO_VIEW)',
      '',
      'TEAM        SCORE  COMPLIANT  VIOLATIONS  EXEMPT  UNKNOWN  UNTAGGABLE',
      'payments    75 %   3          1           2       0        0',
      '(nobody’s)  -      0          0           0       4        0',
      '',
      'not looked at, and so unknown:',
      '  222222222222 eu-west-1  member-access-denied',
    ]);
    expect(JSON.parse((await tags('scores', '--json')).stdout)).toEqual(REPORT);
  });

  it('plan shows what would be stopped, and why it is held', async () => {
    playHttp({ [`GET /v1/tags/plans/${DIGEST}`]: { body: { plan: PLAN } } });
    const { stdout } = await tags('plan', DIGEST);
    expect(stdout.trimEnd().split('\n')).toEqual([
      `plan ${DIGEST}`,
      'held (HELD: maxPerRun is 2, this would be 3), made by the sweep of 2026-11-21T02:00Z',
      'HOW             TEAM      RESOURCE',
      'stop-instance   payments  arn:aws:ec2:eu-west-1:111111111111:instance/i-1',
      'no-concurrency  -         arn:aws:lambda:eu-west-1:111111111111:function:f',
    ]);
  });

  it('approve names the very plan', async () => {
    const approved = {
      ...PLAN,
      state: 'approved',
      approvedAt: '2026-11-21T08:00:00.000Z',
      approvedBy: 'iam:X',
    };
    const asked = playHttp({
      [`POST /v1/tags/plans/${DIGEST}/approve`]: { body: { plan: approved, begun: true } },
    });
    const { status, stdout } = await tags('approve', DIGEST);
    expect([status, stdout.split('\n')[1]]).toEqual([
      0,
      'approved (HELD: maxPerRun is 2, this would be 3), made by the sweep of 2026-11-21T02:00Z, approved 2026-11-21T08:00Z',
    ]);
    expect(stdout).toContain('It is being carried out now');
    expect(asked.map(({ url, body }) => [String(url), body])).toEqual([
      [`${API}/v1/tags/plans/${DIGEST}/approve`, {}],
    ]);
  });

  it.each([
    [409, 'plan-not-held', 'the plan was carried out already'],
    [404, 'plan-not-found', 'there is no such plan'],
  ])('approve exits with 1 where the API answers %s', async (status, code, title) => {
    playHttp({ [`POST /v1/tags/plans/${DIGEST}/approve`]: { status, body: { code, title } } });
    const { status: exit, stderr } = await tags('approve', DIGEST);
    expect([exit, stderr]).toEqual([1, expect.stringContaining(title)]);
  });

  const ARN = 'arn:aws:lambda:eu-west-1:111111111111:function:f';
  const QUARANTINE = {
    arn: ARN,
    team: 'payments',
    state: 'done',
    plan: DIGEST,
    way: 'no-concurrency',
    since: '2026-11-21T02:00:00.000Z',
    before: 'reserved was 7',
    right: true,
  };

  it('quarantine is a table, the longest first, with what each was before', async () => {
    playHttp({
      'GET /v1/tags/quarantine': {
        body: {
          quarantines: [
            QUARANTINE,
            { ...QUARANTINE, team: undefined, state: 'releasing', code: 'AccessDenied', right: false },
          ],
          more: false,
        },
      },
    });
    const { stdout } = await tags('quarantine');
    expect(stdout.trimEnd().split('\n')).toEqual([
      'SINCE              TEAM      HOW             BEFORE          TAGS RIGHT  STATE                         RESOURCE',
      `2026-11-21T02:00Z  payments  no-concurrency  reserved was 7  yes         stopped                       ${ARN}`,
      `2026-11-21T02:00Z  -         no-concurrency  reserved was 7  no          being put back: AccessDenied  ${ARN}`,
    ]);
  });

  it('quarantine says when there is nothing, and asks for one by its ARN', async () => {
    const asked = playHttp({ 'GET /v1/tags/quarantine': { body: { quarantines: [], more: false } } });
    const { stdout } = await tags('quarantine', '--arn', ARN);
    expect(stdout.trimEnd()).toBe('Nothing is in quarantine.');
    expect(asked.map(({ url }) => new URL(url).searchParams.get('arn'))).toEqual([ARN]);
  });

  it.each([
    [{ state: 'release-asked' }, true, `${ARN} is being put back now; before its quarantine: reserved was 7`],
    [
      { state: 'release-asked' },
      false,
      `${ARN} is put back by the next sweep: it could not be begun now; before its quarantine: reserved was 7`,
    ],
    [
      { state: 'released', outcome: 'changed' },
      false,
      `${ARN} is released: it was not as quarantine leaves it, and is left as it is`,
    ],
  ])('release names the very resource, and says what becomes of it: %o', async (state, begun, said) => {
    const asked = playHttp({
      'POST /v1/tags/quarantine/release': { body: { quarantine: { ...QUARANTINE, ...state }, begun } },
    });
    const { status, stdout } = await tags('release', ARN);
    expect([status, stdout.split('\n')[0]]).toEqual([0, said]);
    expect(asked.map(({ body }) => body)).toEqual([{ arn: ARN }]);
  });

  it.each([
    [404, 'not-in-quarantine', 'the resource is not in quarantine'],
    [409, 'nothing-is-written', 'nothing is put back while apply is false'],
  ])('release exits with 1 where the API answers %s', async (status, code, title) => {
    playHttp({ 'POST /v1/tags/quarantine/release': { status, body: { code, title } } });
    const { status: exit, stderr } = await tags('release', ARN);
    expect([exit, stderr]).toEqual([1, expect.stringContaining(title)]);
  });

  it('approve refuses what is no digest', async () => {
    const { status, stderr } = await tags('approve', 'all');
    expect([status, stderr]).toEqual([2, expect.stringContaining('wanted: the digest of a plan')]);
  });
});
