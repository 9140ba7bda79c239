import { describe, expect, it } from 'vitest';
import { conflictOf, Override } from '../../../shared/paging/override.ts';
import { aLayer, anOverride, aSchedule, gapLines, shiftLines, WORKDAYS } from '../../support/schedules.ts';

const NINE = '2026-01-05T09:00Z';
const BASE = { id: 'o', schedule: 'schedule', start: '2026-01-05T08:00Z', end: NINE };

describe('an override', () => {
  it('keeps its instants in the one form', () => {
    expect(Override.parse({ ...BASE, start: '2026-01-05T09:30+01:00', add: ['b'] })).toEqual({
      id: 'o',
      schedule: 'schedule',
      start: '2026-01-05T08:30:00.000Z',
      end: '2026-01-05T09:00:00.000Z',
      add: ['b'],
      remove: [],
    });
  });

  it('may last a year', () => {
    expect(Override.safeParse({ ...BASE, end: '2027-01-05T08:00Z', add: ['b'] }).success).toBe(true);
  });

  it.each<[string, object, string, string]>([
    ['changes somebody', {}, '', 'somebody in add, in remove or in both'],
    ['ends after it starts', { add: ['b'], end: BASE.start }, 'end', 'an instant after start'],
    [
      'lasts a year at most',
      { add: ['b'], end: '2028-01-01T00:00Z' },
      'end',
      'an instant at most a year after start',
    ],
    [
      'has instants',
      { add: ['b'], start: '2026-01-05T08:00' },
      'start',
      'an ISO 8601 instant with its offset',
    ],
    ['does not add whom it removes', { add: ['b'], remove: ['b'] }, 'add', 'nobody whom remove names too'],
    ['names each person once', { add: ['b', 'b'] }, 'add', 'each person once'],
    ['has no other keys', { add: ['b'], why: 'ill' }, '', 'Unrecognized key'],
  ])('%s', (_rule, changes, path, message) => {
    const { error } = Override.safeParse({ ...BASE, ...changes });
    expect(error?.issues.map((issue) => [issue.path.join('.'), issue.message])).toContainEqual([
      path,
      expect.stringContaining(message),
    ]);
  });
});

describe('case 32: overrides that conflict', () => {
  const given = anOverride('given', '2026-01-05T08:00Z', '2026-01-05T10:00Z', { add: ['b'], remove: ['a'] });
  it.each<[string, Override, string | undefined]>([
    ['the same person in the same time', { ...given, id: 'other' }, 'b'],
    ['added by one, removed by the other', { ...given, id: 'other', add: [], remove: ['b'] }, 'b'],
    [
      'an overlap of a second',
      { ...given, id: 'other', start: '2026-01-05T09:59:59.000Z', end: '2026-01-06T00:00:00.000Z' },
      'b',
    ],
    ['itself, to be replaced', given, undefined],
    ['another schedule', { ...given, id: 'other', schedule: 'else' }, undefined],
    ['other people', { ...given, id: 'other', add: ['c'], remove: ['d'] }, undefined],
    ['after it', { ...given, id: 'other', start: given.end, end: '2026-01-06T00:00:00.000Z' }, undefined],
    ['before it', { ...given, id: 'other', start: '2026-01-05T00:00:00.000Z', end: given.start }, undefined],
  ])('%s', (_name, other, person) => {
    expect(conflictOf(other, [given])).toEqual(
      person === undefined ? undefined : { reason: 'same-person-and-time', with: 'given', person },
    );
  });
});

/** A has 08–10, B the two hours after it. */
const TWO_HOURS = aSchedule('UTC', aLayer('2026-01-05T08:00', 2, 'hour'));
const LAYERED = aSchedule(
  'UTC',
  aLayer('2026-01-05T00:00', 1, 'week', { id: 'base' }),
  aLayer('2026-01-05T00:00', 1, 'week', {
    id: 'days',
    participants: ['d'],
    restrictions: [{ days: WORKDAYS, from: '08:00', to: '18:00' }],
  }),
);
const QUARTER = (who: object) => [anOverride('o', '2026-01-05T08:30Z', '2026-01-05T08:45Z', who)];

