import { describe, expect, it } from 'vitest';
import { configFolder, ORGANIZATION, PAGING } from '../../support/config-folder.ts';
import { runCli } from '../../support/run-cli.ts';

const AT = ['--at', '2026-03-10T12:00:00Z'];

describe('belltower config check', () => {
  it('says what it found valid', () => {
    const dir = configFolder({ 'organization.yaml': ORGANIZATION, 'paging.yaml': PAGING });
    expect(runCli(['config', 'check', '--config', dir])).toEqual({
      status: 0,
      stdout: `${dir} is valid: acme, 1 team, 1 person, 0 accounts; paging: 1 schedule, 1 ladder, 1 route\n`,
      stderr: expect.any(String),
    });
  });

  it('says of each domain that is configured what it found', () => {
    const sections = {
      'cost.yaml': 'budgets: [{ id: everything, scope: all, amountUsd: 100 }]\n',
      'tags.yaml': 'required: [{ key: team, values: fromTeams }, { key: env, values: [prod, dev] }]\n',
      'logs.yaml': 'levels: { debug: 7d, info: 30d }\n',
      'privacy.yaml': `systems:
  - id: orders
    connector: dynamodb
    table: orders
    subjectKey: { attribute: userId, from: identity.userId }
    classes: [{ id: all, erase: delete }]
    owner: payments
identities: [userId]
`,
    };
    const dir = configFolder({ 'organization.yaml': ORGANIZATION, ...sections });
    const { status, stdout } = runCli(['config', 'check', '--config', dir]);
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: `${dir} is valid: acme, 1 team, 1 person, 0 accounts; paging is off; cost: 1 budget, 0 units, 0 overrides, 0 planned events; tags: 2 required tags, 0 exemptions; logs: 4 levels, 0 rules; privacy: 1 system, 1 identity\n`,
    });
  });

  it('warns of what will come of the schedules in the next 30 days, and exits 0', () => {
    const restricted = PAGING.replace(
      'participants: [alice] }',
      'participants: [alice], restrictions: [{ days: [mon, tue, wed, thu, fri, sat, sun], from: "08:00", to: "20:00" }] }',
    );
    const dir = configFolder({ 'organization.yaml': ORGANIZATION, 'paging.yaml': restricted });
    const { status, stderr } = runCli(['config', 'check', '--config', dir]);
    expect(status).toBe(0);
    const at = /^warning: \S+paging\.yaml:9:5: schedules\[0\]: /.source;
    expect(stderr).toMatch(
      new RegExp(`${at}nobody is on call in "primary" \\d+ times for 12h: first from `, 'm'),
    );
    expect(stderr).toMatch(new RegExp(`${at}only 1 person takes part in "primary" \\(alice\\)`, 'm'));
    expect(stderr).toMatch(new RegExp(`${at}alice is on call for \\d turns in a row in "primary"`, 'm'));
    const json = JSON.parse(runCli(['config', 'check', '--config', dir, '--json']).stdout);
    expect(json).toMatchObject({ ok: true, faults: [], warnings: expect.any(Array) });
    expect(json.warnings).toContainEqual(
      expect.objectContaining({ line: 9, column: 5, path: 'schedules[0]' }),
    );
  });

  it('checks the example where nothing is said', () => {
    expect(runCli(['config', 'check']).stdout).toMatch(/^config\/example is valid: acme, /);
  });

  it('P1: lists every fault of every file with file:line:column, and exits 2', () => {
    const dir = configFolder({
      'organization.yaml': `${ORGANIZATION}colour: blue\n`,
      'paging.yaml': PAGING.replace('schedule: primary', 'schedule: primry').replace(
        'after: 5m',
        'after: 5 minutes',
      ),
    });
    const { status, stdout, stderr } = runCli(['config', 'check', '--config', dir]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/organization\.yaml:7:1: colour: unknown key; allowed here: /),
      expect.stringMatching(
        /paging\.yaml:6:44: ladders\[0\]\.rungs\[0\]\.targets\[0\]\.schedule: there is no schedule "primry"/,
      ),
      expect.stringMatching(
        /paging\.yaml:7:18: ladders\[0\]\.rungs\[1\]\.after: wrong: "5 minutes"; wanted: a duration/,
      ),
    ]);
  });

  it('P3: with --json the faults are the one JSON value on stdout', () => {
    const dir = configFolder({ 'organization.yaml': `${ORGANIZATION}colour: blue\n` });
    const { status, stdout, stderr } = runCli(['config', 'check', '--json'], { BELLTOWER_CONFIG: dir });
    expect({ status, stderr }).toEqual({ status: 2, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      faults: [{ line: 7, column: 1, path: 'colour' }],
      warnings: [],
    });
  });

  it('keeps warnings apart from the answer', () => {
    const dir = configFolder({
      'organization.yaml': ORGANIZATION,
      'tags.yaml':
        'required: [{ key: team }]\nexempt: [{ match: { region: eu-west-1 }, until: 2020-01-31, why: moved }]\n',
    });
    const { status, stdout, stderr } = runCli(['config', 'check', '--config', dir]);
    expect(status).toBe(0);
    expect(stdout).toContain('paging is off');
    expect(stderr).toBe(
      `warning: ${dir}/tags.yaml:2:49: exempt[0].until: this exemption ended on 2020-01-31: what it names is judged like the rest\n`,
    );
  });
});

