import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant } from '../../../shared/kernel/instant.ts';
import { PagingConfig, type Schedule } from '../../../shared/paging/config.ts';
import { onCallAt, onCallFrom } from '../../../shared/paging/on-call.ts';
import { pagingOnCall } from '../../../shared/paging/paging-on-call.ts';
import {
  anOverride,
  EVERY_DAY,
  aLayer as layer,
  aSchedule as schedule,
  WORKDAYS,
} from '../../support/schedules.ts';

function always(timeZone: string, ...restrictions: { days: string[]; from: string; to: string }[]): Schedule {
  return schedule(timeZone, layer('2020-01-06T00:00', 1, 'week', { participants: ['a'], restrictions }));
}

const CHICAGO = 'America/Chicago';
const NEW_YORK = 'America/New_York';
const WEEKEND = always(
  NEW_YORK,
  { days: ['fri'], from: '20:00', to: '00:00' },
  { days: ['sat', 'sun'], from: '00:00', to: '00:00' },
  { days: ['mon'], from: '00:00', to: '08:00' },
);
const AFTERNOON = always(NEW_YORK, { days: EVERY_DAY, from: '12:00', to: '20:00' });
const TOKYO = always('Asia/Tokyo', { days: EVERY_DAY, from: '10:00', to: '18:00' });
const NIGHTS = always('UTC', { days: WORKDAYS, from: '20:00', to: '08:00' });
const MONDAY = always(CHICAGO, { days: ['mon'], from: '08:00', to: '20:00' });

