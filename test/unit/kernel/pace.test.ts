import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AT_REST, slowDown, speedUp, takeTurn } from '../../../shared/kernel/pace.ts';

/** When calls are made that ask for their turn after these waits, each at five a second. */
function times(waits: readonly number[], perSecond = 5): number[] {
  let now = 1_000;
  let pace = AT_REST;
  return waits.map((wait) => {
    now += wait;
    const taken = takeTurn(pace, perSecond, now);
    pace = taken.pace;
    return now + taken.waitMs;
  });
}

describe('the pace of calls', () => {
  it.each([
    ['the first at once', [0], [1_000]],
    ['those that come together one after the other', [0, 0, 0], [1_000, 1_200, 1_400]],
    ['one that comes late at once, without making up for it', [0, 5_000, 0], [1_000, 6_000, 6_200]],
  ])('%s', (_what, waits, expected) => {
    expect(times(waits)).toEqual(expected);
  });

  it('no second has more than five, wherever it begins, and nobody waits without need', () => {
    const waits = fc.array(fc.integer({ min: 0, max: 2_000 }), { maxLength: 60 });
    fc.assert(
      fc.property(waits, (some) => {
        const made = times(some);
        for (const [place, at] of made.entries()) {
          expect(made.filter((other) => other >= at && other < at + 1_000).length).toBeLessThanOrEqual(5);
          const arrived = 1_000 + some.slice(0, place + 1).reduce((sum, wait) => sum + wait, 0);
          const before = made[place - 1];
          expect(at).toBe(before === undefined ? arrived : Math.max(arrived, before + 200));
        }
      }),
    );
  });

  it('stands still for longer after each refusal that follows another, up to 20 seconds', () => {
    let pace = AT_REST;
    const holds = Array.from({ length: 7 }, () => {
      pace = slowDown(pace, 0);
      return takeTurn(pace, 5, 0).waitMs;
    });
    expect(holds).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000]);
    expect(slowDown(speedUp(pace), 50_000).next).toBe(51_000);
  });
});
