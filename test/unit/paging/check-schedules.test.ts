import { describe, expect, it } from 'vitest';
import { checkSchedules, type ScheduleFinding } from '../../../shared/paging/check-schedules.ts';
import { PagingConfig, type Schedule } from '../../../shared/paging/config.ts';
import type { Override } from '../../../shared/paging/override.ts';
import { aLayer, anOverride, aSchedule, EVERY_DAY, WORKDAYS, when } from '../../support/schedules.ts';

const FIVE = { participants: ['a', 'b', 'c', 'd', 'e'] };
const NEW_YORK = 'America/New_York';

function config(...schedules: readonly Schedule[]): PagingConfig {
  return PagingConfig.parse({
    organization: { name: 'acme', home: { region: 'eu-west-1' } },
    paging: {
      routes: [{ ladder: 'main' }],
      ladders: [{ id: 'main', rungs: [{ after: '0m', targets: [{ person: 'a' }] }] }],
      schedules,
    },
  });
}

function messages(
  schedule: Schedule,
  from: string,
  overrides: readonly Override[] = [],
  kind?: ScheduleFinding['kind'],
): string[] {
  return checkSchedules(config(schedule), overrides, when(from))
    .filter((finding) => kind === undefined || finding.kind === kind)
    .map((finding) => `${finding.kind}: ${finding.message}`);
}

const WEEKLY = aSchedule('UTC', aLayer('2026-01-05T09:00', 1, 'week', FIVE));
const daily = (zone: string, from: string, to: string) =>
  aLayer('2026-01-05T00:00', 1, 'week', {
    ...FIVE,
    id: zone.toLowerCase().replaceAll(/[^a-z]+/g, '-'),
    timeZone: zone,
    restrictions: [{ days: EVERY_DAY, from, to }],
  });
/** New York's afternoon, Tokyo's day, and London for the rest of it. */
const AROUND_THE_WORLD = aSchedule(
  'UTC',
  daily(NEW_YORK, '12:00', '20:00'),
  daily('Asia/Tokyo', '10:00', '18:00'),
  daily('Etc/UTC', '09:00', '17:00'),
);

describe('what will come of schedules', () => {
  it('five people by weeks: nothing to say', () => {
    expect(messages(WEEKLY, '2026-03-01T00:00Z')).toEqual([]);
  });

  it('fewer than five people', () => {
    expect(messages(aSchedule('UTC', aLayer('2026-01-05T09:00', 1, 'day')), '2026-03-01T00:00Z')).toEqual([
      'thin-rotation: only 3 people take part in "schedule" (a, b, c); wanted: 5 or more',
    ]);
  });

  it('one person', () => {
    const alone = aSchedule('UTC', aLayer('2026-01-05T09:00', 1, 'week', { participants: ['a'] }));
    expect(messages(alone, '2026-03-01T00:00Z')).toEqual([
      'thin-rotation: only 1 person takes part in "schedule" (a); wanted: 5 or more',
      'back-to-back: a is on call for 7 turns in a row in "schedule", from 2026-02-16T09:00Z to 2026-04-06T09:00Z',
    ]);
  });

  it('holes that recur at the same local time are one finding', () => {
    const nights = aSchedule(
      'Europe/Berlin',
      aLayer('2026-01-05T09:00', 1, 'week', {
        ...FIVE,
        restrictions: [{ days: WORKDAYS, from: '20:00', to: '08:00' }],
      }),
    );
    expect(messages(nights, '2026-03-02T19:00Z')).toEqual([
      'hole: nobody is on call in "schedule" 18 times for 12h: first from 2026-03-03T07:00Z to 2026-03-03T19:00Z, last from 2026-04-01T06:00Z',
      'hole: nobody is on call in "schedule" 3 times for 60h: first from 2026-03-07T07:00Z to 2026-03-09T19:00Z, last from 2026-03-21T07:00Z',
      'hole: nobody is on call in "schedule" from 2026-03-28T07:00Z to 2026-03-30T18:00Z',
    ]);
  });

  it('case 29: a hole that an override leaves', () => {
    const [hole] = checkSchedules(
      config(WEEKLY),
      [anOverride('ill', '2026-03-02T10:00Z', '2026-03-02T12:00Z', { remove: FIVE.participants })],
      when('2026-03-01T00:00Z'),
    );
    expect(hole).toEqual({
      kind: 'hole',
      schedule: 'schedule',
      start: '2026-03-02T10:00:00.000Z',
      end: '2026-03-02T12:00:00.000Z',
      count: 1,
      last: { start: '2026-03-02T10:00:00.000Z', end: '2026-03-02T12:00:00.000Z' },
      message: 'nobody is on call in "schedule" from 2026-03-02T10:00Z to 2026-03-02T12:00Z',
    });
  });

  it('looks no further than it is told to', () => {
    const gone = [anOverride('ill', '2026-03-09T10:00Z', '2026-03-09T12:00Z', { remove: FIVE.participants })];
    const kinds = (days: number) =>
      checkSchedules(config(WEEKLY), gone, when('2026-03-01T00:00Z'), days).map(({ kind }) => kind);
    expect([kinds(8), kinds(9)]).toEqual([[], ['hole']]);
  });
});

