import { addDays, type Day, dayOf } from '../kernel/day.ts';
import type { Instant } from '../kernel/instant.ts';
import {
  type CollectedDay,
  type Collection,
  type CollectionState,
  type Density,
  readWhenOver,
} from './collection.ts';
import { dataGap } from './data-gap.ts';

/** What a run has done and seen. */
export interface RunOutcome {
  readonly at: Instant;
  readonly state: CollectionState;
  readonly requests: number;
  /** The first day it has read; undefined where it has read none. */
  readonly from: Day | undefined;
  readonly density: Density | undefined;
}

/**
 * How the collection stands after a run, whatever stood there before: a run that was late takes nothing back of what a
 * newer one has noted.
 * @param known the days that are known now, ascending
 */
export function afterRun(
  before: Collection | undefined,
  { at, state: seen, requests, from, density }: RunOutcome,
  known: readonly CollectedDay[],
): Collection {
  const day = dayOf(at);
  const late = before?.lastOkAt !== undefined && before.lastOkAt > at;
  const state = late ? before.state : seen;
  const ok = seen === 'ok';
  const counted = before?.requests.day === day ? before.requests.count : 0;
  const first = ok ? earlier(before?.from, from) : before?.from;
  const through = later(before?.through, known.findLast(readWhenOver)?.day);
  const dense = ok ? density : before?.density;
  const lastOkAt = ok ? later(before?.lastOkAt, at) : before?.lastOkAt;
  return {
    v: 1,
    state,
    stateSince: state === before?.state ? before.stateSince : at,
    lastRunAt: late ? before.lastRunAt : at,
    ...(lastOkAt === undefined ? {} : { lastOkAt }),
    requests: late && before.requests.day !== day ? before.requests : { day, count: counted + requests },
    ...(first === undefined ? {} : { from: first }),
    ...(through === undefined ? {} : { through }),
    ...(dense === undefined ? {} : { density: dense }),
  };
}

/** How long the first day that is missing is over, in milliseconds; 0 where none is. */
export function ageOf(
  at: Instant,
  { from, stateSince }: Pick<Collection, 'from' | 'stateSince'>,
  known: readonly CollectedDay[],
): number {
  // Before anything has come in, what is waited for is the day before the first run.
  const wanted = from ?? addDays(dayOf(stateSince), -1);
  return dataGap(at, new Set(known.filter(readWhenOver).map(({ day }) => day)), wanted).ageMs;
}

function earlier<T extends string>(a: T | undefined, b: T | undefined): T | undefined {
  return a === undefined || (b !== undefined && b < a) ? b : a;
}

function later<T extends string>(a: T | undefined, b: T | undefined): T | undefined {
  return a === undefined || (b !== undefined && b > a) ? b : a;
}
