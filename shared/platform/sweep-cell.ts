import { AppError, isConflict } from '../kernel/errors.ts';
import { elapsed, type Instant } from '../kernel/instant.ts';
import { refusalName } from '../kernel/refused.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { SweepCell, SweepCellAnswer, SweepCellInput } from './sweep.ts';
import {
  afterPage,
  type CellProgress,
  interrupted,
  resumed,
  type SweptPage,
  startedOver,
  unreachable,
} from './sweep-progress.ts';
import type { SweepProgressStore } from './sweep-progress-store.ts';

/** After so long a round begins no further page. With the last one it stays within what its function may take. */
export const ROUND_MS = 200_000;

/** So long a page may take: what is left of the function's time. */
export const LONGEST_PAGE_MS = 80_000;

export interface SweepCellDeps<W> {
  /**
   * What pages are worked on with: clients in the cell's account and region.
   * @throws AppError `forbidden` where nobody lets us in
   */
  readonly enter: (cell: SweepCell) => Promise<W>;
  /**
   * Reads one page of the cell and does what it asks for, at most `LONGEST_PAGE_MS` long. It may be asked for the same
   * page again, and then leaves alone what is right already.
   * @throws AppError `gone` where the cursor is not known any more; the cell is begun anew
   */
  readonly sweepPage: (
    within: W,
    page: SweepCellInput & { readonly cursor: string | undefined },
  ) => Promise<SweptPage>;
  readonly progress: Pick<SweepProgressStore, 'cell' | 'note'>;
  readonly now: () => Instant;
  readonly telemetry: Telemetry;
}

/**
 * One round in a cell: page after page, each noted before the next is begun, until the cell is done or the round has
 * lasted long enough. A cell that refuses us is `unknown`, with what it said as the reason; a cell that was swept by this
 * sweep already is left alone, and one that was unknown is tried again.
 * @throws what a page has thrown, after its code was noted; a conflict where somebody else is at work in the cell
 */
export function makeSweepCell<W>({ enter, sweepPage, progress, now, telemetry }: SweepCellDeps<W>) {
  return async ({ at, account, region }: SweepCellInput): Promise<SweepCellAnswer> => {
    const begun = now();
    const cell = { account, region };
    const known = await progress.cell(at, cell);
    if (known?.state === 'done') return answer(known);
    let place = resumed(at, cell, known);
    const note = async <P extends CellProgress>(next: P): Promise<P> => {
      await progress.note(next);
      return next;
    };
    try {
      const within = await enter(cell);
      do {
        const next = await pageFrom(place, within);
        await note(next);
        if (next.state !== 'running') return told(next);
        place = next;
      } while (elapsed(begun, now()) < ROUND_MS);
      return answer(place);
    } catch (thrown) {
      const refusal = refusalOf(thrown);
      if (refusal !== undefined) return told(await note(unreachable(place, refusal)));
      if (!isConflict(thrown)) await note(interrupted(place, codeOf(thrown))).catch(() => undefined);
      throw thrown;
    }

    async function pageFrom(from: typeof place, within: W): Promise<CellProgress> {
      try {
        return afterPage(from, await sweepPage(within, { at, ...cell, cursor: from.cursor }));
      } catch (thrown) {
        if (!isGone(thrown) || from.cursor === undefined) throw thrown;
        return startedOver(from);
      }
    }
  };

  function told(progress: CellProgress): SweepCellAnswer {
    const { at, account, region, state, counts } = progress;
    if (progress.state === 'unknown')
      telemetry.warn('cell-unknown', { at, account, region, reason: progress.reason });
    else telemetry.info('cell-swept', { at, account, region, state, ...counts });
    return answer(progress);
  }
}

function answer({ state, counts }: CellProgress): SweepCellAnswer {
  return { done: state !== 'running', state, counts };
}

/** What refused us for good: whoever lets us in, or the services of the cell. */
function refusalOf(thrown: unknown): string | undefined {
  if (thrown instanceof AppError) return thrown.kind === 'forbidden' ? thrown.code : undefined;
  return refusalName(thrown);
}

function isGone(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.kind === 'gone';
}

function codeOf(thrown: unknown): string {
  if (thrown instanceof AppError) return thrown.code;
  return thrown instanceof Error ? thrown.name : 'bug';
}
