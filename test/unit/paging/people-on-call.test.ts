import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant, shift } from '../../../shared/kernel/instant.ts';
import type { Layer, PagingConfig } from '../../../shared/paging/config.ts';
import { onCallAt } from '../../../shared/paging/on-call.ts';
import { peopleOnCall } from '../../../shared/paging/people-on-call.ts';
import { REACH_CONFIG } from '../../support/reach.ts';

const HOUR = 3_600_000;
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;

function withLayers(timeZone: string, layers: readonly Layer[]): PagingConfig {
  const schedules = [{ id: 'primary', timeZone, layers: [...layers] }];
  return { ...REACH_CONFIG, paging: { ...REACH_CONFIG.paging, schedules } };
}
const layer = (changes: Partial<Layer>): Layer => ({
  id: 'l',
  start: '2026-01-05T09:00',
  rotation: { every: 1, unit: 'week' },
  participants: ['alice', 'bob', 'carol'],
  ...changes,
});

describe('peopleOnCall', () => {
  it.each<[what: string, layers: Layer[], to: string, expected: Record<string, string>]>([
    [
      'a turn of each, from when it begins',
      [layer({})],
      '2026-01-20T00:00:00.000Z',
      {
        alice: '2026-01-06T00:00:00.000Z',
        bob: '2026-01-12T09:00:00.000Z',
        carol: '2026-01-19T09:00:00.000Z',
      },
    ],
    [
      'nobody whose turn begins as the span ends',
      [layer({})],
      '2026-01-12T09:00:00.000Z',
      { alice: '2026-01-06T00:00:00.000Z' },
    ],
    [
      'who takes over within a turn, where hours are restricted',
      [
        layer({ id: 'nights', participants: ['dora'] }),
        layer({ restrictions: [{ days: [...WEEKDAYS], from: '08:30', to: '08:45' }] }),
      ],
      '2026-01-07T00:00:00.000Z',
      { dora: '2026-01-06T00:00:00.000Z', alice: '2026-01-06T08:30:00.000Z' },
    ],
  ])('%s', (_, layers, to, expected) => {
    const found = peopleOnCall(withLayers('UTC', layers), '2026-01-06T00:00:00.000Z', to);
    expect(Object.fromEntries(found)).toEqual(expected);
  });

  it('misses nobody whom a look at any quarter of an hour finds', () => {
    const units = fc.constantFrom('hour', 'day', 'week') as fc.Arbitrary<Layer['rotation']['unit']>;
    const anyLayer = fc.record({
      every: fc.integer({ min: 1, max: 9 }),
      unit: units,
      from: fc.integer({ min: 0, max: 23 }),
      to: fc.integer({ min: 0, max: 23 }),
      restricted: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(anyLayer, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 0, max: 364 }),
        (given, day) => {
          const hour = (n: number) => `${String(n).padStart(2, '0')}:30`;
          const layers = given.map(({ every, unit, from, to, restricted }, n) =>
            layer({
              id: `l${n}`,
              rotation: { every, unit },
              participants: [`a${n}`, `b${n}`],
              ...(restricted
                ? { restrictions: [{ days: [...WEEKDAYS], from: hour(from), to: hour(to) }] }
                : {}),
            }),
          );
          const config = withLayers('America/Chicago', layers);
          const start = shift(instant(Date.UTC(2026, 0, 1)), day * 24 * HOUR);
          const end = shift(start, 4 * 24 * HOUR);
          const found = peopleOnCall(config, start, end);
          for (let at = start; at < end; at = shift(at, HOUR / 4))
            for (const schedule of config.paging.schedules)
              for (const { person } of onCallAt(schedule, at))
                expect((found.get(person) ?? '9') <= at).toBe(true);
        },
      ),
      { numRuns: 25 },
    );
  });
});
