import { describe, expect, it } from 'vitest';
import { PagingConfig, type Schedule } from '../../../shared/paging/config.ts';
import type { Override } from '../../../shared/paging/override.ts';
import type { ReachFacts } from '../../../shared/paging/reach-check.ts';
import { judgeReach } from '../../../shared/paging/reach-checks.ts';
import { contactsOf, known, REACH_CONFIG, REACH_PEOPLE, reachable, SOUND } from '../../support/reach.ts';

const FIVE = ['erin', 'frank', 'bob', 'alice', 'grace'];
const NOW = '2026-03-02T08:00:00.000Z';

/** Bob has the turn that ends on 2026-03-02 at 09:00Z, then alice, grace, erin and frank a week each. */
const override = (differs: Partial<Override>): Override => ({
  id: 'one',
  schedule: 'primary',
  start: '2026-03-05T09:00:00.000Z',
  end: '2026-03-05T17:00:00.000Z',
  add: [],
  remove: [],
  ...differs,
});

type Part = Partial<Omit<Schedule['layers'][number], 'restrictions'>> & { restrictions?: unknown };
const layer = (differs: Part) => ({
  id: 'weekly',
  start: '2026-01-05T09:00',
  rotation: { every: 1, unit: 'week' },
  participants: FIVE,
  ...differs,
});

const withLayers = (...layers: readonly unknown[]) =>
  PagingConfig.parse({
    ...REACH_CONFIG,
    paging: { ...REACH_CONFIG.paging, schedules: [{ id: 'primary', timeZone: 'UTC', layers }] },
  });

function verdict(check: string, overrides: readonly Override[], config = REACH_CONFIG, now = NOW) {
  const facts: ReachFacts = { ...SOUND, overrides: known(overrides) };
  const found = judgeReach(facts, config, now).find((one) => one.check === check);
  if (found === undefined) throw new Error(`there is no check ${check}`);
  return found;
}

const EVERY_DAY = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const OFFICE = layer({ restrictions: [{ days: EVERY_DAY, from: '08:00', to: '20:00' }] });

describe('schedule-holes', () => {
  it.each<[what: string, overrides: Override[], config: PagingConfig, state: string, seen: string]>([
    ['a whole schedule', [], REACH_CONFIG, 'ok', 'at all times'],
    [
      'an override that takes off who is on call',
      [override({ remove: ['alice'] })],
      REACH_CONFIG,
      'fail',
      'overrides leave nobody on call in "primary" from 2026-03-05T09:00Z to 2026-03-05T17:00Z',
    ],
    ['one that takes off somebody else', [override({ remove: ['bob'] })], REACH_CONFIG, 'ok', ''],
    ['one that replaces', [override({ remove: ['alice'], add: ['bob'] })], REACH_CONFIG, 'ok', ''],
    [
      'one beyond the next 30 days',
      [
        override({
          start: '2026-04-02T09:00:00.000Z',
          end: '2026-04-03T09:00:00.000Z',
          remove: REACH_PEOPLE,
        }),
      ],
      REACH_CONFIG,
      'ok',
      '',
    ],
    [
      'nights that nobody has by the configuration',
      [],
      withLayers(OFFICE),
      'warn',
      'nobody is on call in "primary" 30 times for 12h',
    ],
    [
      'such nights, one of them lent to somebody',
      [override({ start: '2026-03-05T20:00:00.000Z', end: '2026-03-06T08:00:00.000Z', add: ['bob'] })],
      withLayers(OFFICE),
      'warn',
      '29 times',
    ],
    [
      'such nights, and a day that an override takes away',
      [override({ remove: ['alice'] })],
      withLayers(OFFICE),
      'fail',
      'from 2026-03-05T09:00Z to 2026-03-05T17:00Z',
    ],
  ])('%s', (_, overrides, config, state, seen) => {
    const found = verdict('schedule-holes', overrides, config);
    expect(found).toMatchObject({ state, seen: expect.stringContaining(seen) });
    expect(found.advice ?? '').toMatch(state === 'ok' ? /^$/ : /.{20,}/);
  });

  it('an override for another schedule changes nothing', () => {
    const other = override({ schedule: 'secondary', remove: ['alice'] });
    expect(verdict('schedule-holes', [other])).toMatchObject({ state: 'ok' });
  });
});

describe('clock-holes (case 19: New York 12:00-20:00, then Tokyo 10:00-18:00)', () => {
  const zones = withLayers(
    layer({
      id: 'new-york',
      timeZone: 'America/New_York',
      restrictions: [{ days: EVERY_DAY, from: '12:00', to: '20:00' }],
    }),
    layer({
      id: 'tokyo',
      timeZone: 'Asia/Tokyo',
      restrictions: [{ days: EVERY_DAY, from: '10:00', to: '18:00' }],
    }),
  );

  it('fails before the change opens the hole, and says when and between whom', () => {
    const found = verdict('clock-holes', [], zones);
    expect(found).toMatchObject({ state: 'fail', advice: expect.stringContaining('overlap') });
    expect(found.seen).toContain('opens a hole between new-york and tokyo, first from 2026-03-09T00:00Z');
  });

  it.each([
    ['too far ahead', '2026-01-20T08:00:00.000Z'],
    ['over: it is a hole of the configuration now', '2026-03-20T08:00:00.000Z'],
    ['one that closes it', '2026-10-20T08:00:00.000Z'],
  ])('is fine where the change is %s', (_, now) => {
    expect(verdict('clock-holes', [], zones, now)).toMatchObject({ state: 'ok' });
  });

  it('is fine in one zone', () => {
    expect(verdict('clock-holes', [])).toMatchObject({ state: 'ok', seen: 'none' });
  });
});

describe('thin-rotations', () => {
  it('warns of fewer than five, and counts them', () => {
    const config = withLayers(layer({ participants: ['alice', 'bob'] }));
    expect(verdict('thin-rotations', [], config)).toMatchObject({
      state: 'warn',
      seen: 'fewer than five: primary (2)',
      advice: expect.any(String),
    });
    expect(verdict('thin-rotations', [])).toMatchObject({ state: 'ok' });
  });
});

describe('back-to-back', () => {
  it('warns of a week taken over beside one’s own', () => {
    const week = override({
      start: '2026-03-09T09:00:00.000Z',
      end: '2026-03-16T09:00:00.000Z',
      add: ['alice'],
      remove: ['grace'],
    });
    expect(verdict('back-to-back', [])).toMatchObject({ state: 'ok' });
    expect(verdict('back-to-back', [week])).toMatchObject({
      state: 'warn',
      seen: 'alice in primary (2 in a row, to 2026-03-16)',
      advice: expect.stringContaining('paging overrides set'),
    });
  });
});

it('somebody whom an override puts on call must be reachable', () => {
  const contacts = contactsOf(
    ...REACH_PEOPLE.filter((person) => person !== 'dora').map((person, place) =>
      reachable(person, place, ['sms']),
    ),
  );
  const facts = { ...SOUND, contacts, overrides: known([override({ add: ['dora'] })]) };
  const found = judgeReach(facts, REACH_CONFIG, NOW).find(({ check }) => check === 'on-call');
  expect(found).toMatchObject({
    state: 'fail',
    seen: expect.stringContaining('dora (from 2026-03-05T09:00Z)'),
  });
});
