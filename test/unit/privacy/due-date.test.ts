import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { addDays, type Day } from '../../../shared/kernel/day.ts';
import { type Instant, shift } from '../../../shared/kernel/instant.ts';
import {
  decideExtension,
  dueDate,
  firstLatePause,
  type RequestClock,
  reminders,
} from '../../../shared/privacy/due-date.ts';
import type { Jurisdiction } from '../../../shared/privacy/jurisdictions.ts';

const UTC = { timeZone: 'UTC', holidays: [], remindAt: ['21d', '23d', '28d'] };
const EU = { ...UTC, jurisdiction: 'eu' as const };

function at(text: string): Instant {
  return Temporal.Instant.from(text.includes('T') ? text : `${text}T00:00Z`).toString({
    smallestUnit: 'millisecond',
  });
}

function received(text: string, more: Partial<RequestClock> = {}): RequestClock {
  return { received: at(text), pauses: [], extended: false, ...more };
}

function pause(from: string, to: string) {
  return { from: at(from), to: at(to) };
}

const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Counted on the fingers: the same number in a later month, or the last it has. */
function sameDayLater(day: Day, months: number): Day {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  let [y, m] = [year, month];
  for (let step = 0; step < months; step++) [y, m] = m === 12 ? [y + 1, 1] : [y, m + 1];
  const leap = m === 2 && y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0);
  const last = (LENGTHS[m - 1] ?? 0) + (leap ? 1 : 0);
  return `${y}-${String(m).padStart(2, '0')}-${String(Math.min(date, last)).padStart(2, '0')}`;
}

