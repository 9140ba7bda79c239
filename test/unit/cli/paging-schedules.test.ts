import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCliHere } from '../../support/cli-in-process.ts';
import { configFolder } from '../../support/config-folder.ts';

const DAY = ['--from', '2026-03-10T08:00Z', '--to', '2026-03-10T12:00Z'];

const OVERRIDES = `- { id: dentist, schedule: payments-primary, start: 2026-03-10T09:30+01:00, end: 2026-03-10T09:00Z, remove: [alice] }
- { id: lunch, schedule: payments-primary, start: 2026-03-10T11:00Z, end: 2026-03-10T11:30Z, add: [dave], remove: [alice] }
`;

/** A file with this content, for the length of a test. */
function file(content: string, name = 'overrides.yaml'): string {
  return join(configFolder({ [name]: content }), name);
}

function shiftsOf(...args: string[]) {
  return runCliHere(['paging', 'shifts', 'payments-primary', ...args]);
}

describe('belltower paging shifts', () => {
  it('P3: with --json is exactly one JSON value: shifts with their true ends, in UTC', async () => {
    const { status, stdout, stderr } = await shiftsOf(...DAY, '--json');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual([
      {
        start: '2026-03-09T08:00:00.000Z',
        end: '2026-03-16T08:00:00.000Z',
        person: 'alice',
        source: 'weekly',
      },
    ]);
  });

  it('with --gaps prints only gaps', async () => {
    const { stdout } = await shiftsOf(...DAY, '--gaps', '--json', '--overrides', file(OVERRIDES));
    expect(JSON.parse(stdout)).toEqual([
      { start: '2026-03-10T08:30:00.000Z', end: '2026-03-10T09:00:00.000Z' },
    ]);
    expect(JSON.parse((await shiftsOf(...DAY, '--gaps', '--json')).stdout)).toEqual([]);
  });

  it.each([
    ['a list', OVERRIDES],
    ['a map', `overrides:\n${OVERRIDES}`],
    [
      'JSON',
      JSON.stringify({
        overrides: [
          {
            id: 'dentist',
            schedule: 'payments-primary',
            start: '2026-03-10T08:30:00Z',
            end: '2026-03-10T09:00:00Z',
            remove: ['alice'],
          },
          {
            id: 'lunch',
            schedule: 'payments-primary',
            start: '2026-03-10T11:00:00Z',
            end: '2026-03-10T11:30:00Z',
            add: ['dave'],
            remove: ['alice'],
          },
        ],
      }),
    ],
  ])('reckons with overrides: %s', async (_form, content) => {
    const { stdout } = await shiftsOf(...DAY, '--json', '--overrides', file(content));
    const parsed: { person: string; source: string; start: string; end: string }[] = JSON.parse(stdout);
    expect(
      parsed.map(
        ({ start, end, person, source }) => `${start.slice(5, 16)} ${end.slice(5, 16)} ${person} ${source}`,
      ),
    ).toEqual([
      '03-09T08:00 03-10T08:30 alice weekly',
      '03-10T09:00 03-10T11:00 alice weekly',
      '03-10T11:00 03-10T11:30 dave override:lunch',
      '03-10T11:30 03-16T08:00 alice weekly',
    ]);
  });

  it('for people: a table in the schedule’s zone, with weekdays', async () => {
    const { stdout } = await shiftsOf('--from', '2026-03-27T00:00Z', '--to', '2026-03-31T00:00Z');
    expect(stdout.split('\n')).toEqual([
      'payments-primary, in Europe/Berlin:',
      'FROM                         TO                           WHO            BY',
      'Mon 2026-03-23 09:00 +01:00  Mon 2026-03-30 09:00 +02:00  Frank (frank)  weekly',
      'Mon 2026-03-30 09:00 +02:00  Mon 2026-04-06 09:00 +02:00  Alice (alice)  weekly',
      '',
    ]);
  });

  it('says that there are gaps, and which', async () => {
    const overrides = ['--overrides', file(OVERRIDES)];
    expect((await shiftsOf(...DAY, ...overrides)).stdout).toMatch(/\nThere is 1 gap: see --gaps\n$/);
    expect((await shiftsOf(...DAY, ...overrides, '--gaps')).stdout.split('\n')).toEqual([
      'payments-primary, in Europe/Berlin, nobody is on call:',
      'FROM                         TO                           FOR',
      'Tue 2026-03-10 09:30 +01:00  Tue 2026-03-10 10:00 +01:00  30m',
      '',
    ]);
    expect((await shiftsOf(...DAY, '--gaps')).stdout).toBe('payments-primary: no gap in this time\n');
  });

  it('is about the next 14 days where nothing is said', async () => {
    const { status, stdout } = await shiftsOf('--from', '2026-03-09T08:00Z', '--json');
    expect({ status, shifts: JSON.parse(stdout).length }).toEqual({ status: 0, shifts: 2 });
    expect(JSON.parse((await shiftsOf('--json')).stdout).length).toBeGreaterThanOrEqual(2);
  });

  it.each<[string, string[], RegExp]>([
    ['no schedule', [], /missing required argument 'schedule'; usage: /],
    [
      'an unknown schedule',
      ['primry'],
      /argument schedule: there is no schedule "primry"; there are: payments-primary, /,
    ],
    [
      'an instant that is none',
      ['payments-primary', '--from', '2026-13-40'],
      /option '--from <ISO>' argument '2026-13-40' is invalid; wanted: an ISO 8601 instant/,
    ],
    [
      '--to before --from',
      ['payments-primary', '--from', '2026-03-10T08:00Z', '--to', '2026-03-10T07:00Z'],
      /option '--to <ISO>' argument '2026-03-10T07:00:00.000Z' is invalid; wanted: an instant after --from 2026-03-10T08:00:00.000Z/,
    ],
    [
      '--to at --from',
      ['payments-primary', '--from', '2026-03-10T08:00Z', '--to', '2026-03-10T08:00Z'],
      /wanted: an instant after --from/,
    ],
    [
      'a view of a century',
      ['payments-primary', '--from', '2026-03-10T08:00Z', '--to', '2126-03-10T08:00Z'],
      /by 3660 days at most/,
    ],
    [
      'no such file',
      ['payments-primary', '--overrides', '/nowhere.yaml'],
      /^\/nowhere\.yaml: cannot be read \(ENOENT\); wanted: /,
    ],
  ])('%s: exit 2 and one line', async (_name, args, line) => {
    const { status, stdout, stderr } = await runCliHere(['paging', 'shifts', ...args]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual([expect.stringMatching(line)]);
  });
});

describe('the faults of a file of overrides', () => {
  const at = 'schedule: payments-primary, start: 2026-03-10T08:30Z, end: 2026-03-10T09:00Z';
  it.each<[string, string, string[]]>([
    ['an empty file', '', [':1:1: overrides: missing; wanted: a list']],
    ['no map and no list', 'ill\n', [':1:1: wrong: "ill"; wanted: a map with overrides']],
    [
      'no YAML',
      'overrides: [\n',
      [
        ':2:1: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
      ],
    ],
    [
      'every fault of the form',
      `- { id: X, ${at}, add: [bob] }\n- { id: y, ${at}, add: bob }\n- { id: z, ${at} }\n- { id: u, ${at}, ad: [bob], add: [bob] }\n`,
      [
        ':1:9: [0].id: wrong: "X"; wanted: lower case letters, digits and dashes, at most 63',
        ':2:95: [1].add: wrong: "bob"; wanted: a list',
        ':3:3: [2]: wrong: a map; wanted: somebody in add, in remove or in both',
        ':4:90: [3].ad: unknown key; allowed here: id, schedule, start, end, add, remove',
      ],
    ],
    [
      'a span that ends before it starts',
      '- { id: x, schedule: payments-primary, start: 2026-03-10T08:30Z, end: 2026-03-10T08:30Z, add: [bob] }\n',
      [':1:71: [0].end: wrong: "2026-03-10T08:30Z"; wanted: an instant after start'],
    ],
    [
      'names that nothing bears',
      `overrides:\n  - { id: x, ${at.replace('payments-primary', 'primry')}, add: [zoe] }\n`,
      [
        ':2:24: overrides[0].schedule: there is no schedule "primry"; there are: payments-primary, payments-secondary, platform-primary, platform-secondary, incident-commanders',
        ':2:88: overrides[0].add[0]: there is no person "zoe"; there are: alice, bob, carol, frank, dave, erin, grace, heidi, ivan, judy, karl, lena, mira, noah, nadia, omar, vp',
      ],
    ],
    [
      'an id given twice, and a conflict',
      `- { id: x, ${at}, add: [bob] }\n- { id: x, ${at}, add: [carol] }\n- { id: y, ${at}, remove: [bob] }\n`,
      [
        ':2:9: [1].id: "payments-primary" has an override "x" already; wanted: an id of its own',
        ':3:9: [2].id: conflicts with "x", which names bob too; wanted: spans that do not overlap',
      ],
    ],
  ])('%s', async (_name, content, faults) => {
    const path = file(content);
    const args = ['paging', 'oncall', '--config', 'config/local', '--overrides', path];
    const { status, stdout, stderr } = await runCliHere(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual(faults.map((fault) => path + fault));
  });
});

describe('belltower paging oncall', () => {
  it('reckons with overrides, of one schedule only where one is named', async () => {
    const args = ['paging', 'oncall', 'payments-primary', '--at', '2026-03-10T11:10Z', '--json'];
    const { stdout } = await runCliHere([...args, '--overrides', file(OVERRIDES)]);
    expect(JSON.parse(stdout)).toEqual([
      { schedule: 'payments-primary', people: [{ person: 'dave', source: 'override:lunch' }] },
    ]);
  });
});

describe('belltower paging without', () => {
  const without = (...args: string[]) =>
    runCliHere(['paging', 'without', ...args, '--at', '2026-03-10T12:00Z']);

  it('says what to write so that whoever is on call stays it', async () => {
    const { status, stdout } = await without('payments-primary', 'bob');
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout:
        'In payments-primary, write:\n  layer weekly: participants: [frank, alice]   # it is the turn of alice\n',
    });
  });

  it('P3: with --json is exactly one JSON value', async () => {
    const { stdout } = await without('payments-primary', 'alice', '--json');
    expect(JSON.parse(stdout)).toEqual([{ layer: 'weekly', participants: ['frank', 'bob'], onCall: 'bob' }]);
  });

  it('somebody who is not in it: exit 2 and who is', async () => {
    const { status, stderr } = await without('payments-primary', 'zoe');
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr:
        'belltower paging without: argument person: "zoe" is not in "payments-primary"; there are: alice, bob, frank\n',
    });
  });

  it('the only one: exit 1', async () => {
    const { status, stderr } = await without('payments-primary', 'alice', '--config', 'config/local');
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'nobody but alice is in layer "weekly" of "payments-primary": add somebody first\n',
    });
  });
});
