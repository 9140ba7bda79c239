import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatFaults, readConfig } from '../../../shared/config/read-config.ts';
import { configFolder, ORGANIZATION, PAGING } from '../../support/config-folder.ts';

type Files = Parameters<typeof configFolder>[0];

/** Every fault as the user reads it, without the folder. */
function faultsOf(files: Files): string[] {
  const dir = configFolder(files);
  const read = readConfig(dir);
  const text = read.ok ? '' : formatFaults(read.faults);
  return text.replaceAll(`${dir}/`, '').split('\n').filter(Boolean);
}

function organization(changed: string): Files {
  return { 'organization.yaml': changed, 'paging.yaml': PAGING };
}

function paging(from: string, to: string): Files {
  expect(PAGING).toContain(from);
  return { 'organization.yaml': ORGANIZATION, 'paging.yaml': PAGING.replace(from, to) };
}

describe('sound configuration', () => {
  it('is read, with what is not stated filled in', () => {
    const read = readConfig(configFolder({ 'organization.yaml': ORGANIZATION, 'paging.yaml': PAGING }));
    expect(read).toMatchObject({
      ok: true,
      warnings: [],
      config: {
        organization: { name: 'acme', accounts: [] },
        paging: { ackTimeout: '2h', cloudwatchEvents: false, healthEvents: false },
      },
    });
  });

  it('has a domain off whose file is absent', () => {
    const read = readConfig(configFolder({ 'organization.yaml': ORGANIZATION }));
    expect(read.ok && 'paging' in read.config).toBe(false);
    expect(read.ok).toBe(true);
  });

  it('may have contacts and files that are not YAML beside it', () => {
    const beside = { 'contacts.yaml': '[', 'contacts.yaml.example': '', 'README.md': '', '.hidden.yaml': '' };
    const read = readConfig(configFolder({ 'organization.yaml': ORGANIZATION, ...beside }));
    expect(read).toMatchObject({ ok: true, warnings: [] });
  });

  it.each(['config/example', 'config/local'])('%s has neither fault nor warning', (dir) => {
    expect(readConfig(dir)).toMatchObject({ ok: true, warnings: [] });
  });

  it('keeps the local log retention as the example one, but for its times and that it is applied', () => {
    const [example, local] = ['config/example', 'config/local'].map((dir) => readConfig(dir));
    if (!example?.ok || !local?.ok) throw new Error('both are valid');
    const logs = example.config.logs;
    expect(local.config.logs).toEqual({
      ...logs,
      protect: { ...logs?.protect, shortenOnlyAfter: '1s' },
      settle: '2s',
      ownWithin: '1s',
      apply: true,
    });
  });

  it('keeps the local tags as the example ones, but that they are written, and enforced', () => {
    const [example = '', local] = ['config/example', 'config/local'].map((dir) =>
      readFileSync(join(dir, 'tags.yaml'), 'utf8'),
    );
    const changes = [
      ['apply: false # a dry run: nothing is ever written', 'apply: true # what is local may be tagged'],
      ['mode: tag,', 'mode: quarantine,'],
    ] as const;
    for (const [from] of changes) expect(example).toContain(from);
    expect(local).toBe(changes.reduce((text, [from, to]) => text.replace(from, to), example));
  });

  it('keeps the local organization as the example one, but for the account of the emulator and quiet hours of one', () => {
    const [example, local] = ['config/example', 'config/local'].map((dir) => readConfig(dir));
    if (!example?.ok || !local?.ok) throw new Error('both are valid');
    const { accounts, people, ...rest } = example.config.organization;
    const emulated = accounts.map((one) =>
      one.name === 'payments-prod' ? { ...one, id: '000000000000' } : one,
    );
    const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
    const quiet = people.map((one) =>
      one.id === 'karl' ? { ...one, quietHours: { from: '00:00', to: '00:00', days } } : one,
    );
    expect(local.config.organization).toEqual({ ...rest, accounts: emulated, people: quiet });
  });
});

