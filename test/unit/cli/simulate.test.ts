import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type SimulatedIncident, Simulation } from '../../../shared/paging/simulation.ts';
import { SweepFinding } from '../../../shared/paging/sweep-simulation.ts';
import { runCliHere } from '../../support/cli-in-process.ts';
import { configFolder, ORGANIZATION, PAGING } from '../../support/config-folder.ts';
import { runCli } from '../../support/run-cli.ts';

const EXAMPLE = 'config/example/alerts/payments-errors.json';
const NIGHT = ['--at', '2026-11-21T03:00:00Z'];
const DAY = ['--from', '2026-11-21T00:00Z', '--to', '2026-11-22T00:00Z'];

const simulate = (...args: string[]) => runCliHere(['paging', 'simulate', ...args]);

/** A file with this in it, for the length of a test. */
function file(content: unknown): string {
  const path = join(configFolder({}), 'alert.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** The incidents of an answer in JSON, checked against its schema. */
function incidentsOf(stdout: string): SimulatedIncident[] {
  const simulation = Simulation.parse(JSON.parse(stdout));
  if (simulation.kind !== 'simulated') throw new Error(simulation.kind);
  return simulation.incidents;
}

function people({ timeline }: SimulatedIncident): string[] {
  return timeline.flatMap((event) =>
    event.kind === 'page' && event.outcome === 'sent' ? [`${event.after} ${event.person}`] : [],
  );
}

describe('belltower paging simulate', () => {
  it('tells the story: after how long, at what hour for them, who, by what and why', async () => {
    const { status, stdout, stderr } = await simulate(EXAMPLE, ...NIGHT);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines.slice(0, 3)).toEqual([
      'SEV2 payments: Checkout: API error rate > 5%',
      '  from grafana; route 7 of 14 (source=grafana, team=payments): page, ladder payments of team payments',
      '  at 2026-11-21T03:00:00Z, if nobody acts',
    ]);
    expect(lines.slice(4, 10).map((line) => line.split(/ {2,}/))).toEqual([
      ['AFTER', 'LOCAL TIME', 'WHO', 'BY', 'WHY'],
      [
        '+0s',
        'Sat 21 Nov, 04:00 GMT+1',
        'Alice (alice)',
        'sms, email',
        'rung 1 of payments (schedule payments-primary): the first to be called',
      ],
      [
        '+15m',
        'Sat 21 Nov, 04:15 GMT+1',
        'Bob (bob)',
        'sms, email',
        'rung 2 of payments (schedule payments-secondary): nobody has acted',
      ],
      [
        '+30m',
        'Sat 21 Nov, 04:30 GMT+1',
        'Carol (carol)',
        'sms, email',
        'rung 3 of payments (person carol): nobody has acted',
      ],
      [
        '+45m',
        'Sat 21 Nov, 04:45 GMT+1',
        'Nadia (nadia)',
        'sms, email',
        'rung 4 of payments (team directors): nobody has acted',
      ],
      [
        '+45m',
        'Fri 20 Nov, 22:45 EST',
        'Omar (omar)',
        'sms, email',
        'rung 4 of payments (team directors): nobody has acted',
      ],
    ]);
    expect(lines.at(-2)).toBe('The catch-all repeats every 1h until somebody acts.');
  });

  it('P3: with --json prints exactly one JSON value', () => {
    const { status, stdout, stderr } = runCli(['paging', 'simulate', EXAMPLE, ...NIGHT, '--json']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(incidentsOf(stdout)).toMatchObject([
      { service: 'payments', severity: 'SEV2', ladder: 'payments' },
    ]);
  });

  it('reads stdin where the file is -', () => {
    const alert = JSON.stringify({ title: 'x', severity: 'SEV4' });
    const { status, stdout } = runCli(['paging', 'simulate', '-', '--json'], {}, alert);
    expect(status).toBe(0);
    expect(incidentsOf(stdout)).toMatchObject([{ verdict: 'pages-nobody', reason: 'tier-ticket' }]);
  });

  it('is about now where nothing is said', async () => {
    const before = new Date().toISOString();
    const { at } = Simulation.parse(JSON.parse((await simulate(EXAMPLE, '--json')).stdout));
    expect(at >= before && at <= new Date().toISOString()).toBe(true);
  });

  it('takes --severity as said by the alert: a SEV1 calls all hands at once, told shortly when called again', async () => {
    const { stdout } = await simulate(EXAMPLE, ...NIGHT, '--severity', 'SEV1', '--for', '15m');
    expect(stdout.match(/^\+0s .*sms, email, webhook/gm)).toHaveLength(4);
    expect(stdout).toMatch(/^\+15m +the same 4 +the same +rung 2 of payments: nobody has acted$/m);
  });

  it('looks no further ahead than --for', async () => {
    const { stdout } = await simulate(EXAMPLE, ...NIGHT, '--for', '15m', '--json');
    const [incident] = incidentsOf(stdout);
    expect(incident).toMatchObject({ ending: 'horizon' });
    expect(incident && [...new Set(people(incident))]).toEqual(['0s alice', '15m bob']);
  });

  it('passes people of --unreachable over, or a method of theirs', async () => {
    const { status, stdout } = await simulate(
      EXAMPLE,
      ...NIGHT,
      '--unreachable',
      'alice, bob:sms',
      '--for',
      '0m',
    );
    expect(status).toBe(0);
    expect(stdout).toMatch(/^\+0s .*Alice \(alice\) +sms, email: not reachable /m);
    expect(stdout).toMatch(/^\+0s .*Bob \(bob\) +sms: not reachable .*nobody before could be reached$/m);
    expect(stdout).toMatch(/^\+0s .*Bob \(bob\) +email /m);
    expect(stdout).toContain(
      'Belltower also raises an alert: alice is on call without a verified contact method',
    );
  });

  it('takes a bare body as sent by --integration', async () => {
    const body = file({ title: 'x', labels: { team: 'payments' }, service: 'payments' });
    const [unnamed] = incidentsOf((await simulate(body, ...NIGHT, '--json')).stdout);
    const [named] = incidentsOf(
      (await simulate(body, ...NIGHT, '--integration', 'grafana', '--json')).stdout,
    );
    expect([unnamed?.ladder, named?.ladder]).toEqual(['catch-all', 'payments']);
  });

  it('says when no route was written for an alert', async () => {
    const { status, stdout } = await simulate(file({ title: 'x', service: 'unheard-of' }), ...NIGHT);
    expect(status).toBe(0);
    expect(stdout).toContain('no route was written for it: only the last one took it');
  });

  it('says who is passed over because nobody is on call', async () => {
    const paging = PAGING.replace(
      'participants: [alice]',
      'participants: [alice], restrictions: [{ days: [mon], from: "09:00", to: "10:00" }]',
    );
    const dir = configFolder({ 'organization.yaml': ORGANIZATION, 'paging.yaml': paging });
    const { stdout } = await simulate(EXAMPLE, ...NIGHT, '--config', dir);
    expect(stdout).toMatch(
      /^\+0s +nobody +rung 1 of payments: schedule primary has nobody on call, passed over at once\n\+0s .* Alice \(alice\) +sms, email +rung 2 of payments \(team payments\): the first to be called$/m,
    );
  });

  it.each<[string, unknown, RegExp]>([
    ['a ticket', { title: 'x', severity: 'SEV4' }, /Nobody is paged: its tier is ticket/],
    [
      'an alert that has cleared',
      { title: 'x', state: 'resolved' },
      /Nobody is paged: it says that something is resolved/,
    ],
    [
      'an alarm without data',
      { AlarmName: 'a', NewStateValue: 'INSUFFICIENT_DATA', StateChangeTime: '2026-11-21T03:00:00Z' },
      /Nobody is paged: insufficient-data \(from cloudwatch\)/,
    ],
  ])('exits 0 for %s, with the reason, for one moment and for many', async (_name, alert, reason) => {
    for (const when of [NIGHT, DAY]) {
      const { status, stdout, stderr } = await simulate(file(alert), ...when);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toMatch(reason);
    }
  });

  it('exits 1 where the first page lies beyond what is looked at', async () => {
    const paging = `${PAGING}notify: { high: [{ method: sms, after: 10m }] }\n`;
    const dir = configFolder({ 'organization.yaml': ORGANIZATION, 'paging.yaml': paging });
    const { status, stdout } = await simulate(EXAMPLE, ...NIGHT, '--config', dir, '--for', '1m');
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /\nno page is sent\n\nNot looked at beyond 1m: nobody has been reached by then\.\n$/,
    );
  });

  it('exits 1 where the alert should page and reaches nobody at all', async () => {
    const dir = configFolder({ 'organization.yaml': ORGANIZATION, 'paging.yaml': PAGING });
    const args = [EXAMPLE, ...NIGHT, '--config', dir, '--unreachable', 'alice'];
    const human = await simulate(...args);
    expect(human.status).toBe(1);
    expect(human.stdout).toContain('and reaches nobody.');
    expect(human.stderr).toMatch(/^belltower paging simulate: nobody would be reached: SEV2 payments: .*\n$/);
    const json = await simulate(...args, '--json');
    expect(json.status).toBe(1);
    expect(incidentsOf(json.stdout)).toMatchObject([{ verdict: 'nobody-reached' }]);
  });
});

describe('belltower paging simulate --from --to', () => {
  it('says so where somebody is always paged', async () => {
    expect(await simulate(EXAMPLE, ...DAY, '--fail-on-findings')).toEqual({
      status: 0,
      stdout:
        'Somebody is paged by the first rung, every 1h from 2026-11-21T00:00:00Z to 2026-11-22T00:00:00Z (25 instants).\n',
      stderr: '',
    });
  });

  const handoff = ['--from', '2026-11-23T00:00Z', '--to', '2026-11-24T00:00Z', '--every', '30m'];

  it('prints when the first rung reaches nobody, and what then; such findings fail only when asked to', async () => {
    const args = [EXAMPLE, ...handoff, '--unreachable', 'alice'];
    const { status, stdout, stderr } = await simulate(...args);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['FROM', 'TO', 'COUNT', 'LADDER', 'FIRST RUNG', 'FIRST REACHED'],
      [
        '2026-11-23T00:00:00Z',
        '2026-11-23T07:30:00Z',
        '16',
        'SEV2 payments',
        'alice (schedule payments-primary): not reachable',
        'bob by rung 2 of payments after 0s',
      ],
      [''],
      [
        'The first rung reaches nobody at 16 instants of those every 30m from 2026-11-23T00:00:00Z to 2026-11-24T00:00:00Z (49 instants).',
      ],
      [''],
    ]);
    const failing = await simulate(...args, '--fail-on-findings');
    expect(failing).toMatchObject({ status: 1, stdout });
    expect(failing.stderr).toMatch(
      /^belltower paging simulate: the first rung does not always reach somebody.*\n$/,
    );
  });

  it('P3: with --json prints exactly one JSON value', async () => {
    const { status, stdout, stderr } = await simulate(
      EXAMPLE,
      ...handoff,
      '--unreachable',
      'alice',
      '--json',
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { findings, ...rest } = JSON.parse(stdout);
    expect(rest).toEqual({
      from: '2026-11-23T00:00:00.000Z',
      to: '2026-11-24T00:00:00.000Z',
      everyMs: 1_800_000,
      instants: 49,
      pagesNobody: false,
    });
    expect(SweepFinding.array().parse(findings)).toMatchObject([
      { kind: 'first-rung-unreachable', count: 16 },
    ]);
  });

  it('tells nobody on call and nobody reached at all apart', async () => {
    const paging = PAGING.replace(
      'participants: [alice]',
      'participants: [alice], restrictions: [{ days: [sat], from: "09:00", to: "10:00" }]',
    );
    const dir = configFolder({ 'organization.yaml': ORGANIZATION, 'paging.yaml': paging });
    const at = ['--from', '2026-11-21T07:00Z', '--to', '2026-11-21T08:00Z'];
    const empty = await simulate(EXAMPLE, ...at, '--config', dir);
    expect(empty.stdout).toMatch(
      / 1 +SEV2 payments +nobody \(schedule primary\) +alice by rung 2 of payments after 0s$/m,
    );
    const lost = await simulate(EXAMPLE, ...at, '--config', dir, '--unreachable', 'alice');
    expect(lost.stdout).toMatch(/ nobody \(schedule primary\) +nobody at all$/m);
    expect(lost.stdout).toMatch(/ alice \(schedule primary\): not reachable +nobody at all$/m);
  });

  it('asks about one instant where from is to', async () => {
    const { stdout } = await simulate(EXAMPLE, '--from', '2026-11-21T03:00Z', '--to', '2026-11-21T03:00Z');
    expect(stdout).toContain('(1 instant)');
  });
});