describe('the due date', () => {
  it.each<[received: string, due: string, extended: string]>([
    ['2026-01-31', '2026-02-28', '2026-04-30'],
    ['2028-01-31', '2028-02-29', '2028-04-30'],
    ['2026-02-28', '2026-03-28', '2026-05-28'],
    ['2025-12-31', '2026-01-31', '2026-03-31'],
    ['2025-11-30', '2025-12-30', '2026-02-28'],
    ['2026-01-31T22:15:30.500Z', '2026-02-28T22:15:30.500Z', '2026-04-30T22:15:30.500Z'],
  ])('of %s is %s, extended %s: months, not 30 days', (from, due, extended) => {
    expect(dueDate(received(from), EU)).toBe(at(due));
    expect(dueDate(received(from, { extended: true }), EU)).toBe(at(extended));
  });

  it('is right for each of the 1,461 days of a leap cycle, and reminds once, in time (56)', () => {
    let day: Day = '2024-01-01';
    for (let count = 0; count < 1461; count++, day = addDays(day, 1)) {
      const clock = received(day);
      const due = dueDate(clock, EU);
      expect([day, due.slice(0, 10)]).toEqual([day, sameDayLater(day, 1)]);
      expect(dueDate({ ...clock, extended: true }, EU).slice(0, 10)).toBe(sameDayLater(day, 3));
      const told = reminders(clock, EU);
      expect(told.map((one) => one.slice(0, 10))).toEqual([21, 23, 28].map((days) => addDays(day, days)));
      expect(told.every((one) => one <= due)).toBe(true);
    }
    expect(day).toBe('2028-01-01');
  });

  it.each<[what: string, pauses: RequestClock['pauses'], due: string, reminders: string[]]>([
    [
      'a pause of 4 days (6)',
      [pause('2026-03-12', '2026-03-16')],
      '2026-04-14',
      ['2026-04-04', '2026-04-06', '2026-04-11'],
    ],
    [
      'two pauses',
      [pause('2026-03-20', '2026-03-21'), pause('2026-03-12', '2026-03-13')],
      '2026-04-12',
      ['2026-04-02', '2026-04-04', '2026-04-09'],
    ],
    [
      'pauses that overlap, which are one',
      [pause('2026-03-12', '2026-03-15'), pause('2026-03-13', '2026-03-16')],
      '2026-04-14',
      ['2026-04-04', '2026-04-06', '2026-04-11'],
    ],
    [
      'a pause after the first reminder, which has been sent',
      [pause('2026-04-01', '2026-04-03')],
      '2026-04-12',
      ['2026-03-31', '2026-04-04', '2026-04-09'],
    ],
    [
      'hours and seconds',
      [pause('2026-03-12T08:00Z', '2026-03-12T10:30:01Z')],
      '2026-04-10T02:30:01Z',
      ['2026-03-31T02:30:01Z', '2026-04-02T02:30:01Z', '2026-04-07T02:30:01Z'],
    ],
    [
      'a pause that begins on the day it is due, to the end of which the law counts',
      [pause('2026-04-10', '2026-04-20')],
      '2026-04-20',
      ['2026-03-31', '2026-04-02', '2026-04-07'],
    ],
    [
      'a pause that begins in the last second of it',
      [pause('2026-04-10T23:59:59Z', '2026-04-11T01:59:59Z')],
      '2026-04-10T02:00Z',
      ['2026-03-31', '2026-04-02', '2026-04-07'],
    ],
    [
      'a pause that begins on the day to which another has moved it',
      [pause('2026-04-11T12:00Z', '2026-04-14T12:00Z'), pause('2026-04-08', '2026-04-09')],
      '2026-04-14',
      ['2026-03-31', '2026-04-02', '2026-04-07'],
    ],
    [
      'a pause that begins on the day after',
      [pause('2026-04-11', '2026-04-20')],
      '2026-04-10',
      ['2026-03-31', '2026-04-02', '2026-04-07'],
    ],
    [
      'what lies before receipt',
      [pause('2026-03-01', '2026-03-11')],
      '2026-04-11',
      ['2026-04-01', '2026-04-03', '2026-04-08'],
    ],
  ])('moves by exactly the pause: %s', (_what, pauses, due, told) => {
    const clock = received('2026-03-10', { pauses });
    expect(dueDate(clock, EU)).toBe(at(due));
    expect(reminders(clock, EU)).toEqual(told.map(at));
  });

  it('moves by exactly a pause that begins at whatever time of the day it is due, and by none that begins later', () => {
    const ms = fc.integer({ min: 1, max: 40 * 86_400_000 });
    const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Pacific/Auckland', '+05:30');
    const request = fc.record({
      received: fc.integer({ min: Date.parse('2024-01-01'), max: Date.parse('2030-01-01') }),
      zone,
      length: ms,
      part: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      before: fc.option(fc.record({ begin: fc.integer({ min: 0, max: 20 * 86_400_000 }), length: ms })),
    });
    fc.assert(
      fc.property(request, ({ received: epoch, zone: timeZone, length, part, before }) => {
        const from = at(new Date(epoch).toISOString());
        const calendar = { ...EU, timeZone };
        const begin = before === null ? undefined : shift(from, before.begin);
        const earlier =
          begin === undefined || before === null ? [] : [{ from: begin, to: shift(begin, before.length) }];
        const clock = received(from, { pauses: earlier });
        const due = dueDate(clock, calendar);
        const day = Temporal.Instant.from(due).toZonedDateTimeISO(timeZone).startOfDay();
        const next = day.add({ days: 1 }).epochMilliseconds;
        const into = Math.floor(part * (next - day.epochMilliseconds));
        const inside = shift(from, day.epochMilliseconds + into - epoch);
        const beyond = shift(from, next + Math.floor(part * length) - epoch);
        fc.pre(earlier.every(({ to }) => to < inside)); // else they would be one pause
        const on = { ...clock, pauses: [{ from: inside, to: shift(inside, length) }, ...earlier] };
        expect([dueDate(on, calendar), firstLatePause(on, calendar)]).toEqual([
          shift(due, length),
          undefined,
        ]);
        const late = { from: beyond, to: shift(beyond, length) };
        const after = { ...clock, pauses: [late, ...earlier] };
        expect([dueDate(after, calendar), firstLatePause(after, calendar)]).toEqual([due, late]);
      }),
    );
  });

  it.each<[what: string, from: string, jurisdiction: Jurisdiction, holidays: string[], due: string]>([
    ['a Saturday in the EU stays', '2026-01-31', 'eu', [], '2026-02-28'],
    ['a Saturday in the UK becomes Monday', '2026-01-31', 'uk', [], '2026-03-02'],
    ['a Sunday by Regulation 1182/71 becomes Monday', '2027-01-31', 'eu-working-days', [], '2027-03-01'],
    ['a holiday in the EU stays', '2026-03-06', 'eu', ['2026-04-06'], '2026-04-06'],
    ['Good Friday in the UK becomes Tuesday', '2026-03-03', 'uk', ['2026-04-03', '2026-04-06'], '2026-04-07'],
    ['a working day stays', '2026-03-02', 'uk', ['2026-04-03'], '2026-04-02'],
  ])(
    'moves to a working day only where the jurisdiction says so: %s',
    (_what, from, jurisdiction, holidays, due) => {
      expect(dueDate(received(from), { ...UTC, jurisdiction, holidays })).toBe(at(due));
    },
  );

  it('counts by the calendar of the time zone', () => {
    // 2026-03-01T02:00Z is still February in New York: a month later is 28 March there, not the end of it.
    const clock = received('2026-03-01T02:00Z');
    expect(dueDate(clock, { ...EU, timeZone: 'America/New_York' })).toBe(at('2026-03-29T01:00Z'));
    expect(dueDate(clock, EU)).toBe(at('2026-04-01T02:00Z'));
  });

  it('has the reminders of an extended request two months later, as its end is', () => {
    expect(reminders(received('2026-01-10', { extended: true }), EU)).toEqual(
      ['2026-03-31', '2026-04-02', '2026-04-07'].map(at),
    );
  });

  it('reminds once of what is stated twice', () => {
    expect(reminders(received('2026-01-10'), { ...EU, remindAt: ['28d', '7d', '168h'] })).toEqual(
      ['2026-01-17', '2026-02-07'].map(at),
    );
  });
});

describe('an extension', () => {
  const clock = received('2026-01-31');
  const due = at('2026-02-28');

  it('gives two further months inside the first, with a reason', () => {
    expect(decideExtension(clock, 'many systems', due, EU)).toEqual({
      kind: 'extend',
      reason: 'many systems',
      due: at('2026-04-30'),
    });
  });

  it.each<[what: string, clock: RequestClock, why: string, when: Instant, reason: string]>([
    ['after month 1 (57)', clock, 'many systems', shift(due, 1), 'first-month-over'],
    ['without a reason', clock, '  ', due, 'no-reason-given'],
    ['a second time', { ...clock, extended: true }, 'many systems', due, 'extended-already'],
  ])('is refused %s', (_what, given, why, when, reason) => {
    expect(decideExtension(given, why, when, EU)).toEqual({ kind: 'refuse', reason });
  });

  it('is still inside month 1 for as long as a pause made it longer', () => {
    const paused = { ...clock, pauses: [pause('2026-02-10', '2026-02-14')] };
    expect(decideExtension(paused, 'many systems', shift(due, 1), EU)).toMatchObject({
      kind: 'extend',
      due: at('2026-05-04'),
    });
  });
});
