import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GenerateMacCommand, KMSClient } from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { playHttp, runCliHere } from '../../support/cli-in-process.ts';
import { API, playStack } from '../../support/played-stack.ts';

const kms = mockClient(KMSClient);
const DENTIST = {
  id: 'dentist',
  schedule: 'payments-primary',
  start: '2026-11-24T08:00:00.000Z',
  end: '2026-11-24T12:00:00.000Z',
  add: ['bob'],
  remove: ['alice'],
};
const LIST = '/v1/schedules/payments-primary/overrides';
const ONE = `${LIST}/dentist`;
const NOW = '2026-11-24T07:12:00.000Z';

function problem(status: number, code: string, title: string, errors?: object[]) {
  return {
    status,
    body: { type: `urn:belltower:problem:${code}`, title, status, code, requestId: 'r', errors },
  };
}

beforeEach(() => {
  kms.reset();
  kms.on(GenerateMacCommand).resolves({ Mac: new Uint8Array(32).fill(7) });
  playStack();
  vi.useFakeTimers({ now: Date.parse(NOW), toFake: ['Date'] });
  return () => vi.useRealTimers();
});

describe('paging overrides list', () => {
  it('is a table', async () => {
    playHttp({
      [`GET ${LIST}`]: {
        body: { schedule: 'payments-primary', overrides: [DENTIST, { ...DENTIST, id: 'off', add: [] }] },
      },
    });
    const { status, stdout } = await runCliHere(['paging', 'overrides', 'list', 'payments-primary']);
    expect({ status, lines: stdout.trimEnd().split('\n') }).toEqual({
      status: 0,
      lines: [
        'ID       START              END                ADD  REMOVE',
        'dentist  2026-11-24T08:00Z  2026-11-24T12:00Z  bob  alice',
        'off      2026-11-24T08:00Z  2026-11-24T12:00Z  -    alice',
      ],
    });
  });

  it('says when there is none', async () => {
    playHttp({ [`GET ${LIST}`]: { body: { schedule: 'payments-primary', overrides: [] } } });
    const { stdout } = await runCliHere(['paging', 'overrides', 'list', 'payments-primary']);
    expect(stdout).toBe('payments-primary has no overrides\n');
  });

  it('P3: what --json prints is what --overrides takes', async () => {
    playHttp({ [`GET ${LIST}`]: { body: { schedule: 'payments-primary', overrides: [DENTIST] } } });
    const { stdout } = await runCliHere(['paging', 'overrides', 'list', 'payments-primary', '--json']);
    expect(JSON.parse(stdout)).toEqual([DENTIST]);
    const folder = mkdtempSync(join(tmpdir(), 'belltower-overrides-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'overrides.json');
    writeFileSync(file, stdout);
    const asked = await runCliHere([
      'paging',
      'oncall',
      'payments-primary',
      '--at',
      '2026-11-24T09:00Z',
      '--overrides',
      file,
    ]);
    expect(asked.status).toBe(0);
  });
});

describe('paging overrides set', () => {
  const SET = ['paging', 'overrides', 'set', 'payments-primary', 'dentist'];
  const times = ['--start', '2026-11-24T09:00+01:00', '--end', '2026-11-24T12:00Z'];

  it('sets it, and says what it does', async () => {
    const asked = playHttp({ [`PUT ${ONE}`]: { body: { override: DENTIST, gaps: [] } } });
    expect(await runCliHere([...SET, ...times, '--add', 'bob', '--remove', 'alice'])).toEqual({
      status: 0,
      stdout: 'set: dentist of payments-primary: bob for alice, 2026-11-24T08:00Z to 2026-11-24T12:00Z\n',
      stderr: '',
    });
    const { start, end, add, remove } = DENTIST;
    expect(asked).toMatchObject([{ method: 'PUT', body: { start, end, add, remove } }]);
    expect(asked[0]?.signed).toMatch(/^AWS4-HMAC-SHA256 .*\/eu-west-1\/execute-api\//);
  });

  it.each<[string[], object, string]>([
    [['--add', 'bob,carol'], { add: ['bob', 'carol'], remove: [] }, 'bob and carol besides'],
    [['--remove', 'alice'], { add: [], remove: ['alice'] }, 'without alice'],
  ])('from now on, unless --start says when: %j', async (who, named, words) => {
    const override = { ...DENTIST, ...named, start: NOW };
    const asked = playHttp({ [`PUT ${ONE}`]: { body: { override, gaps: [] } } });
    const { stdout } = await runCliHere([...SET, '--end', DENTIST.end, ...who]);
    expect(asked[0]?.body).toEqual({ start: NOW, end: DENTIST.end, ...named });
    expect(stdout).toBe(
      `set: dentist of payments-primary: ${words}, 2026-11-24T07:12Z to 2026-11-24T12:00Z\n`,
    );
  });

  it('29: names the gap that it leaves', async () => {
    const gaps = [{ start: DENTIST.start, end: DENTIST.end }];
    playHttp({ [`PUT ${ONE}`]: { body: { override: { ...DENTIST, add: [] }, gaps } } });
    const { status, stdout } = await runCliHere([...SET, ...times, '--remove', 'alice']);
    expect(status).toBe(0);
    expect(stdout).toContain('\nnobody is on call from 2026-11-24T08:00Z to 2026-11-24T12:00Z (4h)\n');
    const json = await runCliHere([...SET, ...times, '--remove', 'alice', '--json']);
    expect(JSON.parse(json.stdout)).toEqual({ override: { ...DENTIST, add: [] }, gaps });
  });

  it('exits 1 when it conflicts, naming the other', async () => {
    const title = 'conflicts with the override "swap", which names bob for some of this time too';
    playHttp({ [`PUT ${ONE}`]: problem(409, 'override-conflict', title) });
    const { status, stdout, stderr } = await runCliHere([...SET, ...times, '--add', 'bob', '--json']);
    expect({ status, stderr }).toEqual({ status: 1, stderr: `dentist: ${title}\n` });
    expect(JSON.parse(stdout)).toEqual({ refused: { code: 'override-conflict', message: title } });
  });

  it.each<[string, string[], string]>([
    [
      'nobody',
      times,
      "belltower paging overrides set: nobody is named; wanted: option '--add <PEOPLE>', '--remove <PEOPLE>' or both",
    ],
    [
      'no end',
      ['--add', 'bob'],
      "belltower paging overrides set: option '--end <ISO>' is missing; wanted: an instant such as 2026-11-21T03:00:00Z",
    ],
    [
      'a name that is none',
      [...times, '--add', 'Bob Smith'],
      "belltower paging overrides set: option '--add <PEOPLE>' argument 'Bob Smith' is invalid; wanted: ids of people such as alice or alice,bob",
    ],
  ])('%s is one line and exit 2, and nothing is asked', async (_, args, line) => {
    const asked = playHttp({});
    expect(await runCliHere([...SET, ...args])).toEqual({ status: 2, stdout: '', stderr: `${line}\n` });
    expect(asked).toEqual([]);
  });

  it('what the API says no to is one line and exit 2', async () => {
    const errors = [
      { path: 'add.0', message: 'the id of a person of the configuration' },
      { path: 'add.1', message: 'the id of a person of the configuration' },
    ];
    playHttp({
      [`PUT ${ONE}`]: problem(400, 'unknown-person', 'there is nobody of the id at add.0', errors),
    });
    const { status, stderr } = await runCliHere([...SET, ...times, '--add', 'yan,zoe']);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr:
        'belltower: the API answered: there is nobody of the id at add.0; add.1: the id of a person of the configuration (400 unknown-person)\n',
    });
  });
});

describe('paging overrides remove', () => {
  const REMOVE = ['paging', 'overrides', 'remove', 'payments-primary', 'dentist'];

  it('takes it away', async () => {
    const asked = playHttp({ [`DELETE ${ONE}`]: { body: { override: DENTIST, gaps: [] } } });
    expect(await runCliHere(REMOVE)).toEqual({
      status: 0,
      stdout: 'removed: dentist of payments-primary: bob for alice, 2026-11-24T08:00Z to 2026-11-24T12:00Z\n',
      stderr: '',
    });
    expect(asked).toMatchObject([{ method: 'DELETE', body: undefined }]);
  });

  it('says when it is not there', async () => {
    playHttp({
      [`DELETE ${ONE}`]: problem(404, 'override-not-found', 'this schedule has no override with this id'),
    });
    const { status, stderr } = await runCliHere(REMOVE);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr:
        'belltower: the API answered: this schedule has no override with this id (404 override-not-found)\n',
    });
  });
});

