import { describe, expect, it } from 'vitest';
import type { Schedule } from '../../../shared/paging/config.ts';
import {
  aLayer,
  aSchedule,
  EVERY_DAY,
  gapLines,
  type LayerChanges,
  shiftLines,
  WORKDAYS,
} from '../../support/schedules.ts';

const CHICAGO = 'America/Chicago';
const NEW_YORK = 'America/New_York';
const FIVE = { participants: ['a', 'b', 'c', 'd', 'e'] };

/** One person for ever, inside these hours only. */
function always(timeZone: string, ...restrictions: NonNullable<LayerChanges['restrictions']>): Schedule {
  return aSchedule(timeZone, aLayer('2020-01-06T00:00', 1, 'week', { participants: ['a'], restrictions }));
}

const WEEKEND = always(
  NEW_YORK,
  { days: ['fri'], from: '20:00', to: '00:00' },
  { days: ['sat', 'sun'], from: '00:00', to: '00:00' },
  { days: ['mon'], from: '00:00', to: '08:00' },
);
const AROUND_THE_WORLD = aSchedule(
  'UTC',
  aLayer('2026-01-05T00:00', 1, 'week', {
    id: 'new-york',
    timeZone: NEW_YORK,
    participants: ['n'],
    restrictions: [{ days: EVERY_DAY, from: '12:00', to: '20:00' }],
  }),
  aLayer('2026-01-05T00:00', 1, 'week', {
    id: 'tokyo',
    timeZone: 'Asia/Tokyo',
    participants: ['t'],
    restrictions: [{ days: EVERY_DAY, from: '10:00', to: '18:00' }],
  }),
);

