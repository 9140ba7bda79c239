import type { Instant } from '../../kernel/instant.ts';
import type { ConnectorCall, Erased, Read, Tally } from '../connector.ts';
import type { EraseAnswer } from '../progress.ts';
import { failed, failureOf } from './failure-of.ts';

export type Kept = Extract<EraseAnswer, { answer: 'partial' }>['kept'][number];

class OutOfTime extends Error {}

/**
 * Does work in counted batches until it is done, or time is over.
 * @param work erases what it has claimed, which throws when time is over; answers with what it could not
 */
export async function countedErasure(
  { tally, until }: Pick<ConnectorCall, 'tally' | 'until'>,
  now: () => Instant,
  work: (claim: Tally['claim']) => Promise<readonly Kept[]>,
): Promise<Erased> {
  let begun = false;
  try {
    const kept = await work(async (records) => {
      if (now() >= until) throw new OutOfTime();
      const claim = await tally.claim(records);
      begun = true;
      return claim;
    });
    const { any, count } = await tally.total();
    if (kept.length > 0) return { answer: 'partial', count, kept: [...kept] };
    return any ? { answer: 'done', count } : { answer: 'none' };
  } catch (error) {
    if (error instanceof OutOfTime) return begun ? { answer: 'more' } : failed('timed-out');
    return failureOf(error, 'read');
  }
}

/** Reads until all is counted that is left. Where time is over, and nothing was found so far, nobody can say. */
export async function countedReading(
  { until }: Pick<ConnectorCall, 'until'>,
  now: () => Instant,
  left: () => AsyncIterable<number>,
): Promise<Read> {
  try {
    let count = 0;
    for await (const more of left()) {
      count += more;
      if (now() >= until) return count === 0 ? failed('timed-out') : { answer: 'residue', count };
    }
    return count === 0 ? { answer: 'empty' } : { answer: 'residue', count };
  } catch (error) {
    return failureOf(error, 'read');
  }
}
