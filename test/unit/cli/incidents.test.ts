import { beforeEach, describe, expect, it, vi } from 'vitest';
import { playHttp, runCliHere } from '../../support/cli-in-process.ts';
import { anIncident } from '../../support/paging.ts';
import { API, playStack } from '../../support/played-stack.ts';

const ID = '06GZVBNQFAG1SBS9';
const AT = '2026-03-10T03:00:00.000Z';
const INCIDENT = anIncident({
  id: ID,
  title: 'API error rate > 5%\u001b[31m\nand rising',
  runbookUrl: 'https://wiki.acme.example/payments-errors',
  startedAt: AT,
  wakeAt: undefined,
  paged: ['alice'],
  climb: { run: 1, base: AT, next: { pass: 0, rung: 1 }, begun: 1, active: [] },
});
const ACKNOWLEDGED = {
  ...INCIDENT,
  state: 'acknowledged',
  ack: { by: 'person:alice', at: '2026-03-10T03:04:00.000Z', expiresAt: '2026-03-10T05:04:00.000Z' },
};
const TIMELINE = [
  { v: 1, at: AT, key: 'opened', kind: 'opened', actor: 'system:cloudwatch', reason: 'route-1' },
  {
    v: 1,
    at: AT,
    key: 'rung',
    kind: 'rung-begun',
    actor: 'system',
    reason: 'first-rung',
    rung: 1,
    people: ['alice'],
  },
];

function problem(status: number, code: string, title: string, errors?: object[]) {
  return {
    status,
    body: { type: `urn:belltower:problem:${code}`, title, status, code, requestId: 'r', errors },
  };
}

beforeEach(() => {
  playStack();
  vi.useFakeTimers({ now: Date.parse('2026-03-10T03:12:00Z'), toFake: ['Date'] });
  return () => vi.useRealTimers();
});

