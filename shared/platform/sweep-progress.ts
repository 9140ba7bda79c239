import * as z from 'zod';
import { Instant } from '../kernel/instant.ts';
import { SweepCell } from './sweep.ts';
import type { SweptPlaces } from './sweep-config.ts';

/** What was counted in a cell, by names that whoever sweeps has chosen. */
const Counts = z.record(z.string(), z.number());
export type Counts = z.infer<typeof Counts>;

const Known = z.object({
  v: z.literal(1),
  /** What the sweep is called by. */
  at: Instant,
  ...SweepCell.shape,
  /** Goes up by one with each write. */
  version: z.int(),
  counts: Counts,
});

/** How far a sweep has come in one cell. */
export const CellProgress = z.discriminatedUnion('state', [
  Known.extend({
    state: z.literal('running'),
    /** Where the next page begins; absent before the first. */
    cursor: z.string().optional(),
    /** The code of what has ended the last round too early. */
    reason: z.string().optional(),
  }),
  Known.extend({ state: z.literal('done') }),
  /** It cannot be looked at, and nothing can be said of it: not that it is in order either. */
  Known.extend({ state: z.literal('unknown'), reason: z.string() }),
]);
export type CellProgress = z.infer<typeof CellProgress>;
type Running = Extract<CellProgress, { state: 'running' }>;

/** What one page of a cell came to. */
export interface SweptPage {
  /** Where the next page begins, as text of its own kind; undefined where this was the last. */
  readonly next: string | undefined;
  readonly counts: Counts;
}

/** Before the first page. */
export function beginning(at: Instant, { account, region }: SweepCell): Running {
  return { v: 1, at, account, region, version: 0, counts: {}, state: 'running' };
}

/** Where a round goes on: from the last page that was noted, or from the beginning where the cell could not be looked at. */
export function resumed(at: Instant, cell: SweepCell, known: CellProgress | undefined): Running {
  if (known?.state === 'running') return known;
  return { ...beginning(at, cell), version: known?.version ?? 0 };
}

/** After a page: what was counted in it is added, once. */
export function afterPage(before: Running, { next, counts }: SweptPage): CellProgress {
  const known = { ...later(before), counts: added(before.counts, counts) };
  return next === undefined ? { ...known, state: 'done' } : { ...known, state: 'running', cursor: next };
}

/** After something that ends the round too early. The next one goes on from the same page. */
export function interrupted(before: Running, reason: string): Running {
  return { ...before, version: before.version + 1, reason };
}

/** After its place in the listing was forgotten by whoever lists: from the beginning, where what is right already stays. */
export function startedOver(before: Running): Running {
  return { ...beginning(before.at, before), version: before.version + 1 };
}

/** After a refusal that only people can do something about. */
export function unreachable(before: Running, reason: string): CellProgress {
  return { ...later(before), state: 'unknown', reason };
}

/** What stays from one note to the next, and its version. */
function later({ v, at, account, region, version, counts }: Running) {
  return { v, at, account, region, version: version + 1, counts };
}

/** Both counts together, by name. */
export function added(left: Counts, right: Counts): Counts {
  const sum = { ...left };
  for (const [name, count] of Object.entries(right)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

/** What became of a cell. `reason` is a code: why nothing can be said of it. */
export type CellOutcome = SweepCell & { readonly counts: Counts } & (
    | { readonly state: 'done' }
    | { readonly state: 'unknown'; readonly reason: string }
  );

/**
 * What became of every cell there is: one that was never begun, or has not come to its end, is as unknown as one that
 * could not be looked at. Its counts are those of the pages that were.
 */
export function outcomes({ accounts, regions }: SweptPlaces, known: readonly CellProgress[]): CellOutcome[] {
  const found = new Map(known.map((progress) => [cellName(progress), progress]));
  return accounts.flatMap((account) =>
    regions.map((region): CellOutcome => {
      const progress = found.get(cellName({ account, region }));
      if (progress === undefined)
        return { account, region, counts: {}, state: 'unknown', reason: 'never-begun' };
      const { counts, state } = progress;
      if (state === 'done') return { account, region, counts, state };
      return { account, region, counts, state: 'unknown', reason: progress.reason ?? 'not-finished' };
    }),
  );
}

/** A cell as one word. */
export function cellName({ account, region }: SweepCell): string {
  return `${account}#${region}`;
}
