import { expect, it } from 'vitest';
import { atMost } from '../../../shared/kernel/at-most.ts';

it('does all of it, never more at once than it may, whatever fails', async () => {
  const inTurn = atMost(3);
  let underway = 0;
  let most = 0;
  const work = Array.from({ length: 20 }, (_, n) =>
    inTurn(async () => {
      most = Math.max(most, ++underway);
      await new Promise((done) => setImmediate(done));
      underway--;
      if (n % 4 === 0) throw new Error(String(n));
      return n;
    }),
  );
  const results = await Promise.allSettled(work);
  expect(most).toBe(3);
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(5);
  expect(results[19]).toEqual({ status: 'fulfilled', value: 19 });
});