describe('paging calendar', () => {
  const MAC = Buffer.alloc(32, 7).toString('base64url');

  it.each([
    [['payments-primary'], `${API}/c/schedule.payments-primary.${MAC}.ics`],
    [['--person', 'alice'], `${API}/c/person.alice.${MAC}.ics`],
  ])('of %j is a URL', async (args, url) => {
    expect(await runCliHere(['paging', 'calendar', ...args])).toEqual({
      status: 0,
      stdout: `${url}\n`,
      stderr: '',
    });
    const { stdout } = await runCliHere(['paging', 'calendar', ...args, '--json']);
    expect(JSON.parse(stdout)).toEqual({ url });
  });

  it.each([
    [[], "wanted: argument 'schedule' or option '--person <PERSON>', one of them"],
    [
      ['payments-primary', '--person', 'alice'],
      "wanted: argument 'schedule' or option '--person <PERSON>', one of them",
    ],
    [['tertiary'], 'argument schedule: there is no schedule "tertiary"; there are: payments-primary'],
    [['--person', 'zoe'], 'option \'--person <PERSON>\': there is no person "zoe"; there are: alice'],
  ])('of %j is refused, and KMS is asked nothing', async (args, words) => {
    const { status, stdout, stderr } = await runCliHere(['paging', 'calendar', ...args]);
    expect({ status, stdout, calls: kms.calls() }).toEqual({ status: 2, stdout: '', calls: [] });
    expect(stderr).toContain(`belltower paging calendar: ${words}`);
  });
});
