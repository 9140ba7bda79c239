import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCliHere } from '../../support/cli-in-process.ts';
import { configFolder, ORGANIZATION } from '../../support/config-folder.ts';
import { runCli } from '../../support/run-cli.ts';

const EXAMPLE = 'config/example/events/run-instances.json';
const check = (...args: string[]) => runCliHere(['tags', 'check', ...args]);

/** A folder with this tag policy, for the length of a test. */
const policy = (yaml: string) => configFolder({ 'organization.yaml': ORGANIZATION, 'tags.yaml': yaml });

/** A file with this in it, for the length of a test. */
function file(content: unknown): string {
  const path = join(configFolder({}), 'event.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const record = (name: string, more: object = {}) => ({
  eventSource: 'sns.amazonaws.com',
  eventName: 'CreateTopic',
  awsRegion: 'eu-west-1',
  recipientAccountId: '111111111111',
  userIdentity: { type: 'IAMUser', userName: 'alice' },
  requestParameters: { name, tags: [{ key: 'team', value: 'payments' }] },
  responseElements: { topicArn: `arn:aws:sns:eu-west-1:111111111111:${name}` },
  ...more,
});

describe('belltower tags check', () => {
  it('P3: with --json prints exactly one JSON value, in the shape of the contract', () => {
    const { status, stdout, stderr } = runCli(['tags', 'check', EXAMPLE, '--json'], {
      BELLTOWER_CONFIG: policy(
        'required: [{ key: team, values: fromTeams }, { key: owner, fromCreator: true }]\n',
      ),
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const [first, ...rest]: object[] = JSON.parse(stdout);
    expect(rest).toHaveLength(3);
    expect(first).toEqual({
      arn: 'arn:aws:ec2:eu-west-1:111111111111:instance/i-0aaaaaaaaaaaaaaa1',
      type: 'ec2:instance',
      action: 'judged',
      reason: 'KEY_VARIANT: "Team" is to be "team"; MISSING: owner',
      creator: 'alice@acme.example',
      tags: { Team: 'payments', service: 'checkout', env: 'production', 'cost-center': 'CC-1200' },
      missing: ['owner'],
      invalid: [{ key: 'Team', value: 'payments', suggestion: 'team' }],
      verdict: 'violation',
      actions: [
        { action: 'rename-tag', keys: ['Team'], to: 'team', value: 'payments', beside: false },
        { action: 'set-tag', key: 'owner', value: 'alice@acme.example', from: 'creator', was: null },
      ],
    });
  });

  it('tells people what is wrong, who made it and what would put it right', async () => {
    const { status, stdout } = await check(EXAMPLE);
    expect(status).toBe(0);
    expect(stdout.split('\n\n')[0]?.split('\n')).toEqual([
      'VIOLATION  arn:aws:ec2:eu-west-1:111111111111:instance/i-0aaaaaaaaaaaaaaa1',
      '  KEY_VARIANT: "Team" is to be "team"',
      '  ALIAS: env is "production", which stands for "prod"',
      '  NOT_ALLOWED: cost-center is "CC-1200", perhaps "cc-1200" is meant',
      '  MISSING: owner',
      '  made by alice@acme.example',
      '  to put it right: "Team" becomes team = "payments"',
      '  to put it right: env = "prod" (from alias, was "production")',
      '  to put it right: owner = "alice@acme.example" (from creator)',
    ]);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(
      "violation: 4. The policy's mode is tag, and nothing is written: apply is false.",
    );
  });

  it('reads stdin where the file is -, and every record of a list', () => {
    const input = JSON.stringify({
      Records: [
        record('a'),
        record('b', { errorCode: 'AccessDenied' }),
        7,
        { eventName: 'x', eventSource: 'y' },
      ],
    });
    const { status, stdout } = runCli(['tags', 'check', '-', '--json'], {}, input);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      { action: 'judged', arn: 'arn:aws:sns:eu-west-1:111111111111:a' },
      { action: 'ignored', arn: null, verdict: 'unknown' },
      { action: 'unresolved', reason: 'UNREADABLE: it is not an object' },
      { action: 'unresolved', reason: 'UNKNOWN_CALL: x of y is not in the table of create calls' },
    ]);
  });

  it('has nothing to say of no records', async () => {
    expect(await check(file({ Records: [] }), '--json')).toMatchObject({ status: 0, stdout: '[]\n' });
    expect((await check(file({ Records: [] }))).stdout).toBe('No records, so nothing was made.\n');
  });

  it('--fail-on-findings exits 1 for a violation or what cannot be made out, and 0 otherwise', async () => {
    const dir = policy('required: [{ key: team, values: [payments] }]\n');
    const failing = await check(EXAMPLE, '--fail-on-findings', '--json');
    expect(failing.status).toBe(1);
    expect(JSON.parse(failing.stdout)).toHaveLength(4);
    expect(failing.stderr.split('\n').at(-2)).toBe(
      'belltower tags check: 4 of 4 violate the policy or cannot be made out',
    );
    expect(await check(file({ Records: [1] }), '--fail-on-findings')).toMatchObject({ status: 1 });
    expect(await check(file(record('a')), '--config', dir, '--fail-on-findings')).toMatchObject({
      status: 0,
    });
  });

  it('37: takes exemptions as at an instant', async () => {
    const dir = policy(
      'required: [{ key: owner }]\nexempt: [{ match: { arn: "*:a" }, until: 2026-11-30, why: T-12 }]\n',
    );
    const verdictAt = async (at: string) => {
      const { stdout } = await check(file(record('a')), '--config', dir, '--at', at, '--json');
      return JSON.parse(stdout)[0].verdict;
    };
    expect([await verdictAt('2026-11-30T23:59Z'), await verdictAt('2026-12-01T00:00Z')]).toEqual([
      'exempt',
      'violation',
    ]);
  });

  const WANTED = '; wanted: an event of EventBridge, a record of CloudTrail, or \\{ "Records": .*';
  it.each<[what: string, args: () => string[], line: string]>([
    ['a file that is not there', () => ['nope.json'], `nope\\.json: cannot be read \\(ENOENT\\)${WANTED}`],
    ['no JSON', () => [file('{')], `\\S*event\\.json.*: not JSON${WANTED}`],
    ['an empty file', () => [file('')], `\\S*event\\.json: is empty${WANTED}`],
    ['JSON of another kind', () => [file({ a: 1 })], `\\S*event\\.json: not an event of CloudTrail${WANTED}`],
    ['a list', () => [file([record('a')])], `\\S*event\\.json: not an event of CloudTrail${WANTED}`],
    ['no file', () => [], "belltower tags check: missing required argument 'event\\.json'; usage: .*"],
    [
      'no tag policy',
      () => [EXAMPLE, '--config', configFolder({ 'organization.yaml': ORGANIZATION })],
      '\\S*: there is no tag policy; wanted: a file tags\\.yaml in this folder',
    ],
    [
      '36: a policy with a fault',
      () => [EXAMPLE, '--config', policy('required: [{ key: "aws:x" }]\n')],
      '\\S*tags\\.yaml:1:19: required\\[0\\]\\.key: wrong: "aws:x"; wanted: a tag key.*',
    ],
  ])('%s: exit 2 and one line', async (_what, args, line) => {
    const { status, stdout, stderr } = await check(...args());
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^${line}\n$`));
  });
});

describe('belltower tags compile', () => {
  it('writes the policies and the aspect, and removes what an earlier run left', async () => {
    const out = join(configFolder({}), 'tags');
    const { status, stdout } = await runCliHere(['tags', 'compile', '--out', out, '--json']);
    expect(status).toBe(0);
    const files = ['required-tags.ts', 'scp-1.json', 'scp-2.json', 'tag-policy.json'];
    expect(readdirSync(out).sort()).toEqual(files);
    const { folder, files: listed, left } = JSON.parse(stdout);
    expect(folder).toBe(out);
    expect(listed.map(({ name }: { name: string }) => name).sort()).toEqual(files);
    for (const { name, characters } of listed)
      expect(readFileSync(join(out, name), 'utf8')).toHaveLength(characters);
    expect(left).toEqual(['owner: it is filled in afterwards, whatever the value']);
    const dir = policy('required: [{ key: team }]\n');
    await runCliHere(['tags', 'compile', '--out', out, '--config', dir]);
    expect(readdirSync(out).sort()).toEqual(['required-tags.ts', 'scp-1.json', 'tag-policy.json']);
  });

  it('says in one line where it cannot write', async () => {
    const { status, stderr } = await runCliHere(['tags', 'compile', '--out', file('')]);
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /event\.json: cannot be written \(EEXIST\); wanted: a folder for the compiled policies\n$/,
    );
  });
});
