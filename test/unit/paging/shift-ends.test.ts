import { describe, expect, it } from 'vitest';
import type { Schedule } from '../../../shared/paging/config.ts';
import { aLayer, aSchedule, EVERY_DAY, shiftLines } from '../../support/schedules.ts';

/** One person for ever, inside these hours only. */
const SUNDAY_NIGHTS = aSchedule(
  'UTC',
  aLayer('2020-01-06T00:00', 1, 'week', {
    participants: ['a'],
    restrictions: [{ days: ['sun'], from: '20:00', to: '08:00' }],
  }),
);

describe('where a shift begins and ends', () => {
  it.each<[string, Schedule, from: string, to: string, string[]]>([
    [
      'whoever is named twice in a row has one shift of two turns',
      aSchedule('UTC', aLayer('2026-01-05T00:00', 1, 'week', { participants: ['a', 'a', 'b'] })),
      '2026-01-13T00:00Z',
      '2026-01-14T00:00Z',
      ['2026-01-05T00:00Z 2026-01-19T00:00Z a layer'],
    ],
    [
      'somebody whose hour is not there has no shift, and does not part the others',
      aSchedule(
        'America/Chicago',
        aLayer('2020-03-08T00:00', 1, 'hour', { participants: ['c', 'a', 'b', 'a'] }),
      ),
      '2020-03-08T06:30Z',
      '2020-03-08T09:30Z',
      [
        '2020-03-08T06:00Z 2020-03-08T07:00Z c layer',
        '2020-03-08T07:00Z 2020-03-08T09:00Z a layer',
        '2020-03-08T09:00Z 2020-03-08T10:00Z c layer',
      ],
    ],
    [
      'one person alone hands over to themself, turn by turn',
      aSchedule('UTC', aLayer('2026-01-05T09:00', 1, 'week', { participants: ['a'] })),
      '2026-01-07T00:00Z',
      '2026-01-14T00:00Z',
      ['2026-01-05T09:00Z 2026-01-12T09:00Z a layer', '2026-01-12T09:00Z 2026-01-19T09:00Z a layer'],
    ],
    [
      'but not where restrictions cut a turn',
      SUNDAY_NIGHTS,
      '2026-01-05T00:00Z',
      '2026-01-06T00:00Z',
      ['2026-01-04T20:00Z 2026-01-05T08:00Z a layer'],
    ],
    [
      'restrictions of all the week are none',
      aSchedule('UTC', {
        ...aLayer('2026-01-05T09:00', 1, 'week'),
        restrictions: [{ days: EVERY_DAY, from: '00:00', to: '00:00' }],
      }),
      '2026-01-07T00:00Z',
      '2026-01-08T00:00Z',
      ['2026-01-05T09:00Z 2026-01-12T09:00Z a layer'],
    ],
    [
      'a layer beneath one that is always in force is never seen',
      aSchedule(
        'UTC',
        aLayer('2026-01-05T00:00', 1, 'hour', { id: 'beneath' }),
        aLayer('2026-01-05T00:00', 1000, 'month', { id: 'above' }),
      ),
      '2026-01-07T00:00Z',
      '2026-01-08T00:00Z',
      ['2026-01-05T00:00Z 2109-05-05T00:00Z a above'],
    ],
    ['nothing between an instant and itself', SUNDAY_NIGHTS, '2026-03-07T01:30Z', '2026-03-07T01:30Z', []],
    [
      'the end of the years that can be written',
      aSchedule('UTC', aLayer('2026-01-05T00:00', 1, 'month')),
      '9999-12-30T00:00Z',
      '9999-12-31T23:59:59.999Z',
      ['9999-12-05T00:00Z 9999-12-31T23:59:59.999Z c layer'],
    ],
  ])('%s', (_rule, schedule, from, to, expected) => {
    expect(shiftLines(schedule, [], from, to)).toEqual(expected);
  });
});