describe('incidents list', () => {
  it('is a table, one incident a line whatever its title holds', async () => {
    const asked = playHttp({ 'GET /v1/incidents': { body: { incidents: [INCIDENT], cursor: 'next' } } });
    const { status, stdout } = await runCliHere([
      'incidents',
      'list',
      '--state',
      'triggered',
      '--team',
      'payments',
    ]);
    expect(status).toBe(0);
    expect(stdout.trimEnd().split('\n')).toEqual([
      'ID                SEV   STATE      SERVICE   BEGAN       TITLE',
      `${ID}  SEV2  triggered  payments  12 min ago  API error rate > 5% [31m and rising`,
      'more: --cursor next',
    ]);
    expect(asked[0]?.url.href).toBe(`${API}/v1/incidents?limit=50&state=triggered&team=payments`);
    expect(asked[0]?.signed).toMatch(/^AWS4-HMAC-SHA256 .*\/eu-west-1\/execute-api\//);
  });

  it('P3: with --json is what the API says, and nothing else', async () => {
    playHttp({ 'GET /v1/incidents': { body: { incidents: [INCIDENT] } } });
    const { stdout } = await runCliHere(['incidents', 'list', '--json']);
    expect(JSON.parse(stdout)).toEqual({ incidents: [INCIDENT] });
  });

  it('says when there is none', async () => {
    playHttp({ 'GET /v1/incidents': { body: { incidents: [] } } });
    expect(await runCliHere(['incidents', 'list'])).toMatchObject({
      status: 0,
      stdout: 'no such incidents\n',
    });
  });

  it('needs neither stack nor configuration where --api names the region', async () => {
    const cloudFormation = playStack();
    const asked = playHttp({ 'GET /v1/incidents': { body: { incidents: [] } } });
    const api = 'https://xyz.execute-api.us-east-1.amazonaws.com/';
    const { status } = await runCliHere(['incidents', 'list', '--api', api, '--config', '/nowhere']);
    expect({ status, calls: cloudFormation.calls().length }).toEqual({ status: 0, calls: 0 });
    expect(asked[0]?.signed).toContain('/us-east-1/');
  });
});

describe('incidents show', () => {
  it('tells what happened, who was paged and what comes next, in names', async () => {
    const body = { incident: ACKNOWLEDGED, timeline: TIMELINE, deliveries: [] };
    playHttp({ [`GET /v1/incidents/${ID}`]: { body } });
    const { status, stdout } = await runCliHere(['incidents', 'show', ID.toLowerCase()]);
    expect(status).toBe(0);
    for (const line of [
      `SEV2 payments: API error rate > 5% [31m and rising (${ID})`,
      '  state         acknowledged until 2026-03-10T05:04:00Z',
      '  began         2026-03-10T03:00:00Z, 12 min ago',
      '  paged         Alice',
      '  acknowledged  by Alice at 2026-03-10T03:04:00Z',
      '  runbook       https://wiki.acme.example/payments-errors',
      '  2026-03-10T03:00:00Z  Step 1 (the first to be called): paging Alice',
    ])
      expect(stdout.split('\n')).toContain(line);
  });
});

describe('incidents ack, resolve, escalate, note', () => {
  it.each([
    [['ack', ID], 'ack', {}, ACKNOWLEDGED, 'acknowledged until 2026-03-10T05:04:00Z\n'],
    [['escalate', ID, '--rung', '1'], 'escalate', { rung: 1 }, INCIDENT, 'triggered\n'],
    [
      ['note', ID, 'rolled', 'back to build 41'],
      'note',
      { text: 'rolled back to build 41' },
      INCIDENT,
      'triggered\n',
    ],
  ])('%j', async (args, action, sent, incident, ending) => {
    const asked = playHttp({ [`POST /v1/incidents/${ID}/${action}`]: { body: { incident } } });
    const { status, stdout, stderr } = await runCliHere(['incidents', ...args]);
    expect({ status, stderr, sent: asked[0]?.body }).toEqual({ status: 0, stderr: '', sent });
    expect(stdout.endsWith(`(${ID}): ${ending}`)).toBe(true);
  });

  it('escalate goes from where the ladder is, and says so beside the answer', async () => {
    const asked = playHttp({
      [`GET /v1/incidents/${ID}`]: { body: { incident: INCIDENT, timeline: [], deliveries: [] } },
      [`POST /v1/incidents/${ID}/escalate`]: { body: { incident: INCIDENT } },
    });
    const { stdout, stderr } = await runCliHere(['incidents', 'escalate', ID, '--json']);
    expect(asked[1]?.body).toEqual({ rung: 1 });
    expect(stderr).toBe(`the ladder of ${ID} is at step 1; escalating from there\n`);
    expect(JSON.parse(stdout)).toEqual({ incident: INCIDENT });
  });

  it('exits 1 when the incident does not allow it any more, and says why', async () => {
    const already = 'already acknowledged at 2026-03-10T03:04:00.000Z by person:bob';
    playHttp({ [`POST /v1/incidents/${ID}/ack`]: problem(409, 'already-acknowledged', already) });
    const { status, stdout, stderr } = await runCliHere(['incidents', 'ack', ID, '--json']);
    expect({ status, stderr }).toEqual({ status: 1, stderr: `${ID}: ${already}\n` });
    expect(JSON.parse(stdout)).toEqual({ refused: { code: 'already-acknowledged', message: already } });
  });
});

describe('what goes wrong is one line and exit 2', () => {
  it.each<[string, string[], string]>([
    [
      'an id that is none',
      ['ack', '42'],
      "belltower incidents ack: command-argument value '42' is invalid for argument 'id'; wanted: an incident id: 16 letters and digits such as 0DZT3M9XJ8QK4B7V",
    ],
    [
      'no id',
      ['ack'],
      "belltower incidents ack: missing required argument 'id'; usage: belltower incidents ack [options] <id>",
    ],
    [
      'a state nobody knows',
      ['list', '--state', 'open'],
      "belltower incidents list: option '--state <STATE>' argument 'open' is invalid; allowed: triggered, acknowledged, resolved",
    ],
    [
      'too many at once',
      ['list', '--limit', '101'],
      "belltower incidents list: option '--limit <N>' argument '101' is invalid; wanted: a whole number from 1 to 100",
    ],
    [
      'an empty note',
      ['note', ID, ' '],
      "belltower incidents note: command-argument value ' ' is invalid for argument 'text'; wanted: 1 to 4096 characters",
    ],
    [
      'no such stack',
      ['list', '--stack', 'Belfry'],
      'belltower: there is no stack Belfry in eu-west-1; deploy it with npx cdk deploy, or say where it is with --stack and --region',
    ],
  ])('%s', async (_name, args, line) => {
    expect(await runCliHere(['incidents', ...args])).toEqual({ status: 2, stdout: '', stderr: `${line}\n` });
  });

  it.each<[string, ReturnType<typeof problem>, string]>([
    [
      'an incident nobody knows',
      problem(404, 'incident-not-found', 'there is no incident with this id'),
      'the API answered: there is no incident with this id (404 incident-not-found)',
    ],
    [
      'credentials that may not',
      { status: 403, body: { message: 'Forbidden' } } as never,
      'the API denied access: your credentials may not call it',
    ],
    [
      'an answer of another version',
      { status: 200, body: { incident: {} } } as never,
      'the API answered what this version cannot read',
    ],
  ])('%s', async (_name, answer, words) => {
    playHttp({ [`GET /v1/incidents/${ID}`]: answer });
    const { status, stdout, stderr } = await runCliHere(['incidents', 'show', ID]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^belltower: .*\n$/);
    expect(stderr).toContain(words);
  });

  it('a network that does not lead there', async () => {
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed', { cause })));
    const { status, stderr } = await runCliHere(['incidents', 'list']);
    vi.unstubAllGlobals();
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr:
        'belltower: AWS cannot be reached (ECONNREFUSED); check the network, the region and the address\n',
    });
  });
});
