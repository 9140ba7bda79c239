import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { epochMs, type Instant, instant, shift } from '../../../shared/kernel/instant.ts';
import { nextClockChange } from '../../../shared/kernel/wall-clock.ts';
import { Schedule } from '../../../shared/paging/config.ts';
import { onCallAt } from '../../../shared/paging/on-call.ts';

import { gapsIn, type Shift, shifts } from '../../../shared/paging/shifts.ts';
import { anOverride, EVERY_DAY } from '../../support/schedules.ts';

const ZONES = Intl.supportedValuesOf('timeZone');
const FROM = Date.parse('2020-01-01T00:00Z');
const TO = Date.parse('2036-01-01T00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** When the clocks of each zone are changed in these years, and one ordinary day where they never are. */
const CHANGES = new Map(ZONES.map((zone) => [zone, changesOf(zone)]));

function changesOf(zone: string): readonly number[] {
  const changes: number[] = [];
  let at = nextClockChange(FROM, zone);
  while (at !== undefined && at < TO) {
    changes.push(at);
    at = nextClockChange(at, zone);
  }
  return changes.length > 0 ? changes : [Date.parse('2026-06-15T12:00Z')];
}

/** The same rotations in every zone: one for each unit, at hours in which clocks are changed. */
const ROTATIONS = [
  { start: '2026-01-31T02:30', every: 1, unit: 'day' },
  { start: '2026-03-01T00:00', every: 1, unit: 'week' },
  { start: '2026-01-31T01:15', every: 7, unit: 'hour' },
  { start: '2026-01-31T23:59', every: 1, unit: 'month' },
] as const;

function rotating(timeZone: string, place: number): Schedule {
  const { start, every, unit } = ROTATIONS[place % ROTATIONS.length] ?? ROTATIONS[0];
  const layer = { id: 'layer', start, rotation: { every, unit }, participants: ['a', 'b', 'c'] };
  return Schedule.parse({ id: 'schedule', timeZone, layers: [layer] });
}

/** Every change of every zone, each with one of the rotations. */
const SAMPLES = [...CHANGES].flatMap(([zone, changes], first) =>
  changes.map((at, place) => ({ zone, at, schedule: rotating(zone, first + place) })),
);

/** Reckoned by another interface of the library than the one under test uses. */
function wallClockAt(at: Instant, timeZone: string): Temporal.PlainDateTime {
  return Temporal.Instant.from(at).toZonedDateTimeISO(timeZone).toPlainDateTime();
}

/** A slow machine needs its time for every zone. */
const PATIENT = { timeout: 60_000 };

describe(
  'a layer without restrictions, at every change of the clocks of every zone, 2020 to 2035',
  PATIENT,
  () => {
    it('tiles time with shifts, without a gap and without an overlap', () => {
      const untiled = SAMPLES.filter(({ at, schedule }) => {
        const [from, to] = [instant(at - DAY), instant(at + DAY)];
        const found = shifts(schedule, [], from, to);
        const first = found[0];
        const last = found.at(-1);
        const joined = found.every(({ start }, place) => place === 0 || found[place - 1]?.end === start);
        return !(first && last && joined && first.start <= from && last.end > shift(to, -1));
      });
      expect(untiled).toEqual([]);
    });

    it('hands over at the configured local time whenever that time exists', () => {
      const late = SAMPLES.flatMap(({ zone, at, schedule }) =>
        shifts(schedule, [], instant(at - DAY), instant(at + DAY))
          .filter(({ start }) => !isHandoff(start, zone, schedule))
          .map(({ start }) => `${zone} ${start}`),
      );
      expect(late).toEqual([]);
    });
  },
);

/** Whether a handoff is at a local time of the rotation's, or at the end of a gap that has swallowed one. */
function isHandoff(at: Instant, zone: string, { layers: [layer] }: Schedule): boolean {
  const [hour, minute] = (layer?.start.slice(11) ?? '').split(':').map(Number);
  const wall = wallClockAt(at, zone);
  const hourly = layer?.rotation.unit === 'hour';
  if (wall.minute === minute && wall.second === 0 && (hourly || wall.hour === hour)) return true;
  const before = wallClockAt(shift(at, -1), zone).add({ milliseconds: 1 });
  const minutes = before.until(wall).total('minutes');
  const wanted = hourly
    ? before.with({ minute: minute ?? 0 })
    : before.with({ hour: hour ?? 0, minute: minute ?? 0 });
  const until = before.until(wanted).total('minutes');
  return minutes > 0 && (until >= 0 ? until < minutes : until + (hourly ? 60 : 1440) < minutes);
}

const anyTime = fc
  .constantFrom(...ZONES)
  .chain((zone) =>
    fc
      .tuple(fc.constantFrom(...(CHANGES.get(zone) ?? [])), fc.integer({ min: -4 * DAY, max: 4 * DAY }))
      .map(([change, away]) => ({ zone, at: instant(change + away) })),
  );

const timeOfDay = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '15', '30', '59'))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${minute}`);
const anyRestriction = fc.record({
  days: fc.subarray(EVERY_DAY, { minLength: 1 }),
  from: timeOfDay,
  to: timeOfDay,
});
const anyLayer = fc.record(
  {
    start: fc
      .tuple(fc.integer({ min: FROM, max: TO - 1 }), timeOfDay)
      .map(([ms, time]) => `${instant(ms).slice(0, 10)}T${time}`),
    rotation: fc.record({
      every: fc.integer({ min: 1, max: 3 }),
      unit: fc.constantFrom('hour', 'day', 'week', 'month'),
    }),
    participants: fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 }),
    restrictions: fc.array(anyRestriction, { minLength: 1, maxLength: 3 }),
    timeZone: fc.constantFrom('Asia/Tokyo', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca'),
  },
  { requiredKeys: ['start', 'rotation', 'participants'] },
);
const anySchedule = (zone: string) =>
  fc.array(anyLayer, { minLength: 1, maxLength: 3 }).map((layers) =>
    Schedule.parse({
      id: 'schedule',
      timeZone: zone,
      layers: layers.map((layer, place) => ({ id: `layer-${place}`, ...layer })),
    }),
  );
/** Overrides near a moment; they may conflict, which changes nothing about what is asserted. */
const anyOverrides = (at: Instant) =>
  fc.array(
    fc
      .tuple(
        fc.integer({ min: -72, max: 72 }),
        fc.integer({ min: 1, max: 96 }),
        fc.subarray(['a', 'b', 'x']),
        fc.subarray(['c', 'b', 'y']),
      )
      .filter(
        ([, , add, remove]) => add.length + remove.length > 0 && !add.some((one) => remove.includes(one)),
      )
      .map(([start, hours, add, remove]) => ({
        start: shift(at, start * HOUR),
        end: shift(at, (start + hours) * HOUR),
        add,
        remove,
      })),
    { maxLength: 3 },
  );
const anyCase = anyTime.chain(({ zone, at }) =>
  fc.record({
    at: fc.constant(at),
    schedule: anySchedule(zone),
    overrides: anyOverrides(at).map((list) =>
      list.map(({ start, end, ...who }, place) => anOverride(`o-${place}`, start, end, who)),
    ),
    view: fc.tuple(fc.integer({ min: 0, max: 3 * DAY }), fc.integer({ min: 1, max: 3 * DAY })),
  }),
);

describe('any schedule with overrides, near any change of the clocks', PATIENT, () => {
  it('has the same shift of an instant whatever the view, and as onCallAt says', () => {
    fc.assert(
      fc.property(anyCase, ({ at, schedule, overrides, view: [before, after] }) => {
        const narrow = shifts(schedule, overrides, at, shift(at, 1));
        const wide = shifts(schedule, overrides, shift(at, -before), shift(at, after));
        expect(wide.filter((one) => holds(one, at))).toEqual(narrow);
        expect(narrow.map(({ person, source }) => ({ person, source })).toSorted(byPerson)).toEqual(
          onCallAt(schedule, at, overrides),
        );
      }),
      { numRuns: 600 },
    );
  });

  it('changes where shifts begin and end, and nowhere else', () => {
    fc.assert(
      fc.property(anyCase, ({ at, schedule, overrides, view: [, length] }) => {
        const found = shifts(schedule, overrides, at, shift(at, length));
        for (const { start, end, person, source } of found) {
          const has = (when: number) =>
            onCallAt(schedule, instant(when), overrides).some(
              (one) => one.person === person && one.source === source,
            );
          expect([has(epochMs(start)), has(epochMs(end) - 1)]).toEqual([true, true]);
          expect(has(epochMs(start) - 1) && !handsOverToThemself(schedule, person)).toBe(false);
          expect(has(epochMs(end)) && !handsOverToThemself(schedule, person)).toBe(false);
        }
        for (const gap of gapsIn(found, at, shift(at, length)))
          for (const ms of [epochMs(gap.start), epochMs(gap.end) - 1])
            expect(onCallAt(schedule, instant(ms), overrides)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('is in force at the hours its restrictions say, unless clocks have just been set back', () => {
    const inWeek = (wall: { dayOfWeek: number; hour: number; minute: number }) =>
      (wall.dayOfWeek - 1) * 1440 + wall.hour * 60 + wall.minute;
    const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
    fc.assert(
      fc.property(anyTime, anyRestriction, ({ zone, at }, restriction) => {
        const setBack = (CHANGES.get(zone) ?? []).some(
          (change) => change <= epochMs(at) && change > epochMs(at) - DAY && isSetBack(change, zone),
        );
        fc.pre(!setBack);
        const layers = rotating(zone, 0).layers.map((layer) => ({ ...layer, restrictions: [restriction] }));
        const now = inWeek(wallClockAt(at, zone));
        const expected = restriction.days.some((day) => {
          const start = EVERY_DAY.indexOf(day) * 1440 + minutes(restriction.from);
          const length = ((minutes(restriction.to) - minutes(restriction.from) + 1439) % 1440) + 1;
          return (now - start + 10_080) % 10_080 < length;
        });
        const schedule = Schedule.parse({ id: 'schedule', timeZone: zone, layers });
        expect(onCallAt(schedule, at).length > 0).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('does not depend on whether the layer has begun', () => {
    fc.assert(
      fc.property(anyTime, fc.integer({ min: 1, max: 9 }), ({ zone, at }, cycles) => {
        const schedule = rotating(zone, 0);
        const startingIn = (days: number) => {
          const day = wallClockAt(at, zone).toPlainDate().add({ days }).toString();
          return {
            ...schedule,
            layers: schedule.layers.map((layer) => ({ ...layer, start: `${day}T02:30` })),
          };
        };
        const [from, to] = [shift(at, -2 * DAY), shift(at, 2 * DAY)];
        expect(shifts(startingIn(3 * cycles), [], from, to)).toEqual(
          shifts(startingIn(-3 * cycles), [], from, to),
        );
      }),
      { numRuns: 300 },
    );
  });
});

function isSetBack(change: number, zone: string): boolean {
  const [before, after] = [change - 1, change].map((ms) => wallClockAt(instant(ms), zone).toString());
  return (after ?? '') < (before ?? '');
}

function holds({ start, end }: Shift, at: Instant): boolean {
  return start <= at && at < end;
}

function byPerson(a: { readonly person: string }, b: { readonly person: string }): number {
  return a.person < b.person ? -1 : 1;
}

/** A rotation of one person alone keeps its handoffs. */
function handsOverToThemself({ layers }: Schedule, person: string): boolean {
  return layers.some(({ participants }) => participants.every((one) => one === person));
}
