import { describe, expect, it } from 'vitest';
import { estimateSavings } from '../../../shared/logs/savings.ts';
import { group } from '../../support/logs.ts';

const NOW = '2026-11-21T00:00:00.000Z';
const ago = (days: number) => new Date(Date.parse(NOW) - days * 86_400_000).toISOString();
const USD = 1_000_000;

describe('what it saves', () => {
  it('is what is stored beyond the limit, of a group that never expires', () => {
    // 100 GB over 300 days, of which 30 stay; young groups are looked at in a year.
    expect(estimateSavings(group('/a', { createdAt: ago(600) }), 30, NOW)).toEqual({
      monthly: 2.85 * USD,
      atOnce: 2.85 * USD,
      extra: 0,
    });
  });

  it('of a young group is what it would hold in a year; at once goes nothing', () => {
    const { monthly, atOnce } = estimateSavings(
      group('/a', { createdAt: ago(10), storedBytes: 10 * 2 ** 30 }),
      30,
      NOW,
    );
    expect({ monthly, atOnce }).toEqual({ monthly: 10.05 * USD, atOnce: 0 });
  });

  it('of a limit that is shortened is the difference of the two', () => {
    const held = group('/a', { currentDays: 90, createdAt: ago(600), storedBytes: 90 * 2 ** 30 });
    expect(estimateSavings(held, 30, NOW)).toEqual({ monthly: 1.8 * USD, atOnce: 1.8 * USD, extra: 0 });
  });

  it('of a limit that is lengthened is nothing, and it costs more', () => {
    const held = group('/a', { currentDays: 30, createdAt: ago(600), storedBytes: 30 * 2 ** 30 });
    expect(estimateSavings(held, 90, NOW)).toEqual({ monthly: 0, atOnce: 0, extra: 1.8 * USD });
  });

  it('is by the price of the region, where that is listed', () => {
    const held = group('/a', { createdAt: ago(600), region: 'eu-central-1' });
    expect(estimateSavings(held, 30, NOW).monthly).toBe(3.078 * USD);
  });

  it.each([
    ['nothing is stored', { storedBytes: 0 }],
    ['nothing is stored, and it is not known since when', { storedBytes: 0, createdAt: undefined }],
    ['nothing is stored, and it was created just now', { storedBytes: 0, createdAt: NOW }],
  ])('52: is nothing where %s', (_what, other) => {
    expect(estimateSavings(group('/a', other), 30, NOW)).toEqual({ monthly: 0, atOnce: 0, extra: 0 });
  });

  it('takes a year where it is not known since when', () => {
    expect(
      estimateSavings(group('/a', { createdAt: undefined, storedBytes: 365 * 2 ** 30 }), 30, NOW).monthly,
    ).toBe(10.05 * USD);
  });
});