describe('shifts by overrides', () => {
  it.each<[string, typeof TWO_HOURS, readonly Override[], from: string, to: string, string[]]>([
    [
      '27: replace a by b',
      TWO_HOURS,
      QUARTER({ add: ['x'], remove: ['a'] }),
      '2026-01-05T08:00Z',
      NINE,
      [
        '2026-01-05T08:00Z 2026-01-05T08:30Z a layer',
        '2026-01-05T08:30Z 2026-01-05T08:45Z x override:o',
        '2026-01-05T08:45Z 2026-01-05T10:00Z a layer',
      ],
    ],
    [
      '28: add somebody',
      TWO_HOURS,
      QUARTER({ add: ['x'] }),
      '2026-01-05T08:00Z',
      NINE,
      ['2026-01-05T08:00Z 2026-01-05T10:00Z a layer', '2026-01-05T08:30Z 2026-01-05T08:45Z x override:o'],
    ],
    [
      '29: remove somebody',
      TWO_HOURS,
      QUARTER({ remove: ['a'] }),
      '2026-01-05T08:00Z',
      NINE,
      ['2026-01-05T08:00Z 2026-01-05T08:30Z a layer', '2026-01-05T08:45Z 2026-01-05T10:00Z a layer'],
    ],
    [
      '34: an override, then the later layer, then the earlier one',
      LAYERED,
      [anOverride('o', '2026-01-05T07:00Z', '2026-01-05T12:00Z', { add: ['x'], remove: ['a', 'd'] })],
      '2026-01-05T06:00Z',
      '2026-01-05T19:00Z',
      [
        '2026-01-05T00:00Z 2026-01-05T07:00Z a base',
        '2026-01-05T07:00Z 2026-01-05T12:00Z x override:o',
        '2026-01-05T12:00Z 2026-01-05T18:00Z d days',
        '2026-01-05T18:00Z 2026-01-06T08:00Z a base',
      ],
    ],
    [
      'no earlier layer stands in for whom an override removes',
      LAYERED,
      [anOverride('o', '2026-01-05T07:00Z', '2026-01-05T12:00Z', { remove: ['d'] })],
      '2026-01-05T07:00Z',
      '2026-01-05T13:00Z',
      ['2026-01-05T00:00Z 2026-01-05T08:00Z a base', '2026-01-05T12:00Z 2026-01-05T18:00Z d days'],
    ],
    [
      'a stand-in is on call where the removed person would be, and not where somebody else is',
      TWO_HOURS,
      [anOverride('o', '2026-01-05T09:00Z', '2026-01-05T15:00Z', { add: ['x'], remove: ['a'] })],
      '2026-01-05T08:00Z',
      '2026-01-05T15:00Z',
      [
        '2026-01-05T08:00Z 2026-01-05T09:00Z a layer',
        '2026-01-05T09:00Z 2026-01-05T10:00Z x override:o',
        '2026-01-05T10:00Z 2026-01-05T12:00Z b layer',
        '2026-01-05T12:00Z 2026-01-05T14:00Z c layer',
        '2026-01-05T14:00Z 2026-01-05T15:00Z x override:o',
      ],
    ],
    [
      'one who stands in for two in a row has one shift',
      TWO_HOURS,
      [anOverride('o', '2026-01-05T09:00Z', '2026-01-05T11:00Z', { add: ['x'], remove: ['a', 'b'] })],
      NINE,
      '2026-01-05T11:00Z',
      ['2026-01-05T09:00Z 2026-01-05T11:00Z x override:o'],
    ],
    [
      'removing somebody who is not on call changes nothing',
      TWO_HOURS,
      QUARTER({ remove: ['b'] }),
      '2026-01-05T08:00Z',
      NINE,
      ['2026-01-05T08:00Z 2026-01-05T10:00Z a layer'],
    ],
    [
      'replacing somebody who is not on call does not either',
      TWO_HOURS,
      QUARTER({ add: ['x'], remove: ['b'] }),
      '2026-01-05T08:00Z',
      NINE,
      ['2026-01-05T08:00Z 2026-01-05T10:00Z a layer'],
    ],
    [
      'adding whoever is on call anyway: by the override, and once',
      TWO_HOURS,
      QUARTER({ add: ['a'] }),
      '2026-01-05T08:00Z',
      NINE,
      [
        '2026-01-05T08:00Z 2026-01-05T08:30Z a layer',
        '2026-01-05T08:30Z 2026-01-05T08:45Z a override:o',
        '2026-01-05T08:45Z 2026-01-05T10:00Z a layer',
      ],
    ],
    [
      'what cuts a turn of one person alone joins the rest of it to the next',
      aSchedule('UTC', aLayer('2026-01-05T00:00', 1, 'day', { participants: ['a'] })),
      QUARTER({ remove: ['a'] }),
      '2026-01-05T12:00Z',
      '2026-01-07T12:00Z',
      ['2026-01-05T08:45Z 2026-01-07T00:00Z a layer', '2026-01-07T00:00Z 2026-01-08T00:00Z a layer'],
    ],
    [
      'an override of another schedule is not ours',
      TWO_HOURS,
      [{ ...anOverride('o', '2026-01-05T08:30Z', '2026-01-05T08:45Z', { remove: ['a'] }), schedule: 'else' }],
      '2026-01-05T08:00Z',
      NINE,
      ['2026-01-05T08:00Z 2026-01-05T10:00Z a layer'],
    ],
    [
      'a long one that the view cuts has its true ends',
      TWO_HOURS,
      [anOverride('o', '2026-01-01T00:00Z', '2026-12-01T00:00Z', { add: ['x'] })],
      '2026-06-05T08:00Z',
      '2026-06-05T09:00Z',
      ['2026-01-01T00:00Z 2026-12-01T00:00Z x override:o', '2026-06-05T08:00Z 2026-06-05T10:00Z a layer'],
    ],
  ])('case %s', (_case, schedule, overrides, from, to, expected) => {
    expect(shiftLines(schedule, overrides, from, to)).toEqual(expected);
  });

  it('case 29: whom it removes leaves a gap', () => {
    expect(gapLines(TWO_HOURS, QUARTER({ remove: ['a'] }), '2026-01-05T08:00Z', NINE)).toEqual([
      '2026-01-05T08:30Z 2026-01-05T08:45Z',
    ]);
  });
});
