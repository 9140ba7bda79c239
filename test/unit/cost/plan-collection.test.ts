import { describe, expect, it } from 'vitest';
import type { CollectedDay, Collection } from '../../../shared/cost/collection.ts';
import { planCollection, planGroups } from '../../../shared/cost/plan-collection.ts';
import { addDays, daysBetween } from '../../../shared/kernel/day.ts';

const MORNING = '2026-11-21T06:00:00.000Z';
const EVENING = '2026-11-21T18:00:00.000Z';
const running = (changes: Partial<Collection> = {}): Collection => ({
  v: 1,
  state: 'ok',
  stateSince: '2026-01-01T06:00:00.000Z',
  lastRunAt: '2026-11-20T18:00:00.000Z',
  requests: { day: '2026-11-20', count: 8 },
  from: '2025-10-01',
  through: '2026-11-19',
  ...changes,
});
const known = (day: string, estimated = false): CollectedDay => ({
  day,
  currency: 'USD',
  total: 1,
  grouped: 1,
  unreconciled: false,
  estimated,
  asOf: MORNING,
});

describe('what a run asks for', () => {
  it.each([
    ['the last 14 days', MORNING, running(), [], 'recent', '2026-11-07', 5],
    [
      'again in the evening',
      EVENING,
      running({ requests: { day: '2026-11-21', count: 4 } }),
      [],
      'recent',
      '2026-11-07',
      6,
    ],
    [
      'what the morning has left',
      EVENING,
      running({ requests: { day: '2026-11-21', count: 5 } }),
      [],
      'recent',
      '2026-11-07',
      5,
    ],
    [
      'four requests in any case',
      EVENING,
      running({ requests: { day: '2026-11-21', count: 10 } }),
      [],
      'recent',
      '2026-11-07',
      4,
    ],
    [
      'the last month until it settles',
      '2026-12-05T06:00:00.000Z',
      running({ through: '2026-12-03' }),
      [known('2026-11-02', true)],
      'unsettled-month',
      '2026-11-01',
      5,
    ],
    [
      'no month that has settled',
      '2026-12-05T06:00:00.000Z',
      running({ through: '2026-12-03' }),
      [known('2026-11-30')],
      'recent',
      '2026-11-21',
      5,
    ],
    ['this month never for that', MORNING, running(), [known('2026-11-01', true)], 'recent', '2026-11-07', 5],
    [
      'what a pause has left out',
      MORNING,
      running({ through: '2026-09-30' }),
      [],
      'after-a-gap',
      '2026-10-01',
      5,
    ],
    [
      'no more than Cost Explorer knows',
      MORNING,
      running({ through: '2020-09-30' }),
      [],
      'after-a-gap',
      '2025-10-01',
      5,
    ],
  ] as const)('%s', (_, at, collection, days, code, from, requests) => {
    const plan = planCollection(at, collection, days);
    expect(plan).toMatchObject({ reason: { code, from }, recent: { from, to: at.slice(0, 10) }, requests });
    expect(plan.older).toEqual([]);
  });

  it('on the first run: every day of 13 months and of this one, once', () => {
    const { reason, recent, older, requests } = planCollection(MORNING, undefined, []);
    expect(reason.code).toBe('first-run');
    expect(requests).toBe(30);
    const windows = [recent, ...older];
    for (const [place, { from }] of windows.slice(0, -1).entries())
      expect(windows[place + 1]?.to).toBe(addDays(from, -1));
    expect(windows.at(-1)?.from).toBe('2025-10-01');
    expect(windows.length * 4).toBeLessThanOrEqual(30);
    const days = windows.reduce((sum, { from, to }) => sum + daysBetween(from, to) + 1, 0);
    expect(days).toBe(daysBetween('2025-10-01', '2026-11-21') + 1);
  });

  it('on the first run of a leap year, the 29th of February too', () => {
    const { recent, older } = planCollection('2028-03-01T06:00:00.000Z', undefined, []);
    expect([recent, ...older].some(({ from, to }) => from <= '2028-02-29' && to >= '2028-02-29')).toBe(true);
  });

  it('starts over where the first run brought nothing', () => {
    const { from: _, through: __, ...denied } = running({ state: 'denied' });
    expect(planCollection(MORNING, denied, []).reason.code).toBe('first-run');
  });
});

describe('which days are asked for by group', () => {
  const window = { from: '2026-11-08', to: '2026-11-21' };
  const dense = { rows: { account: 1000, team: 300, charge: 60 }, page: 5000 };
  it.each([
    ['all, where nothing is known of pages', [], undefined, 4, 'all', '2026-11-08', 0],
    ['all, where they fit', [], dense, 5, 'all', '2026-11-08', 0],
    [
      'those that changed, where not all fit',
      ['2026-11-18', '2026-11-20'],
      dense,
      3,
      'changed-days',
      '2026-11-18',
      0,
    ],
    ['the newest, where those do not fit either', ['2026-11-09'], dense, 3, 'newest-days', '2026-11-16', 1],
    ['the newest three in any case', ['2026-11-09'], dense, 1, 'newest-days', '2026-11-18', 1],
  ] as const)('%s', (_, changed, density, requests, reason, from, left) => {
    const limits = { requests, until: '2026-11-20', least: 3 };
    expect(planGroups(window, changed, density, limits)).toEqual({
      window: { from, to: reason === 'all' ? window.to : limits.until },
      reason,
      left,
    });
  });

  it('none of history that does not fit', () => {
    const limits = { requests: 2, until: window.to, least: 0 };
    expect(planGroups(window, [], dense, limits)).toEqual({
      window: undefined,
      reason: 'newest-days',
      left: 0,
    });
  });
});
