import { describe, expect, it } from 'vitest';
import { checkRails } from '../../../shared/tags/rails.ts';

const rails = { maxPerRun: 50, maxPctOfTeam: 5, maxPerHour: 20 };
const planned = (count: number, team?: string) =>
  Array.from({ length: count }, (_, place) => ({ arn: `arn:${team}:${place}`, team }));
const sizes = (size: number) =>
  new Map([
    ['payments', size],
    ['search', size],
    ['', size],
  ]);

describe('38: rails', () => {
  it('let go what is within them', () => {
    expect(checkRails(planned(5, 'payments'), sizes(100), 15, rails)).toEqual({
      kind: 'go',
      reason: 'WITHIN_RAILS',
    });
    expect(checkRails([], sizes(100), 100, rails).kind).toBe('go');
  });

  it.each<[what: string, plan: ReturnType<typeof planned>, size: number, lastHour: number, beyond: object[]]>(
    [
      [
        'too many at once',
        planned(51, 'payments'),
        10_000,
        0,
        [
          { rail: 'maxPerRun', limit: 50, would: 51 },
          { rail: 'maxPerHour', would: 51 },
        ],
      ],
      [
        'too many within the hour',
        planned(6, 'payments'),
        1000,
        15,
        [{ rail: 'maxPerHour', limit: 20, would: 21 }],
      ],
      [
        'too much of a team',
        planned(6, 'payments'),
        100,
        0,
        [{ rail: 'maxPctOfTeam', limit: 5, would: 6, team: 'payments' }],
      ],
      ['one of a small team', planned(1, 'search'), 10, 0, [{ rail: 'maxPctOfTeam', would: 10 }]],
      [
        'one of a team of which nothing is known',
        planned(1, 'zoo'),
        10,
        0,
        [{ rail: 'maxPctOfTeam', would: 100 }],
      ],
      ['too much of nobody’s', planned(6), 100, 0, [{ rail: 'maxPctOfTeam', team: undefined }]],
    ],
  )('hold the whole action for %s, and are an alarm', (_what, plan, size, lastHour, beyond) => {
    expect(checkRails(plan, sizes(size), lastHour, rails)).toMatchObject({
      kind: 'held',
      alarm: true,
      beyond,
    });
  });

  it('let go what somebody approved, and only that', () => {
    const plan = planned(6, 'payments');
    const approved = new Set(plan.map(({ arn }) => arn));
    expect(checkRails(plan, sizes(100), 0, rails, approved)).toEqual({ kind: 'go', reason: 'APPROVED' });
    const more = [...plan, { arn: 'arn:new', team: 'payments' }];
    expect(checkRails(more, sizes(100), 0, rails, approved).kind).toBe('held');
  });

  it('say in words what is beyond them', () => {
    expect(checkRails(planned(6, 'payments'), sizes(100), 0, rails)).toMatchObject({
      reason: 'HELD: maxPctOfTeam is 5, this would be 6 of payments',
    });
  });
});