describe('case 19: around the world', () => {
  it('a change of clocks in one zone opens a hole', () => {
    expect(messages(AROUND_THE_WORLD, '2026-03-06T00:00Z')).toEqual([
      'hole: nobody is on call in "schedule" 27 times for 1h: first from 2026-03-09T00:00Z to 2026-03-09T01:00Z, last from 2026-04-04T00:00Z',
      'dst-hole: the change of clocks in America/New_York at 2026-03-08T07:00Z opens a hole between america-new-york and asia-tokyo, first from 2026-03-09T00:00Z to 2026-03-09T01:00Z in "schedule"',
    ]);
  });

  it('and closes it again', () => {
    expect(messages(AROUND_THE_WORLD, '2026-10-25T12:00Z', [], 'dst-hole')).toEqual([
      'dst-hole: the change of clocks in America/New_York at 2026-11-01T06:00Z closes the hole between america-new-york and asia-tokyo, last from 2026-11-01T00:00Z to 2026-11-01T01:00Z in "schedule"',
    ]);
  });

  it('a hole that only grows is not opened', () => {
    const two = aSchedule('UTC', daily(NEW_YORK, '12:00', '20:00'), daily('Asia/Tokyo', '10:00', '18:00'));
    expect(messages(two, '2026-03-06T01:00Z')).toEqual([
      'hole: nobody is on call in "schedule" 2 times for 8h: first from 2026-03-06T09:00Z to 2026-03-06T17:00Z, last from 2026-03-07T09:00Z',
      'hole: nobody is on call in "schedule" 28 times for 7h: first from 2026-03-08T09:00Z to 2026-03-08T16:00Z, last from 2026-04-04T09:00Z',
      'hole: nobody is on call in "schedule" 28 times for 1h: first from 2026-03-09T00:00Z to 2026-03-09T01:00Z, last from 2026-04-05T00:00Z',
      'dst-hole: the change of clocks in America/New_York at 2026-03-08T07:00Z opens a hole between america-new-york and asia-tokyo, first from 2026-03-09T00:00Z to 2026-03-09T01:00Z in "schedule"',
    ]);
  });

  it('nothing opens in a schedule of one zone, nor where all zones change at once', () => {
    const one = aSchedule(NEW_YORK, daily(NEW_YORK, '09:00', '17:00'));
    expect(messages(one, '2026-03-06T00:00Z', [], 'dst-hole')).toEqual([]);
    const europe = aSchedule(
      'UTC',
      daily('Europe/Berlin', '00:00', '12:00'),
      daily('Europe/London', '11:00', '23:00'),
    );
    expect(messages(europe, '2026-03-20T00:00Z', [], 'dst-hole')).toEqual([]);
  });
});

describe('back to back', () => {
  it.each<[string, string[], Override[], string[]]>([
    ['in turn', FIVE.participants, [], []],
    [
      'named twice in a row',
      ['a', 'b', 'b', 'c', 'd', 'e', 'f'],
      [],
      [
        'back-to-back: b is on call for 2 turns in a row in "schedule", from 2026-03-02T09:00Z to 2026-03-16T09:00Z',
      ],
    ],
    [
      'last and first',
      ['a', 'b', 'c', 'd', 'e', 'a'],
      [],
      [
        'back-to-back: a is on call for 2 turns in a row in "schedule", from 2026-03-23T09:00Z to 2026-04-06T09:00Z',
      ],
    ],
    [
      'for somebody else',
      FIVE.participants,
      [anOverride('o', '2026-03-16T09:00Z', '2026-03-23T09:00Z', { add: ['e'], remove: ['a'] })],
      [
        'back-to-back: e is on call for 2 turns in a row in "schedule", from 2026-03-09T09:00Z to 2026-03-23T09:00Z',
      ],
    ],
    [
      'for an afternoon only',
      FIVE.participants,
      [anOverride('o', '2026-03-16T12:00Z', '2026-03-16T18:00Z', { add: ['e'], remove: ['a'] })],
      [],
    ],
  ])('%s', (_name, participants, overrides, expected) => {
    const schedule = aSchedule('UTC', aLayer('2026-01-05T09:00', 1, 'week', { participants }));
    expect(messages(schedule, '2026-03-03T00:00Z', overrides, 'back-to-back')).toEqual(expected);
  });

  it('counts the turn before', () => {
    const schedule = aSchedule(
      'UTC',
      aLayer('2026-03-02T09:00', 1, 'week', { participants: ['a', 'a', 'b', 'c', 'd', 'e'] }),
    );
    expect(messages(schedule, '2026-03-10T00:00Z')).toEqual([
      'back-to-back: a is on call for 2 turns in a row in "schedule", from 2026-03-02T09:00Z to 2026-03-16T09:00Z',
    ]);
  });

  it('days in a row are no weeks', () => {
    const days = aSchedule(
      'UTC',
      aLayer('2026-01-05T09:00', 1, 'day', { participants: ['a', 'a', 'b', 'c', 'd', 'e'] }),
    );
    expect(messages(days, '2026-03-03T00:00Z')).toEqual([]);
  });

  it('weekends are held by whoever has them, whoever has the rest of the week', () => {
    const schedule = aSchedule(
      'UTC',
      aLayer('2026-01-05T00:00', 1, 'day', { ...FIVE, id: 'base' }),
      aLayer('2026-01-05T00:00', 1, 'week', {
        participants: ['a', 'a', 'b', 'c', 'd', 'e'],
        restrictions: [{ days: ['sat', 'sun'], from: '00:00', to: '00:00' }],
      }),
    );
    expect(messages(schedule, '2026-03-10T00:00Z')).toEqual([
      'back-to-back: a is on call for 2 turns in a row in "schedule", from 2026-03-30T00:00Z to 2026-04-13T00:00Z',
    ]);
  });
});
