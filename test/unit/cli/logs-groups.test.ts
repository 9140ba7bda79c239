import { beforeEach, describe, expect, it } from 'vitest';
import { playHttp, runCliHere } from '../../support/cli-in-process.ts';
import { playStack } from '../../support/played-stack.ts';

const GROUP = {
  account: '111122223333',
  region: 'eu-west-1',
  name: '/app/web',
  state: 'announced',
  plan: {
    action: 'shorten-announce',
    code: 'ANNOUNCE',
    reason: 'ANNOUNCE: from 365 to 30 days',
    from: 365,
    to: 30,
    since: '2026-11-21T03:30:00.000Z',
    monthly: 1_500_000,
    atOnce: 0,
    extra: 0,
  },
  announced: {
    at: '2026-11-21T03:30:00.000Z',
    told: '2026-11-21T03:40:00.000Z',
    from: 365,
    to: 30,
    approved: false,
    vetoed: false,
  },
};
const LIST = 'GET /v1/logs/groups';
const key = { account: GROUP.account, region: GROUP.region };

beforeEach(() => playStack());
const logs = (...args: string[]) => runCliHere(['logs', ...args]);

describe('logs list', () => {
  it('is a table of what is announced, and --json the list itself', async () => {
    const asked = playHttp({ [LIST]: { body: { groups: [GROUP] } } });
    const { stdout } = await logs('list');
    expect(stdout).toMatch(
      /111122223333 +eu-west-1 +\/app\/web +365 +30 +\$1\.50 +2026-11-21T03:40Z +ANNOUNCE/,
    );
    expect(JSON.parse((await logs('list', '--json')).stdout)).toEqual([GROUP]);
    expect(asked[0]?.url.search).toBe('?state=announced&limit=100');
    expect(asked[0]?.signed).toContain('AWS4-HMAC-SHA256');
  });

  it('says where there are none', async () => {
    const asked = playHttp({ [LIST]: { body: { groups: [] } } });
    expect((await logs('list', '--state', 'contested')).stdout).toBe('No log group is contested.\n');
    expect(asked[0]?.url.searchParams.get('state')).toBe('contested');
  });
});

describe('logs approve and veto', () => {
  it('say what became of each group, by its exact name', async () => {
    const asked = playHttp({
      'POST /v1/logs/groups/veto': {
        body: { groups: [{ ...key, name: '/app/web', ok: true, code: 'vetoed' }] },
      },
    });
    const { stdout, status } = await logs('veto', key.account, key.region, '/app/web');
    expect([stdout, status]).toEqual(['/app/web: vetoed: it keeps what it has\n', 0]);
    expect(asked[0]?.body).toEqual({ groups: [{ ...key, name: '/app/web' }] });
  });

  it('exit with 1 where one could not be answered', async () => {
    playHttp({
      'POST /v1/logs/groups/approve': {
        body: {
          groups: [
            { ...key, name: '/a', ok: true, code: 'approved' },
            { ...key, name: '/b', ok: false, code: 'not-announced' },
          ],
        },
      },
    });
    const { stdout, stderr, status } = await logs('approve', key.account, key.region, '/a', '/b');
    expect(status).toBe(1);
    expect(stdout).toBe('/a: approved\n/b: no shortening of it is announced\n');
    expect(stderr).toContain('1 of 2 could not be answered');
  });

  it.each([
    [['veto', 'payments', 'eu-west-1', '/a'], '12 digits'],
    [['veto', key.account, 'europe', '/a'], 'an AWS region'],
    [['veto', key.account, key.region, '/a*'], 'the exact name'],
  ])('%j is refused before any call', async (args, wanted) => {
    const { stderr, status } = await logs(...args);
    expect([status, stderr]).toEqual([2, expect.stringContaining(wanted)]);
  });
});