describe('P1: all faults of all files at once', () => {
  it('an unknown key, a missing schedule and a bad duration', () => {
    const faults = faultsOf({
      'organization.yaml': `${ORGANIZATION}colour: blue\n`,
      'paging.yaml': PAGING.replace('schedule: primary', 'schedule: primry').replace(
        'after: 5m',
        'after: 5 minutes',
      ),
    });
    expect(faults).toEqual([
      'organization.yaml:7:1: colour: unknown key; allowed here: name, home, accounts, regions, teams, people, sender',
      'paging.yaml:6:44: ladders[0].rungs[0].targets[0].schedule: there is no schedule "primry"; there are: primary',
      'paging.yaml:7:18: ladders[0].rungs[1].after: wrong: "5 minutes"; wanted: a duration such as 20s, 5m, 8h or 7d',
    ]);
  });

  it('a file that is not YAML keeps no other file from being checked, and nothing is guessed about it', () => {
    const faults = faultsOf({
      'organization.yaml': 'name: [acme\n',
      'paging.yaml': PAGING.replace('ladder: payments', 'ladder: paymnts'),
    });
    expect(faults[0]).toMatch(/^organization\.yaml:2:1: not valid YAML: /);
    expect(faults.slice(1)).toEqual([
      'paging.yaml:2:15: routes[0].ladder: there is no ladder "paymnts"; there are: payments',
    ]);
  });

  it.each<[string, Files, string]>([
    [
      'a key given twice',
      organization(ORGANIZATION.replace('home:', 'name: other\nhome:')),
      'organization.yaml:2:1: name: the key "name" is here for the second time; each key may be there once',
    ],
    [
      'a missing key, at the map it is missing from',
      organization(ORGANIZATION.replace(', timeZone: Europe/Berlin', '')),
      'organization.yaml:6:5: people[0].timeZone: missing; wanted: a text',
    ],
    [
      'an id given twice',
      organization(`${ORGANIZATION}  - { id: alice, name: A, timeZone: UTC }\n`),
      'organization.yaml:7:11: people[1].id: "alice" is already the id of number 1 of the list; each may be there once',
    ],
    [
      'a number where a text is wanted',
      organization(`${ORGANIZATION}accounts: [{ id: 111111111111, name: prod }]\n`),
      'organization.yaml:7:18: accounts[0].id: wrong: 111111111111; wanted: an AWS account id: 12 digits, in quotes',
    ],
    [
      'a number where a name is wanted',
      organization(ORGANIZATION.replace('name: Alice', 'name: 5')),
      'organization.yaml:6:24: people[0].name: wrong: 5; wanted: a text, in quotes',
    ],
    [
      'a number where a duration is wanted: quotes would not help',
      paging('after: 5m', 'after: 5'),
      'paging.yaml:7:18: ladders[0].rungs[1].after: wrong: 5; wanted: a duration such as 20s, 5m, 8h or 7d',
    ],
    [
      'a text where a number is wanted',
      paging('every: 1', 'every: "1"'),
      'paging.yaml:12:67: schedules[0].layers[0].rotation.every: wrong: "1"; wanted: a whole number',
    ],
    [
      'a text where a map is wanted',
      paging('rotation: { every: 1, unit: week }', 'rotation: weekly'),
      'paging.yaml:12:58: schedules[0].layers[0].rotation: wrong: "weekly"; wanted: a map with every, unit',
    ],
    [
      'a missing id',
      paging('- id: payments\n    rungs', '- rungs'),
      'paging.yaml:4:5: ladders[0].id: missing; wanted: lower case letters, digits and dashes, at most 63',
    ],
    [
      'a matcher that is none',
      paging('- { ladder', '- { match: ["service~payments"], ladder: payments, tier: ticket }\n  - { ladder'),
      'paging.yaml:2:15: routes[0].match[0]: wrong: "service~payments"; wanted: a matcher such as "service=~payments-.*" with =, !=, =~ or !~',
    ],
    [
      'no value',
      organization(`${ORGANIZATION}accounts:\n`),
      'organization.yaml:7:10: accounts: empty; wanted: a list',
    ],
    [
      'none of the choices',
      paging('unit: week', 'unit: fortnight'),
      'paging.yaml:12:76: schedules[0].layers[0].rotation.unit: wrong: "fortnight"; wanted: one of hour, day, week, month',
    ],
    [
      'a date that does not exist',
      paging('2026-01-05T', '2026-02-30T'),
      'paging.yaml:12:30: schedules[0].layers[0].start: wrong: "2026-02-30T09:00"; wanted: a date that exists, such as 2026-01-05T09:00',
    ],
    [
      'a time zone nobody knows',
      paging('timeZone: Europe/Berlin', 'timeZone: Europe/Munich'),
      'paging.yaml:10:15: schedules[0].timeZone: "Europe/Munich" is not an IANA time zone such as Europe/Berlin',
    ],
    [
      'a target of no kind',
      paging('{ team: payments }', '{ squad: payments }'),
      'paging.yaml:7:32: ladders[0].rungs[1].targets[0]: wrong: a map; wanted: exactly one of { schedule: … }, { person: … }, { team: … }',
    ],
    [
      'case 36: a ladder without rungs',
      paging(
        'rungs:\n      - { after: 0m, targets: [{ schedule: primary }] }\n      - { after: 5m, targets: [{ team: payments }] }',
        'rungs: []',
      ),
      'paging.yaml:5:12: ladders[0].rungs: an empty list; wanted: at least 1 item',
    ],
    [
      'a wait of nothing',
      paging('  - id: payments\n', '  - id: payments\n    repeat: { every: 0m }\n'),
      'paging.yaml:5:22: ladders[0].repeat.every: wrong: "0m"; wanted: a duration longer than 0, such as 20s, 5m, 8h or 7d',
    ],
    [
      'a file name with a typo',
      { 'organization.yaml': ORGANIZATION, 'pagin.yml': PAGING },
      'pagin.yml:1:1: no configuration has this name; allowed: organization.yaml, paging.yaml, cost.yaml, tags.yaml, logs.yaml, privacy.yaml, contacts.yaml',
    ],
    [
      'no organization',
      { 'paging.yaml': PAGING },
      'organization.yaml:1:1: this file is missing, and nothing works without it',
    ],
    ['an empty file', organization(''), 'organization.yaml:1:1: the file is empty; wanted: a map'],
    ['only comments', organization('# nothing\n'), 'organization.yaml:1:1: the file is empty; wanted: a map'],
    [
      'a list',
      organization('- a\n'),
      'organization.yaml:1:1: the file is not a map; wanted: keys with values',
    ],
    [
      'a second document',
      organization(`${ORGANIZATION}---\n`),
      'organization.yaml:7:1: a second document begins here; wanted: one document',
    ],
    ['a folder', { 'organization.yaml': null }, 'organization.yaml:1:1: the file cannot be read (EISDIR)'],
    [
      'bytes',
      { 'organization.yaml': new Uint8Array([0xff, 0xfe]) },
      'organization.yaml:1:1: the file is not UTF-8 text',
    ],
    [
      'more than 1 MB',
      organization('#'.repeat(1_000_001)),
      'organization.yaml:1:1: the file has 1000001 bytes; at most 1000000 are allowed',
    ],
    [
      'aliases that multiply',
      organization(
        Array.from(
          { length: 12 },
          (_, n) =>
            `a${n}: &a${n} [${Array(9)
              .fill(n === 0 ? 'x' : `*a${n - 1}`)
              .join(', ')}]\n`,
        ).join(''),
      ),
      'organization.yaml:1:1: aliases (*name) multiply its size more than 100 times',
    ],
    ['20,000 brackets', organization('['.repeat(20_000)), 'organization.yaml:1:1: nested too deeply'],
  ])('%s', (_name, files, fault) => {
    expect(faultsOf(files)).toEqual([fault]);
  });

  it('says so where there is no folder', () => {
    const read = readConfig('/nowhere/acme');
    expect(!read.ok && formatFaults(read.faults)).toBe(
      '/nowhere/acme:1:1: there is no such folder; wanted: a folder with organization.yaml\n',
    );
  });

  it('says every one of 20,000 faults in a moment', () => {
    const keys = Array.from({ length: 20_000 }, (_, n) => `key${n}: 1\n`).join('');
    expect(faultsOf(organization(ORGANIZATION + keys))).toHaveLength(20_000);
  });
});