describe('shifts by the layers of a schedule', () => {
  it.each<[string, Schedule, from: string, to: string, string[]]>([
    [
      '1: daily 01:30, clocks go back',
      aSchedule(CHICAGO, aLayer('2020-10-31T01:30', 1, 'day')),
      '2020-11-01T00:00Z',
      '2020-11-02T12:00Z',
      [
        '2020-10-31T06:30Z 2020-11-01T06:30Z a layer',
        '2020-11-01T06:30Z 2020-11-02T07:30Z b layer',
        '2020-11-02T07:30Z 2020-11-03T07:30Z c layer',
      ],
    ],
    [
      '2: the same as 24 × hour',
      aSchedule(CHICAGO, aLayer('2020-10-31T01:30', 24, 'hour')),
      '2020-11-01T00:00Z',
      '2020-11-02T12:00Z',
      [
        '2020-10-31T06:30Z 2020-11-01T06:30Z a layer',
        '2020-11-01T06:30Z 2020-11-02T07:30Z b layer',
        '2020-11-02T07:30Z 2020-11-03T07:30Z c layer',
      ],
    ],
    [
      '3: daily 02:30, which is not there',
      aSchedule(CHICAGO, aLayer('2020-03-07T02:30', 1, 'day')),
      '2020-03-08T00:00Z',
      '2020-03-09T12:00Z',
      [
        '2020-03-07T08:30Z 2020-03-08T08:00Z a layer',
        '2020-03-08T08:00Z 2020-03-09T07:30Z b layer',
        '2020-03-09T07:30Z 2020-03-10T07:30Z c layer',
      ],
    ],
    [
      '5: hourly, clocks go on',
      aSchedule(CHICAGO, aLayer('2020-03-08T00:00', 1, 'hour', FIVE)),
      '2020-03-08T07:00Z',
      '2020-03-08T09:30Z',
      [
        '2020-03-08T07:00Z 2020-03-08T08:00Z b layer',
        '2020-03-08T08:00Z 2020-03-08T09:00Z d layer',
        '2020-03-08T09:00Z 2020-03-08T10:00Z e layer',
      ],
    ],
    [
      '5: hourly, clocks go back',
      aSchedule(CHICAGO, aLayer('2020-11-01T00:00', 1, 'hour', FIVE)),
      '2020-11-01T05:00Z',
      '2020-11-01T09:00Z',
      [
        '2020-11-01T05:00Z 2020-11-01T06:00Z a layer',
        '2020-11-01T06:00Z 2020-11-01T08:00Z b layer',
        '2020-11-01T08:00Z 2020-11-01T09:00Z c layer',
      ],
    ],
    [
      '6: half an hour of daylight saving',
      aSchedule('Australia/Lord_Howe', aLayer('2021-04-04T00:30', 1, 'hour')),
      '2021-04-03T14:30Z',
      '2021-04-03T17:00Z',
      ['2021-04-03T14:30Z 2021-04-03T16:00Z b layer', '2021-04-03T16:00Z 2021-04-03T17:00Z c layer'],
    ],
    [
      '8: a week of 167 hours',
      aSchedule(CHICAGO, aLayer('2017-03-10T08:00', 1, 'week')),
      '2017-03-12T00:00Z',
      '2017-03-13T00:00Z',
      ['2017-03-10T14:00Z 2017-03-17T13:00Z a layer'],
    ],
    [
      '8: a week of 169 hours',
      aSchedule(CHICAGO, aLayer('2017-11-04T08:00', 1, 'week')),
      '2017-11-05T00:00Z',
      '2017-11-06T00:00Z',
      ['2017-11-04T13:00Z 2017-11-11T14:00Z a layer'],
    ],
    [
      '9: a day of 23 hours',
      aSchedule(CHICAGO, aLayer('2017-03-11T08:00', 1, 'day')),
      '2017-03-11T14:00Z',
      '2017-03-12T13:00Z',
      ['2017-03-11T14:00Z 2017-03-12T13:00Z a layer'],
    ],
    [
      '9: a day of 25 hours',
      aSchedule(CHICAGO, aLayer('2017-11-04T08:00', 1, 'day')),
      '2017-11-04T13:00Z',
      '2017-11-05T14:00Z',
      ['2017-11-04T13:00Z 2017-11-05T14:00Z a layer'],
    ],
    [
      '11: monthly from the 31st',
      aSchedule('UTC', aLayer('2026-01-31T09:00', 1, 'month')),
      '2026-02-01T00:00Z',
      '2026-05-01T00:00Z',
      [
        '2026-01-31T09:00Z 2026-02-28T09:00Z a layer',
        '2026-02-28T09:00Z 2026-03-31T09:00Z b layer',
        '2026-03-31T09:00Z 2026-04-30T09:00Z c layer',
        '2026-04-30T09:00Z 2026-05-31T09:00Z a layer',
      ],
    ],
    [
      '12: 30 hours after the start',
      aSchedule('UTC', aLayer('2020-06-01T03:00', 10, 'hour')),
      '2020-06-02T09:00Z',
      '2020-06-02T09:01Z',
      ['2020-06-02T09:00Z 2020-06-02T19:00Z a layer'],
    ],
    [
      '12: 30 hours before it',
      aSchedule('UTC', aLayer('2020-06-01T03:00', 10, 'hour')),
      '2020-05-30T21:00Z',
      '2020-05-30T21:01Z',
      ['2020-05-30T21:00Z 2020-05-31T07:00Z a layer'],
    ],
    [
      '15: the weekend, clocks go on in it',
      WEEKEND,
      '2026-03-07T01:30Z',
      '2026-03-09T13:00Z',
      ['2026-03-07T01:00Z 2026-03-09T12:00Z a layer'],
    ],
    [
      '17: Sunday night stays wall clock',
      always(NEW_YORK, { days: ['sun'], from: '01:00', to: '05:00' }),
      '2026-03-01T00:00Z',
      '2026-03-16T00:00Z',
      [
        '2026-03-01T06:00Z 2026-03-01T10:00Z a layer',
        '2026-03-08T06:00Z 2026-03-08T09:00Z a layer',
        '2026-03-15T05:00Z 2026-03-15T09:00Z a layer',
      ],
    ],
    [
      '19: no gap between New York and Tokyo in winter',
      AROUND_THE_WORLD,
      '2026-03-06T20:00Z',
      '2026-03-07T05:00Z',
      ['2026-03-06T17:00Z 2026-03-07T01:00Z n new-york', '2026-03-07T01:00Z 2026-03-07T09:00Z t tokyo'],
    ],
    [
      '20: two people, two hours each',
      aSchedule('UTC', aLayer('2026-01-01T00:00', 2, 'hour', { participants: ['first', 'second'] })),
      '2026-01-01T03:59Z',
      '2026-01-01T04:01Z',
      ['2026-01-01T02:00Z 2026-01-01T04:00Z second layer', '2026-01-01T04:00Z 2026-01-01T06:00Z first layer'],
    ],
    [
      '24: Monday by day',
      always(CHICAGO, { days: ['mon'], from: '08:00', to: '20:00' }),
      '2026-01-05T00:00Z',
      '2026-01-12T00:00Z',
      ['2026-01-05T14:00Z 2026-01-06T02:00Z a layer'],
    ],
    [
      '25: workday nights',
      always('UTC', { days: WORKDAYS, from: '20:00', to: '08:00' }),
      '2026-01-08T12:00Z',
      '2026-01-12T21:00Z',
      [
        '2026-01-08T20:00Z 2026-01-09T08:00Z a layer',
        '2026-01-09T20:00Z 2026-01-10T08:00Z a layer',
        '2026-01-12T20:00Z 2026-01-13T08:00Z a layer',
      ],
    ],
    [
      '31: a shift that began before the view',
      aSchedule('UTC', aLayer('2026-01-05T07:00', 3, 'hour')),
      '2026-01-05T08:00Z',
      '2026-01-05T09:00Z',
      ['2026-01-05T07:00Z 2026-01-05T10:00Z a layer'],
    ],
    [
      '34: a later layer wins where it is in force',
      aSchedule(
        'UTC',
        aLayer('2026-01-05T00:00', 1, 'week', { id: 'base' }),
        aLayer('2026-01-05T00:00', 1, 'week', {
          id: 'days',
          participants: ['d', 'e'],
          restrictions: [{ days: WORKDAYS, from: '08:00', to: '18:00' }],
        }),
      ),
      '2026-01-05T07:00Z',
      '2026-01-06T07:00Z',
      [
        '2026-01-05T00:00Z 2026-01-05T08:00Z a base',
        '2026-01-05T08:00Z 2026-01-05T18:00Z d days',
        '2026-01-05T18:00Z 2026-01-06T08:00Z a base',
      ],
    ],
  ])('case %s', (_case, schedule, from, to, expected) => {
    expect(shiftLines(schedule, [], from, to)).toEqual(expected);
  });
});

