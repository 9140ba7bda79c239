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
    const asked = playHttp({ [`POST /v1/tags/plans/${DIGEST}/approve`]: { body: { plan: approved } } });
    const { status, stdout } = await tags('approve', DIGEST);
    expect([status, stdout.split('\n')[1]]).toEqual([
      0,
      'approved (HELD: maxPerRun is 2, this would be 3), made by the sweep of 2026-11-21T02:00Z, approved 2026-11-21T08:00Z',
    ]);
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

  it('approve refuses what is no digest', async () => {
    const { status, stderr } = await tags('approve', 'all');
    expect([status, stderr]).toEqual([2, expect.stringContaining('wanted: the digest of a plan')]);
  });
});