describe('bad usage', () => {
  const WANTED = /; wanted: an alert as JSON, such as config\/example\/alerts\/payments-errors\.json, .*/
    .source;
  it.each<[string, () => string[], string]>([
    ['a file that is not there', () => ['nope.json'], `nope\\.json: cannot be read \\(ENOENT\\)${WANTED}`],
    ['a folder', () => ['config'], `config: cannot be read \\(EISDIR\\)${WANTED}`],
    ['an empty file', () => [file(' ')], `alert\\.json: is empty${WANTED}`],
    ['no JSON', () => [file('{\n  "title": "x",\n}')], `alert\\.json:3:1: not JSON${WANTED}`],
    ['JSON that is no alert', () => [file('[1]')], `alert\\.json: not an alert: neither .*${WANTED}`],
    [
      'an alert without a title',
      () => [file({ severity: 'SEV1' })],
      `alert\\.json: not an alert: title: a title that says what is broken${WANTED}`,
    ],
    ['no file', () => [], "missing required argument 'alert\\.json'; usage: .*"],
    [
      'an unknown person',
      () => [EXAMPLE, '--unreachable', 'alice,zed'],
      'option \'--unreachable <PEOPLE>\': there is no person "zed"; there are: alice, .*',
    ],
    [
      'an unknown method',
      () => [EXAMPLE, '--unreachable', 'alice:fax'],
      'option \'--unreachable <PEOPLE>\': there is no method "fax"; allowed: sms, email, webhook',
    ],
    [
      'an unknown integration',
      () => [EXAMPLE, '--integration', 'x'],
      'option \'--integration <ID>\': there is no integration "x"; there are: grafana',
    ],
    [
      'an unknown severity',
      () => [EXAMPLE, '--severity', 'SEV5'],
      "option '--severity <SEVERITY>' argument 'SEV5' is invalid; allowed: SEV1, .*",
    ],
    [
      'no instant',
      () => [EXAMPLE, '--at', 'noon'],
      "option '--at <ISO>' argument 'noon' is invalid; wanted: an ISO 8601 instant .*",
    ],
    [
      'no duration',
      () => [EXAMPLE, '--for', '4'],
      "option '--for <DURATION>' argument '4' is invalid; wanted: a duration such as .*",
    ],
    [
      'one moment and many',
      () => [EXAMPLE, ...NIGHT, ...DAY],
      "option '--at <ISO>' cannot be used with option '--from <ISO>'",
    ],
    ['many moments without an end', () => [EXAMPLE, '--from', 'now'], '.*need each other'],
    [
      'steps of no time',
      () => [EXAMPLE, ...DAY, '--every', '0m'],
      "option '--every <DURATION>' argument '0m' is invalid; wanted: .*",
    ],
    [
      'an end before the beginning',
      () => [EXAMPLE, '--from', '2026-11-22T00:00Z', '--to', '2026-11-21T00:00Z'],
      "option '--to <ISO>' is before '--from <ISO>'; wanted: .*",
    ],
    [
      'too many moments',
      () => [EXAMPLE, ...DAY, '--every', '5s'],
      "option '--every <DURATION>': 17281 instants from .*; at most 10000",
    ],
  ])('%s: exit 2 and one line', async (_name, args, line) => {
    const { status, stdout, stderr } = await simulate(...args());
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^(belltower paging simulate: |\\S*)${line}\n$`));
  });
});