/** Case, schedule, and who is on call at which instants; `-` is nobody. */
const CASES: readonly [string, Schedule, Readonly<Record<string, string>>][] = [
  [
    '1: daily 01:30, clocks go back',
    schedule(CHICAGO, layer('2020-10-31T01:30', 1, 'day')),
    {
      '2020-11-01T06:29:59.999Z': 'a',
      '2020-11-01T06:30Z': 'b',
      '2020-11-01T07:30Z': 'b',
      '2020-11-02T07:29:59.999Z': 'b',
      '2020-11-02T07:30Z': 'c',
    },
  ],
  [
    '2: the same as 24 × hour',
    schedule(CHICAGO, layer('2020-10-31T01:30', 24, 'hour')),
    {
      '2020-11-01T06:29:59.999Z': 'a',
      '2020-11-01T06:30Z': 'b',
      '2020-11-01T07:30Z': 'b',
      '2020-11-02T07:29:59.999Z': 'b',
      '2020-11-02T07:30Z': 'c',
    },
  ],
  [
    '3: daily 02:30, which is not there',
    schedule(CHICAGO, layer('2020-03-07T02:30', 1, 'day')),
    {
      '2020-03-08T07:59:59.999Z': 'a',
      '2020-03-08T08:00Z': 'b',
      '2020-03-09T07:29:59.999Z': 'b',
      '2020-03-09T07:30Z': 'c',
    },
  ],
  [
    '5: hourly, clocks go on',
    schedule(CHICAGO, layer('2020-03-08T00:00', 1, 'hour', { participants: ['a', 'b', 'c', 'd', 'e'] })),
    {
      '2020-03-08T07:00Z': 'b',
      '2020-03-08T07:59:59.999Z': 'b',
      '2020-03-08T08:00Z': 'd',
      '2020-03-08T09:00Z': 'e',
    },
  ],
  [
    '5: hourly, clocks go back',
    schedule(CHICAGO, layer('2020-11-01T00:00', 1, 'hour')),
    {
      '2020-11-01T05:59:59.999Z': 'a',
      '2020-11-01T06:00Z': 'b',
      '2020-11-01T07:59:59.999Z': 'b',
      '2020-11-01T08:00Z': 'c',
    },
  ],
  [
    '6: half an hour of daylight saving',
    schedule('Australia/Lord_Howe', layer('2021-04-04T00:30', 1, 'hour')),
    {
      '2021-04-03T14:29:59.999Z': 'a',
      '2021-04-03T14:30Z': 'b',
      '2021-04-03T15:59:59.999Z': 'b',
      '2021-04-03T16:00Z': 'c',
    },
  ],
  [
    '8: a week of 167 hours',
    schedule(CHICAGO, layer('2017-03-10T08:00', 1, 'week')),
    { '2017-03-10T14:00Z': 'a', '2017-03-17T12:59:59.999Z': 'a', '2017-03-17T13:00Z': 'b' },
  ],
  [
    '8: a week of 169 hours',
    schedule(CHICAGO, layer('2017-11-04T08:00', 1, 'week')),
    { '2017-11-04T13:00Z': 'a', '2017-11-11T13:59:59.999Z': 'a', '2017-11-11T14:00Z': 'b' },
  ],
  [
    '9: days of 23 and 25 hours',
    schedule(CHICAGO, layer('2017-03-11T08:00', 1, 'day')),
    {
      '2017-03-11T14:00Z': 'a',
      '2017-03-12T12:59:59.999Z': 'a',
      '2017-03-12T13:00Z': 'b',
      '2017-11-05T13:59:59.999Z': 'b',
      '2017-11-05T14:00Z': 'c',
    },
  ],
  [
    '11: monthly from the 31st',
    schedule('UTC', layer('2026-01-31T09:00', 1, 'month')),
    {
      '2026-02-28T08:59:59.999Z': 'a',
      '2026-02-28T09:00Z': 'b',
      '2026-03-31T08:59:59.999Z': 'b',
      '2026-03-31T09:00Z': 'c',
      '2026-04-30T09:00Z': 'a',
    },
  ],
  [
    '12: before the start',
    schedule('UTC', layer('2020-06-01T03:00', 10, 'hour')),
    {
      '2020-05-30T21:00Z': 'a',
      '2020-05-31T06:59:59.999Z': 'a',
      '2020-05-31T07:00Z': 'b',
      '2020-06-02T18:59:59.999Z': 'a',
      '2020-06-02T19:00Z': 'b',
    },
  ],
  [
    '15: the weekend, clocks go on in it',
    WEEKEND,
    {
      '2026-03-07T00:59:59.999Z': '-',
      '2026-03-07T01:30Z': 'a',
      '2026-03-08T07:00Z': 'a',
      '2026-03-09T11:30Z': 'a',
      '2026-03-09T12:00Z': '-',
      '2026-03-09T12:30Z': '-',
    },
  ],
  [
    '17: Sunday night stays wall clock',
    always(NEW_YORK, { days: ['sun'], from: '01:00', to: '05:00' }),
    {
      '2026-03-08T05:59:59.999Z': '-',
      '2026-03-08T06:00Z': 'a',
      '2026-03-08T08:59:59.999Z': 'a',
      '2026-03-08T09:00Z': '-',
      '2026-03-15T04:59:59.999Z': '-',
      '2026-03-15T05:00Z': 'a',
      '2026-03-15T09:00Z': '-',
    },
  ],
  [
    '19: New York’s afternoon',
    AFTERNOON,
    {
      '2026-03-07T00:59:59.999Z': 'a',
      '2026-03-07T01:00Z': '-',
      '2026-03-08T23:59:59.999Z': 'a',
      '2026-03-09T00:00Z': '-',
    },
  ],
  [
    '19: Tokyo’s day',
    TOKYO,
    { '2026-03-07T01:00Z': 'a', '2026-03-09T00:59:59.999Z': '-', '2026-03-09T01:00Z': 'a' },
  ],
  [
    '20: two people, two hours each',
    schedule('UTC', layer('2026-01-01T00:00', 2, 'hour', { participants: ['first', 'second'] })),
    { '2026-01-01T03:59Z': 'second', '2026-01-01T04:00Z': 'first' },
  ],
  [
    '24: Monday by day',
    MONDAY,
    {
      '2026-01-05T13:59:59.999Z': '-',
      '2026-01-05T14:00Z': 'a',
      '2026-01-06T01:59:59.999Z': 'a',
      '2026-01-06T02:00Z': '-',
    },
  ],
  [
    '25: workday nights',
    NIGHTS,
    {
      '2026-01-06T07:00Z': 'a',
      '2026-01-06T08:00Z': '-',
      '2026-01-04T20:00Z': '-',
      '2026-01-10T07:00Z': 'a',
      '2026-01-10T08:00Z': '-',
    },
  ],
  [
    '34: the later layer wins where it is in force',
    schedule(
      'UTC',
      layer('2026-01-05T00:00', 1, 'week', { id: 'base', participants: ['base'] }),
      layer('2026-01-05T00:00', 1, 'week', {
        id: 'days',
        participants: ['days'],
        restrictions: [{ days: WORKDAYS, from: '08:00', to: '18:00' }],
      }),
    ),
    { '2026-01-05T07:59:59.999Z': 'base', '2026-01-05T08:00Z': 'days', '2026-01-05T18:00Z': 'base' },
  ],
  [
    'a window whose end comes twice ends the first time',
    always(CHICAGO, { days: ['sun'], from: '00:00', to: '01:30' }),
    { '2020-11-01T06:29:59.999Z': 'a', '2020-11-01T06:30Z': '-', '2020-11-01T07:10Z': '-' },
  ],
  [
    'a whole day has 25 hours when the clocks go back',
    always(CHICAGO, { days: ['sun'], from: '00:00', to: '00:00' }),
    { '2020-11-01T05:00Z': 'a', '2020-11-02T05:59:59.999Z': 'a', '2020-11-02T06:00Z': '-' },
  ],
];

