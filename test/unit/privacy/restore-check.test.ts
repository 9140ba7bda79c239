import { describe, expect, it } from 'vitest';
import type { Exclusion } from '../../../shared/privacy/exclusion.ts';
import { restoreCheck } from '../../../shared/privacy/restore-check.ts';

const [ANN, BOB, EVE] = ['ann', 'bob', 'eve'].map((name) => name.padEnd(32, '0'));
const excluded = (tag = '', erasedAt: string, id = 'case-1'): Exclusion => ({
  tag,
  case: id,
  erasedAt: `${erasedAt}T00:00:00.000Z`,
  until: '2027-01-01T00:00:00.000Z',
});
const records = [
  { tag: ANN ?? '', count: 2 },
  { tag: EVE ?? '', count: 5 },
];

describe('a restored table', () => {
  it.each<[name: string, exclusions: Exclusion[], takenAt: string | undefined, again: number, since: number]>(
    [
      ['of nobody who was erased', [excluded(BOB, '2026-03-01')], '2026-02-01', 0, 0],
      ['of before the erasure', [excluded(ANN, '2026-03-01')], '2026-02-01', 2, 0],
      ['of the moment of the erasure', [excluded(ANN, '2026-03-01')], '2026-03-01', 2, 0],
      ['of after it: the person has come back', [excluded(ANN, '2026-03-01')], '2026-04-01', 0, 2],
      ['of a time that nobody knows', [excluded(ANN, '2026-03-01')], undefined, 2, 0],
      [
        'of between two erasures',
        [excluded(ANN, '2026-03-01'), excluded(ANN, '2026-05-01')],
        '2026-04-01',
        2,
        0,
      ],
      ['without an exclusion', [], '2026-04-01', 0, 0],
    ],
  )('%s', (_, exclusions, takenAt, again, since) => {
    const check = restoreCheck(
      records,
      exclusions,
      takenAt === undefined ? undefined : `${takenAt}T00:00:00.000Z`,
    );
    const count = (found: typeof check.again) => found.reduce((sum, one) => sum + one.records.count, 0);
    expect([count(check.again), count(check.since)]).toEqual([again, since]);
  });
});