describe('gaps', () => {
  it.each<[string, Schedule, from: string, to: string, string[]]>([
    [
      '19: from 2026-03-09 a daily gap, 00:00 to 01:00Z',
      AROUND_THE_WORLD,
      '2026-03-08T16:00Z',
      '2026-03-10T16:00Z',
      [
        '2026-03-09T00:00Z 2026-03-09T01:00Z',
        '2026-03-09T09:00Z 2026-03-09T16:00Z',
        '2026-03-10T00:00Z 2026-03-10T01:00Z',
        '2026-03-10T09:00Z 2026-03-10T16:00Z',
      ],
    ],
    ['19: and none in winter', AROUND_THE_WORLD, '2026-03-06T17:00Z', '2026-03-07T09:00Z', []],
    [
      'are cut to the view',
      WEEKEND,
      '2026-03-10T00:00Z',
      '2026-03-11T00:00Z',
      ['2026-03-10T00:00Z 2026-03-11T00:00Z'],
    ],
    [
      'none in a rotation',
      aSchedule(CHICAGO, aLayer('2026-01-05T09:00', 1, 'day')),
      '2026-01-01T00:00Z',
      '2027-01-01T00:00Z',
      [],
    ],
  ])('case %s', (_case, schedule, from, to, expected) => {
    expect(gapLines(schedule, [], from, to)).toEqual(expected);
  });
});