describe('who is on call', () => {
  it.each(CASES)('case %s', (_case, who, asked) => {
    const answers = Object.keys(asked).map((at) => [
      at,
      onCallAt(who, instant(Date.parse(at)))[0]?.person ?? '-',
    ]);
    expect(Object.fromEntries(answers)).toEqual(asked);
  });

  it('names the layer that says so', () => {
    expect(onCallAt(MONDAY, '2026-01-05T14:00:00.000Z')).toEqual([{ person: 'a', source: 'layer' }]);
  });

  it('is known to the end of the years that can be written', () => {
    const weekly = schedule('UTC', layer('2026-01-05T09:00', 1, 'week'));
    expect(onCallAt(weekly, '9999-12-31T23:59:59.999Z')).toEqual([{ person: 'b', source: 'layer' }]);
  });

  it('is always exactly one of the participants where nothing is restricted', () => {
    const everyone = schedule('Europe/Berlin', layer('2026-01-05T09:00', 1, 'week'));
    const anyTime = fc.integer({
      min: Date.parse('2000-01-01T00:00Z'),
      max: Date.parse('2050-01-01T00:00Z'),
    });
    fc.assert(
      fc.property(anyTime, (ms) => {
        const people = onCallAt(everyone, instant(ms)).map(({ person }) => person);
        expect(people).toHaveLength(1);
        expect(['a', 'b', 'c']).toContain(people[0]);
      }),
    );
  });
});

const config = PagingConfig.parse({
  organization: {
    name: 'acme',
    home: { region: 'eu-west-1' },
    teams: [
      { id: 'payments', name: 'Payments', lead: 'a', members: ['a', 'b'] },
      { id: 'directors', name: 'Directors', lead: 'c' },
      { id: 'nobody', name: 'Nobody' },
    ],
    people: ['a', 'b', 'c'].map((id) => ({ id, name: id, timeZone: 'UTC' })),
  },
  paging: {
    routes: [{ ladder: 'main', runbook: 'https://wiki.acme.example/r' }],
    ladders: [{ id: 'main', rungs: [{ after: '0m', targets: [{ person: 'a' }] }] }],
    schedules: [
      { id: 'weekly', timeZone: 'UTC', layers: [layer('2026-01-05T09:00', 1, 'week')] },
      { ...NIGHTS, id: 'nights' },
    ],
  },
});
const NOON = '2026-01-06T12:00:00.000Z';

describe('whom a target reaches', () => {
  it.each<[string, unknown, object]>([
    ['whoever is on call', { schedule: 'weekly' }, { people: ['a'] }],
    ['a person', { person: 'b' }, { people: ['b'] }],
    ['the members of a team', { team: 'payments' }, { people: ['a', 'b'] }],
    ['the lead of a team without members', { team: 'directors' }, { people: ['c'] }],
    ['nobody: a gap', { schedule: 'nights' }, { people: [] }],
    ['nobody: an empty team', { team: 'nobody' }, { people: [] }],
    ['nobody: a schedule that is gone', { schedule: 'gone' }, { people: [], fault: 'unknown-target' }],
    ['nobody: a person who is gone', { person: 'gone' }, { people: [], fault: 'unknown-target' }],
    ['nobody: a team that is gone', { team: 'gone' }, { people: [], fault: 'unknown-target' }],
    ['case 45: a kind nobody knows', { pigeon: 'loft' }, { people: [], fault: 'unknown-target' }],
    [
      'case 45: two kinds at once',
      { person: 'a', team: 'payments' },
      { people: [], fault: 'unknown-target' },
    ],
    ['case 45: no map', 'alice', { people: [], fault: 'unknown-target' }],
    ['case 45: nothing', undefined, { people: [], fault: 'unknown-target' }],
  ])('%s', (_name, target, expected) => {
    expect(onCallFrom(config, NOON).people(target)).toEqual(expected);
  });

  it('knows of overrides, and so does the pager', () => {
    const overrides = [
      anOverride('ill', '2026-01-06T00:00Z', '2026-01-07T00:00Z', { add: ['b'], remove: ['a'] }),
      anOverride('ask', '2026-01-06T00:00Z', '2026-01-07T00:00Z', { add: ['c'] }),
    ].map((override) => ({ ...override, schedule: 'weekly' }));
    const target = { schedule: 'weekly' };
    expect(onCallFrom(config, NOON, overrides).people(target)).toEqual({ people: ['b', 'c'] });
    expect(pagingOnCall(config, NOON, overrides).people(target)).toEqual({ people: ['b', 'c'] });
    expect(pagingOnCall(config, '2026-01-07T00:00:00.000Z', overrides).people(target)).toEqual({
      people: ['a'],
    });
  });
});
