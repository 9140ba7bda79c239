import { beforeEach, describe, expect, it, vi } from 'vitest';
import { playHttp, runCliHere } from '../../support/cli-in-process.ts';
import { API, playStack } from '../../support/played-stack.ts';

const SILENCE = {
  id: 'db-upgrade',
  match: ['service=payments', 'env=prod'],
  start: '2026-11-24T07:12:00.000Z',
  end: '2026-11-24T09:12:00.000Z',
  by: 'iam:AROAEXAMPLE',
  why: 'database upgrade',
};
const NOW = '2026-11-24T07:12:00.000Z';
const ONE = '/v1/silences/db-upgrade';

beforeEach(() => {
  playStack();
  vi.useFakeTimers({ now: Date.parse(NOW), toFake: ['Date'] });
  return () => vi.useRealTimers();
});
const silences = (...args: string[]) => runCliHere(['silences', ...args]);

describe('silences', () => {
  it('list is a table, and --json the list itself', async () => {
    const over = { ...SILENCE, id: 'over', end: NOW };
    playHttp({ 'GET /v1/silences': { body: { silences: [SILENCE, over] } } });
    const { stdout } = await silences('list');
    expect(stdout.trimEnd().split('\n')).toEqual([
      'ID          STATE     START              END                COVERS                     BY               WHY',
      'over        ended     2026-11-24T07:12Z  2026-11-24T07:12Z  service=payments env=prod  iam:AROAEXAMPLE  database upgrade',
      'db-upgrade  in force  2026-11-24T07:12Z  2026-11-24T09:12Z  service=payments env=prod  iam:AROAEXAMPLE  database upgrade',
    ]);
    expect(JSON.parse((await silences('list', '--json')).stdout)).toEqual([SILENCE, over]);
  });

  it('set sends what is asked for, with the end counted from the start', async () => {
    const asked = playHttp({ [`PUT ${ONE}`]: { body: { silence: SILENCE } } });
    const set = await silences(
      'set',
      'db-upgrade',
      'service=payments',
      'env=prod',
      '--for',
      '2h',
      '--why',
      'database upgrade',
    );
    expect(set).toMatchObject({
      status: 0,
      stdout:
        'db-upgrade keeps quiet service=payments and env=prod from 2026-11-24T07:12Z to 2026-11-24T09:12Z\n',
    });
    expect(asked.map(({ url, body }) => [String(url), body])).toEqual([
      [`${API}${ONE}`, { match: SILENCE.match, end: SILENCE.end, why: SILENCE.why }],
    ]);
  });

  it.each([
    [['set', 'a', 'nonsense', '--for', '2h', '--why', 'x'], /wanted: a matcher such as service=payments/],
    [['set', 'a', 'b=c', '--why', 'x'], /wanted: option '--for <DURATION>' or '--end <ISO>'/],
    [['set', 'a', 'b=c', '--for', '2h'], /wanted: what the silence is for/],
    [['set', 'a', 'b=c', '--for', '0m', '--why', 'x'], /longer than 0/],
    [['set', 'A B', 'b=c', '--for', '2h', '--why', 'x'], /lower case letters/],
  ])('%j is refused with one line, and asks nobody', async (args, words) => {
    const asked = playHttp({});
    const { status, stderr } = await silences(...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(words);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(asked).toEqual([]);
  });

  it('end says what comes of it, and exits with 1 where there is none', async () => {
    playHttp({ [`DELETE ${ONE}`]: { body: { silence: SILENCE } } });
    expect(await silences('end', 'db-upgrade')).toMatchObject({
      status: 0,
      stdout: 'db-upgrade has ended; what it kept quiet and still fires pages now\n',
    });
    const body = { title: 'there is no silence with this id that has not ended', code: 'silence-not-found' };
    playHttp({ [`DELETE ${ONE}`]: { status: 404, body } });
    expect(await silences('end', 'db-upgrade')).toMatchObject({
      status: 1,
      stderr: 'db-upgrade: there is no silence with this id that has not ended\n',
    });
  });
});
