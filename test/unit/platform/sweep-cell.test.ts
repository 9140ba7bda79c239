import '../../support/quiet.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/kernel/errors.ts';
import { type Instant, shift } from '../../../shared/kernel/instant.ts';
import { makeSweepCell, ROUND_MS } from '../../../shared/platform/sweep-cell.ts';
import type { SweptPage } from '../../../shared/platform/sweep-progress.ts';
import { SweepProgressStore } from '../../../shared/platform/sweep-progress-store.ts';
import { MemoryDynamo } from '../../support/memory-dynamo.ts';
import { SILENT } from '../../support/stored-incidents.ts';

const AT = '2026-11-21T02:00:00.000Z';
const CELL = { account: '222222222222', region: 'eu-west-1' };
const PLACES = { accounts: ['222222222222'], regions: ['eu-west-1', 'us-east-1'] };

interface World {
  /** What happens when a page is swept; by default it is, in ten seconds. */
  readonly page?: (cursor: string | undefined) => Promise<SweptPage | undefined> | undefined;
  readonly enter?: () => Promise<string>;
  readonly pages?: number;
}

/** A cell of three pages, of ten things each. */
function world({ page = () => undefined, enter = () => Promise.resolve('clients'), pages = 3 }: World = {}) {
  const dynamo = new MemoryDynamo();
  const progress = new SweepProgressStore(dynamo.client, 'groups');
  const swept: (string | undefined)[] = [];
  let now: Instant = AT;
  const sweep = makeSweepCell({
    enter,
    sweepPage: async (within, { cursor }) => {
      expect(within).toBe('clients');
      swept.push(cursor);
      now = shift(now, 10_000);
      const next = Number(cursor ?? '0') + 1;
      return (
        (await page(cursor)) ?? { next: next < pages ? String(next) : undefined, counts: { looked: 10 } }
      );
    },
    progress,
    now: () => now,
    telemetry: SILENT,
  });
  return { dynamo, progress, swept, round: () => sweep({ at: AT, ...CELL }) };
}

const fault = (kind: AppError['kind'], code: string) => () =>
  Promise.reject(new AppError('something', { kind, code }));

describe('a round in a cell', () => {
  it('sweeps page after page and says what they came to', async () => {
    const { round, swept, progress } = world();
    expect(await round()).toEqual({ done: true, state: 'done', counts: { looked: 30 } });
    expect(swept).toEqual([undefined, '1', '2']);
    expect(await progress.cellsOf(AT, PLACES)).toEqual([
      { ...CELL, state: 'done', counts: { looked: 30 } },
      { account: '222222222222', region: 'us-east-1', state: 'unknown', reason: 'never-begun', counts: {} },
    ]);
  });

  it('leaves alone what this sweep has swept', async () => {
    const { round, swept } = world();
    await round();
    expect(await round()).toMatchObject({ done: true, counts: { looked: 30 } });
    expect(swept).toHaveLength(3);
  });

  it('ends after a while, and the next one goes on', async () => {
    const { round, swept } = world({ pages: 30 });
    expect(await round()).toMatchObject({ done: false, state: 'running' });
    expect(swept).toHaveLength(ROUND_MS / 10_000);
    expect(await round()).toMatchObject({ done: true, counts: { looked: 300 } });
    expect(swept).toHaveLength(30);
  });

  it.each([
    [
      'an account that does not let us in',
      { enter: fault('forbidden', 'member-access-denied') },
      'member-access-denied',
    ],
    [
      'a service that refuses us',
      {
        page: () => Promise.reject(Object.assign(new Error('no'), { name: 'AccessDeniedException' })),
      },
      'AccessDeniedException',
    ],
  ])('of %s ends as unknown with the reason, and is tried again', async (_what, faulty, reason) => {
    const { round, progress } = world(faulty);
    expect(await round()).toEqual({ done: true, state: 'unknown', counts: {} });
    expect(await progress.cellsOf(AT, { ...PLACES, regions: ['eu-west-1'] })).toEqual([
      { ...CELL, state: 'unknown', reason, counts: {} },
    ]);
    expect(await round()).toMatchObject({ state: 'unknown' });
  });

  it('that fails keeps what it has done, says why it is not finished, and is gone on with', async () => {
    let failures = 1;
    const { round, progress, swept } = world({
      page: (cursor) =>
        cursor === '1' && failures-- > 0 ? fault('throttled', 'ThrottlingException')() : undefined,
    });
    await expect(round()).rejects.toMatchObject({ code: 'ThrottlingException' });
    expect(await progress.cellsOf(AT, { ...PLACES, regions: ['eu-west-1'] })).toEqual([
      { ...CELL, state: 'unknown', reason: 'ThrottlingException', counts: { looked: 10 } },
    ]);
    expect(await round()).toMatchObject({ done: true, counts: { looked: 30 } });
    expect(swept).toEqual([undefined, '1', '1', '2']);
  });

  it('begins anew where its place in the listing is not known any more', async () => {
    let forgotten = 1;
    const { round, swept } = world({
      page: (cursor) => (cursor === '2' && forgotten-- > 0 ? fault('gone', 'cursor-expired')() : undefined),
    });
    expect(await round()).toEqual({ done: true, state: 'done', counts: { looked: 30 } });
    expect(swept).toEqual([undefined, '1', '2', undefined, '1', '2']);
  });

  it('gives way to another that is at work in the same cell, and does not go back behind it', async () => {
    const { round, swept, progress } = world({
      page: () => {
        if (swept.length > 1) return undefined;
        return round().then(() => ({ next: '1', counts: { looked: 10 } })); // the other one comes to the end first
      },
    });
    await expect(round()).rejects.toMatchObject({ kind: 'conflict' });
    expect(await progress.cell(AT, CELL)).toMatchObject({ state: 'done', counts: { looked: 30 } });
  });

  it('killed wherever it may be, is gone on with until nothing is left out and nothing is counted twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 6 }), async (kills) => {
        let steps = 0;
        const left = [...kills];
        const step = () => {
          if (++steps < (left[0] ?? Number.POSITIVE_INFINITY)) return;
          left.shift();
          steps = 0;
          throw new Error('killed');
        };
        const looked: number[] = [];
        const { round, dynamo } = world({
          page: async (cursor) => {
            step();
            looked.push(Number(cursor ?? '0'));
            step();
            return undefined;
          },
        });
        dynamo.onCommit = step;
        let answer: Awaited<ReturnType<typeof round>> | undefined;
        for (let n = 0; n <= kills.length && answer?.done !== true; n++)
          answer = await round().catch(() => undefined);
        expect(answer).toMatchObject({ done: true, counts: { looked: 30 } });
        expect(new Set(looked)).toEqual(new Set([0, 1, 2]));
        expect(looked.length).toBeLessThanOrEqual(3 + kills.length);
      }),
    );
  });
});