describe('belltower paging oncall', () => {
  it('says who is on call, by schedule', () => {
    const { status, stdout } = runCli(['paging', 'oncall', ...AT]);
    expect(status).toBe(0);
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      'On call at 2026-03-10T12:00:00.000Z:',
      'payments-primary      Alice (alice, by weekly)',
    ]);
  });

  it('P3: with --json prints exactly one JSON value', () => {
    const { status, stdout, stderr } = runCli(['paging', 'oncall', 'search-primary', '--json', ...AT]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual([
      { schedule: 'search-primary', people: [{ person: 'judy', source: 'office-hours' }] },
    ]);
  });

  it('is about now where nothing is said', () => {
    expect(JSON.parse(runCli(['paging', 'oncall', '--json']).stdout)).toContainEqual({
      schedule: 'payments-primary',
      people: [expect.anything()],
    });
  });
});

describe('bad usage', () => {
  it.each<[string, string[], string | RegExp]>([
    [
      'P2: a date that does not exist',
      ['paging', 'oncall', '--at', '2026-13-40'],
      "belltower paging oncall: option '--at <ISO>' argument '2026-13-40' is invalid; wanted: an ISO 8601 instant such as 2026-11-21T03:00:00Z or 2026-11-21T04:00:00+01:00, or now",
    ],
    [
      'a schedule that is not there',
      ['paging', 'oncall', 'primry', '--config', 'config/local', '--json'],
      'belltower paging oncall: argument schedule: there is no schedule "primry"; there are: payments-primary, payments-secondary, platform-primary, platform-secondary, incident-commanders',
    ],
    ['no command', [], /^belltower: a command is missing; allowed: config, paging.*$/],
    ['an unknown command', ['pageing'], /^belltower: unknown command 'pageing'; allowed: config, paging.*$/],
    ['no command of a noun', ['config'], 'belltower config: a command is missing; allowed: check'],
    [
      'an unknown command of a noun',
      ['config', 'chekc'],
      "belltower config: unknown command 'chekc'; allowed: check",
    ],
    [
      'an unknown option',
      ['config', 'check', '--jsn'],
      "belltower config check: unknown option '--jsn'; allowed: --config <DIR>, --json, --help",
    ],
    [
      'an option without its value',
      ['paging', 'oncall', '--at'],
      "belltower paging oncall: option '--at <ISO>' argument missing",
    ],
    [
      'too much',
      ['config', 'check', 'config/acme'],
      "belltower config check: too many arguments for 'check'. Expected 0 arguments but got 1: config/acme; usage: belltower config check [options]",
    ],
    [
      'no such folder',
      ['paging', 'oncall', '--config', '/nowhere'],
      '/nowhere:1:1: there is no such folder; wanted: a folder with organization.yaml',
    ],
  ])('%s: exit 2 and one line', (_name, args, line) => {
    const { status, stdout, stderr } = runCli(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual([
      typeof line === 'string' ? line : expect.stringMatching(line),
    ]);
  });
});

describe('--help', () => {
  it.each([[['config', 'check']], [['paging', 'oncall']]])('of %j has an example, and exits 0', (command) => {
    const { status, stdout, stderr } = runCli([...command, '--help']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(`Example:\n  npx belltower ${command.join(' ')}`);
  });
});
