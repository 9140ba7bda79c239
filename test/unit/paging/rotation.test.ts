import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elapsed, instant } from '../../../shared/kernel/instant.ts';
import { Layer } from '../../../shared/paging/config.ts';
import { participantAt, turnAt } from '../../../shared/paging/rotation.ts';

const CHICAGO = 'America/Chicago';

function rotation(
  start: string,
  every: number,
  unit: string,
  participants = ['a', 'b', 'c', 'd', 'e'],
): Layer {
  return Layer.parse({ id: 'layer', start, rotation: { every, unit }, participants });
}

describe('the true start and end of a turn', () => {
  it.each([
    [
      '1: daily 01:30, clocks go back',
      rotation('2020-10-01T01:30', 1, 'day'),
      CHICAGO,
      '2020-11-01T07:30:00.000Z',
      '2020-11-01T06:30',
      '2020-11-02T07:30',
      25,
    ],
    [
      '2: the same as 24 × hour',
      rotation('2020-10-01T01:30', 24, 'hour'),
      CHICAGO,
      '2020-11-01T07:30:00.000Z',
      '2020-11-01T06:30',
      '2020-11-02T07:30',
      25,
    ],
    [
      '3: daily 02:30, which is not there',
      rotation('2020-03-01T02:30', 1, 'day'),
      CHICAGO,
      '2020-03-08T08:00:00.000Z',
      '2020-03-08T08:00',
      '2020-03-09T07:30',
      23.5,
    ],
    [
      '5: hourly, clocks go on',
      rotation('2020-01-01T00:00', 1, 'hour'),
      CHICAGO,
      '2020-03-08T07:59:59.999Z',
      '2020-03-08T07:00',
      '2020-03-08T08:00',
      1,
    ],
    [
      '5: hourly, clocks go back',
      rotation('2020-01-01T00:00', 1, 'hour'),
      CHICAGO,
      '2020-11-01T07:00:00.000Z',
      '2020-11-01T06:00',
      '2020-11-01T08:00',
      2,
    ],
    [
      '6: half an hour of daylight saving',
      rotation('2021-01-01T00:30', 1, 'hour'),
      'Australia/Lord_Howe',
      '2021-04-03T15:00:00.000Z',
      '2021-04-03T14:30',
      '2021-04-03T16:00',
      1.5,
    ],
    [
      '8: a week in spring',
      rotation('2017-03-10T08:00', 1, 'week'),
      CHICAGO,
      '2017-03-12T00:00:00.000Z',
      '2017-03-10T14:00',
      '2017-03-17T13:00',
      167,
    ],
    [
      '8: a week in autumn',
      rotation('2017-11-04T08:00', 1, 'week'),
      CHICAGO,
      '2017-11-07T00:00:00.000Z',
      '2017-11-04T13:00',
      '2017-11-11T14:00',
      169,
    ],
    [
      '9: a day in spring',
      rotation('2017-03-11T08:00', 1, 'day'),
      CHICAGO,
      '2017-03-12T00:00:00.000Z',
      '2017-03-11T14:00',
      '2017-03-12T13:00',
      23,
    ],
    [
      '9: a day in autumn',
      rotation('2017-11-04T08:00', 1, 'day'),
      CHICAGO,
      '2017-11-05T00:00:00.000Z',
      '2017-11-04T13:00',
      '2017-11-05T14:00',
      25,
    ],
    [
      '11: from the 31st to the 28th',
      rotation('2026-01-31T09:00', 1, 'month'),
      'UTC',
      '2026-02-01T00:00:00.000Z',
      '2026-01-31T09:00',
      '2026-02-28T09:00',
      672,
    ],
    [
      '11: and back to the 31st',
      rotation('2026-01-31T09:00', 1, 'month'),
      'UTC',
      '2026-03-01T00:00:00.000Z',
      '2026-02-28T09:00',
      '2026-03-31T09:00',
      744,
    ],
    [
      '11: and to the 30th',
      rotation('2026-01-31T09:00', 1, 'month'),
      'UTC',
      '2026-04-01T00:00:00.000Z',
      '2026-03-31T09:00',
      '2026-04-30T09:00',
      720,
    ],
    [
      '11: backwards too',
      rotation('2026-01-31T09:00', 1, 'month'),
      'UTC',
      '2025-12-01T00:00:00.000Z',
      '2025-11-30T09:00',
      '2025-12-31T09:00',
      744,
    ],
    [
      '12: 30 hours after the start',
      rotation('2020-06-01T03:00', 10, 'hour'),
      'UTC',
      '2020-06-02T09:00:00.000Z',
      '2020-06-02T09:00',
      '2020-06-02T19:00',
      10,
    ],
    [
      '12: 30 hours before it',
      rotation('2020-06-01T03:00', 10, 'hour'),
      'UTC',
      '2020-05-30T21:00:00.000Z',
      '2020-05-30T21:00',
      '2020-05-31T07:00',
      10,
    ],
  ])('case %s', (_case, layer, timeZone, at, start, end, hours) => {
    const turn = turnAt(layer, timeZone, at);
    expect(turn).toMatchObject({ start: `${start}:00.000Z`, end: `${end}:00.000Z` });
    expect(elapsed(turn.start, turn.end) / 3_600_000).toBe(hours);
  });

  it('case 5: an hour that is not there is nobody’s, and moves nobody else’s', () => {
    const layer = rotation('2020-03-08T00:00', 1, 'hour');
    const hours = ['06', '07', '08', '09'].map((hour) =>
      participantAt(layer, CHICAGO, `2020-03-08T${hour}:00:00.000Z`),
    );
    expect(hours).toEqual(['a', 'b', 'd', 'e']);
  });
});

const anyLayer = fc
  .record({
    start: fc.date({
      min: new Date('2020-01-01T00:00Z'),
      max: new Date('2030-01-01T00:00Z'),
      noInvalidDate: true,
    }),
    every: fc.integer({ min: 1, max: 30 }),
    unit: fc.constantFrom('hour', 'day', 'week', 'month'),
    people: fc.integer({ min: 1, max: 5 }),
  })
  .map(({ start, every, unit, people }) =>
    rotation(start.toISOString().slice(0, 16), every, unit, 'abcde'.slice(0, people).split('')),
  );
const anyZone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
const anyInstant = fc
  .integer({ min: Date.parse('2015-01-01T00:00Z'), max: Date.parse('2035-01-01T00:00Z') })
  .map(instant);

describe('the turns of a layer', () => {
  it('tile all of time, before its start too, and are the same wherever in them one asks', () => {
    fc.assert(
      fc.property(anyLayer, anyZone, anyInstant, (layer, timeZone, at) => {
        const turn = turnAt(layer, timeZone, at);
        expect(turn.start <= at && at < turn.end).toBe(true);
        expect(turnAt(layer, timeZone, turn.start)).toEqual(turn);
        expect(turnAt(layer, timeZone, instant(Date.parse(turn.end) - 1))).toEqual(turn);
        expect(turnAt(layer, timeZone, turn.end).start).toBe(turn.end);
      }),
      { numRuns: 500 },
    );
  });
});
