import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCliHere } from '../../support/cli-in-process.ts';
import { configFolder, ORGANIZATION } from '../../support/config-folder.ts';
import { runCli } from '../../support/run-cli.ts';

const EXAMPLE = 'config/example/log-groups.json';
const AT = ['--at', '2026-11-21T00:00Z'];
const plan = (...args: string[]) => runCliHere(['logs', 'plan', ...args]);

/** A file with this in it, for the length of a test. */
function file(content: unknown): string {
  const path = join(configFolder({}), 'groups.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** What is planned for groups that say no more than this. */
async function planned(...logGroups: object[]): Promise<Record<string, unknown>[]> {
  return JSON.parse((await plan(file({ logGroups }), '--json', ...AT)).stdout);
}

describe('belltower logs plan', () => {
  it('P3: with --json prints exactly one JSON value, in the shape of the contract', () => {
    const rules = 'rules: [{ match: { name: "/aws/lambda/*" }, days: 14 }]\n';
    const dir = configFolder({ 'organization.yaml': ORGANIZATION, 'logs.yaml': rules });
    const { status, stdout, stderr } = runCli(['logs', 'plan', EXAMPLE, ...AT, '--json', '--config', dir]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const [first, ...rest] = JSON.parse(stdout);
    expect(rest).toHaveLength(4);
    expect(first).toEqual({
      name: '/aws/lambda/checkout',
      currentDays: null,
      targetDays: 14,
      action: 'shorten-announce',
      rules: ['rule 1 (name /aws/lambda/*): 14 days'],
      reason:
        'ANNOUNCE: from never to 14 days, which loses what is older: its owner is told, not before 7d and an approval',
      monthlySavingUsd: expect.closeTo(5.88, 1),
    });
  });

  it('tells people what would be done, why, and what it saves', async () => {
    const { status, stdout } = await plan(EXAMPLE, ...AT);
    expect(status).toBe(0);
    const lines = stdout.split('\n').map((line) => line.split(/ {2,}/));
    expect(lines.slice(0, 6).map((line) => line.slice(0, 4))).toEqual([
      ['GROUP', 'DAYS', 'WANTED', 'ACTION'],
      ['/aws/lambda/checkout', 'never', '30', 'shorten-announce'],
      ['/aws/lambda/checkout-debug', '3', '7', 'lengthen'],
      ['/audit/payments', 'never', 'never', 'keep'],
      ['/ecs/storefront', 'never', '30', 'set'],
      ['/exports/payments', '2', '2', 'skip'],
    ]);
    expect(stdout).toMatch(/\nStorage saved: \$5\.75 a month in the end, .* \(prices of 2026-11-01\)\.\n/);
    expect(stdout).toContain('\n1 would be announced to their owners and wait 7d.\n');
    expect(stdout).toMatch(/\nA dry run: apply is false in logs\.yaml, so nothing is ever written\.\n$/);
  });

  it.each<[what: string, group: object, expected: object]>([
    [
      '45',
      { logGroupName: '/a', retentionInDays: 3653 },
      { action: 'shorten-announce', currentDays: 3653, targetDays: 30 },
    ],
    [
      '46',
      { logGroupName: '/audit/a', storedBytes: 1e12 },
      { action: 'keep', currentDays: null, targetDays: null },
    ],
    [
      '48',
      { logGroupName: '/audit/a-debug', retentionInDays: 7 },
      { action: 'lengthen', targetDays: 2192, rules: { length: 2 } },
    ],
    [
      '48',
      { logGroupName: '/audit/a', retentionInDays: 7, tags: { level: 'debug' } },
      { targetDays: 2192, rules: { length: 2 } },
    ],
    ['50', { logGroupName: '/d', logGroupClass: 'DELIVERY' }, { action: 'skip' }],
    ['50', { logGroupName: 'aws-controltower-x' }, { action: 'skip' }],
    ['52', { logGroupName: '/a', storedBytes: 0 }, { action: 'set', targetDays: 30, monthlySavingUsd: 0 }],
    ['52', { logGroupName: '/a' }, { action: 'set', targetDays: 30, monthlySavingUsd: 0 }],
    [
      '52',
      { logGroupName: '/a', storedBytes: null, retentionInDays: null },
      { action: 'set', monthlySavingUsd: 0 },
    ],
    ['55', { logGroupName: '/a', retentionInDays: 30 }, { action: 'keep', monthlySavingUsd: 0 }],
  ])('%s: %j', async (_row, group, expected) => {
    expect(await planned(group)).toMatchObject([expected]);
  });

  it('44: looks at exact names', async () => {
    const dir = configFolder({
      'organization.yaml': ORGANIZATION,
      'logs.yaml': 'rules: [{ match: { name: /app }, days: 90 }]\n',
    });
    const groups = file({
      logGroups: ['/app', '/app-audit'].map((logGroupName) => ({ logGroupName, retentionInDays: 30 })),
    });
    const { stdout } = await plan(groups, '--json', '--config', dir);
    expect(JSON.parse(stdout)).toMatchObject([
      { name: '/app', action: 'lengthen', targetDays: 90 },
      { name: '/app-audit', action: 'keep', targetDays: 30 },
    ]);
  });

  it('reads stdin where the file is -, and several pages, each group once', () => {
    const pages = [
      { logGroups: [{ logGroupName: '/a' }], nextToken: 'x' },
      { logGroups: [{ logGroupName: '/a' }, { logGroupName: '/b' }] },
    ];
    const { status, stdout } = runCli(['logs', 'plan', '-', '--json'], {}, JSON.stringify(pages));
    expect(status).toBe(0);
    expect(JSON.parse(stdout).map(({ name }: { name: string }) => name)).toEqual(['/a', '/b']);
  });

  it('takes a list of groups, and says of which of them what is wrong', async () => {
    const groups = [{ logGroupName: '/a' }, { logGroupName: '/b', retentionInDays: 30 }];
    const { stdout } = await plan(file(groups), '--json', ...AT);
    expect(JSON.parse(stdout)).toMatchObject([
      { name: '/a', action: 'set' },
      { name: '/b', action: 'keep' },
    ]);
    const { status, stderr } = await plan(file([...groups, { logGroupName: '/c', storedBytes: -1 }]));
    expect(status).toBe(2);
    expect(stderr).toMatch(/groups\.json: 2\.storedBytes: Too small: expected number to be >=0; wanted: /);
  });

  it('counts what is stored in exabytes, and in no bytes at all', async () => {
    const [vast, tiny] = await planned(
      { logGroupName: '/vast', storedBytes: 2 ** 63 },
      { logGroupName: '/tiny', storedBytes: 0.5 },
    );
    expect(vast).toMatchObject({ action: 'shorten-announce', monthlySavingUsd: expect.closeTo(2.365e8, -6) });
    expect(tiny).toMatchObject({ action: 'shorten-announce', monthlySavingUsd: 0 });
  });

  it('says what is to be kept for ever', async () => {
    const dir = configFolder({
      'organization.yaml': ORGANIZATION,
      'logs.yaml': 'rules: [{ match: { name: /a }, never: true }]\n',
    });
    const groups = file({ logGroups: [{ logGroupName: '/a', retentionInDays: 30 }] });
    const { stdout } = await plan(groups, '--json', '--config', dir);
    expect(JSON.parse(stdout)).toMatchObject([
      {
        action: 'lengthen',
        targetDays: null,
        reason: 'TOO_SHORT: 30 days, and they are to be kept for ever',
        monthlySavingUsd: 0,
      },
    ]);
  });

  it('has nothing to say of no groups', async () => {
    expect((await plan(file({ logGroups: [] }), '--json')).stdout).toBe('[]\n');
    expect((await plan(file({ logGroups: [] }))).stdout).toBe('No log groups.\n');
  });

  it('--fail-on-findings exits 1 where a group is to be changed, and 0 otherwise', async () => {
    const failing = await plan(EXAMPLE, '--fail-on-findings', '--json', ...AT);
    expect(failing.status).toBe(1);
    expect(JSON.parse(failing.stdout)).toHaveLength(5);
    expect(failing.stderr.split('\n').at(-2)).toBe(
      'belltower logs plan: 3 of 5 log groups are to be changed',
    );
    const right = file({ logGroups: [{ logGroupName: '/a', retentionInDays: 30 }] });
    expect((await plan(right, '--fail-on-findings')).status).toBe(0);
  });

  const WANTED = '; wanted: a page of DescribeLogGroups, .*';
  it.each<[what: string, args: () => string[], line: string]>([
    ['a file that is not there', () => ['nope.json'], `nope\\.json: cannot be read \\(ENOENT\\)${WANTED}`],
    ['no JSON', () => [file('{')], `\\S*groups\\.json.*: not JSON${WANTED}`],
    ['JSON of another kind', () => [file({})], `\\S*groups\\.json: logGroups: .*${WANTED}`],
    ['a number', () => [file(7)], `\\S*groups\\.json: the value: .*${WANTED}`],
    [
      'a group without a name',
      () => [file({ logGroups: [{ logGroupName: '/a' }, {}] })],
      `\\S*groups\\.json: logGroups\\.1\\.logGroupName: .*${WANTED}`,
    ],
    [
      'bytes that are no number',
      () => [file({ logGroups: [{ logGroupName: '/a', storedBytes: 'x' }] })],
      `\\S*groups\\.json: logGroups\\.0\\.storedBytes: .*${WANTED}`,
    ],
    [
      '47: rules with a fault',
      () => {
        const logs = 'levels: { info: 0d }\n';
        return [EXAMPLE, '--config', configFolder({ 'organization.yaml': ORGANIZATION, 'logs.yaml': logs })];
      },
      '\\S*logs\\.yaml:1:17: levels\\.info: wrong: "0d"; wanted: days from 1 to 3653.*',
    ],
    [
      'no rules',
      () => [EXAMPLE, '--config', configFolder({ 'organization.yaml': ORGANIZATION })],
      '\\S*: there are no rules of retention; wanted: a file logs\\.yaml in this folder',
    ],
  ])('%s: exit 2 and one line', async (_what, args, line) => {
    const { status, stdout, stderr } = await plan(...args());
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^${line}\n$`));
  });
});
