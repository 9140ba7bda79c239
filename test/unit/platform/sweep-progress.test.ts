import { describe, expect, it } from 'vitest';
import { afterPage, beginning, outcomes } from '../../../shared/platform/sweep-progress.ts';
import { SweepProgressStore } from '../../../shared/platform/sweep-progress-store.ts';
import { MemoryDynamo } from '../../support/memory-dynamo.ts';

const AT = '2026-11-21T02:00:00.000Z';
const CELL = { account: '222222222222', region: 'eu-west-1' };
const NEXT_DAY = '2026-11-22T02:00:00.000Z';

describe('the progress of a sweep', () => {
  it('is kept for 90 days under the sweep and the cell', async () => {
    const dynamo = new MemoryDynamo();
    await new SweepProgressStore(dynamo.client, 'groups').note(
      afterPage(beginning(AT, CELL), { next: 'token', counts: { looked: 50 } }),
    );
    expect(dynamo.items('groups')).toEqual([
      {
        pk: 'SWEEP#2026-11-21T02:00:00.000Z',
        sk: 'CELL#222222222222#eu-west-1',
        v: 1,
        at: AT,
        ...CELL,
        version: 1,
        state: 'running',
        cursor: 'token',
        counts: { looked: 50 },
        ttl: Date.parse('2027-02-19T02:00:00Z') / 1000,
      },
    ]);
  });

  it('is of one sweep: the next day begins anew', async () => {
    const store = new SweepProgressStore(new MemoryDynamo().client, 'groups');
    await store.note(afterPage(beginning(AT, CELL), { next: undefined, counts: {} }));
    expect(await store.cell(NEXT_DAY, CELL)).toBeUndefined();
  });

  it('is noted by one alone of two who have read the same', async () => {
    const store = new SweepProgressStore(new MemoryDynamo().client, 'groups');
    const first = afterPage(beginning(AT, CELL), { next: '1', counts: { looked: 1 } });
    await store.note(first);
    await expect(store.note(first)).rejects.toMatchObject({ kind: 'conflict' });
    expect(await store.cell(AT, CELL)).toEqual(first);
  });

  it('says of a cell that is not finished that nothing is known', () => {
    const running = afterPage(beginning(AT, CELL), { next: '1', counts: { looked: 50 } });
    const places = { accounts: [CELL.account], regions: [CELL.region] };
    expect(outcomes(places, [running])).toEqual([
      { ...CELL, state: 'unknown', reason: 'not-finished', counts: { looked: 50 } },
    ]);
  });

  it('adds up what pages have counted, by name', () => {
    const one = afterPage(beginning(AT, CELL), { next: '1', counts: { looked: 50, set: 2 } });
    if (one.state !== 'running') throw new Error('it is running');
    expect(afterPage(one, { next: undefined, counts: { looked: 7, kept: 5 } })).toMatchObject({
      state: 'done',
      counts: { looked: 57, set: 2, kept: 5 },
    });
  });
});
