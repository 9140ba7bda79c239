import { dayAt, dayNumber } from '../kernel/day.ts';
import { acceptLevel } from './begin-event.ts';
import type { CostEvent } from './cost-event.ts';
import { foldDay } from './fold-findings.ts';
import { plannedFor } from './planned-events.ts';
import { limitsFor, type Policy } from './policy.ts';
import { seriesId } from './series.ts';
import type { SeriesNode } from './series-node.ts';
import type { SeriesTree } from './series-tree.ts';
import { type SeriesWatch, watchSeries } from './series-watch.ts';
import type { Told } from './told.ts';
import type { Verdict } from './verdict.ts';
import { watchDay } from './watch-day.ts';

/** Something unusual that is not told. Days count from the first of the bill. */
export interface Muted {
  readonly node: SeriesNode;
  readonly day: number;
  readonly why: 'planned' | 'calendar';
  /** Of the planned event. */
  readonly id?: string;
}

/** A bill walked through day by day. Nothing of a day is looked at before its turn. */
export interface CostWalk {
  readonly tree: SeriesTree;
  readonly watches: readonly SeriesWatch[];
  readonly verdicts: readonly Verdict[];
  /** The next day. */
  next: number;
  /** All that was told, in the order of the days that showed it, and what of it goes on. */
  readonly told: Told[];
  on: Told[];
  readonly muted: Muted[];
}

/** What a team spends on a service is looked at besides, so it must stand out by so much more. */
const BESIDE = 1.25;

/** Stands before the first day of a bill. */
export function beginWalk(tree: SeriesTree, policy: Policy, verdicts: readonly Verdict[]): CostWalk {
  const watches = tree.nodes.map((node) => {
    const limits = limitsFor(policy, node.key);
    const isBeside = node.key.team !== undefined;
    const own = isBeside ? { ...limits, z: limits.z * BESIDE } : limits;
    return watchSeries(node, own, plannedFor(policy.planned, node.key, tree.firstDay), tree.firstDay);
  });
  return { tree, watches, verdicts, next: 0, told: [], on: [], muted: [] };
}

/** Walks through all days before this one. @param end counts from the first day of the bill */
export function walkUpTo(walk: CostWalk, end: number): void {
  for (; walk.next < Math.min(end, walk.tree.length); walk.next++) walkDay(walk, walk.next);
}

function walkDay(walk: CostWalk, day: number): void {
  hearVerdicts(walk, day);
  const began: CostEvent[] = [];
  for (const watch of walk.watches) {
    const seen = watchDay(watch, day);
    if (seen?.kind === 'event') began.push(seen.event);
    else if (seen?.kind === 'muted') walk.muted.push({ ...seen, node: watch.node, day });
  }
  if (began.length > 0) foldDay(walk, day, began);
}

/** What people said was expected is the baseline from the day they said so. */
function hearVerdicts({ verdicts, told, tree, watches }: CostWalk, day: number): void {
  for (const { series, firstDate, verdict, day: said } of verdicts) {
    if (verdict !== 'expected' || dayNumber(said) - tree.firstDay !== day) continue;
    const id = seriesId(series);
    for (const { node, events, direction } of told) {
      const first = Math.min(...events.map(({ days }) => days[0]?.day ?? 0));
      if (seriesId(node.key) !== id || dayAt(tree.firstDay + first) !== firstDate) continue;
      for (const event of events) acceptEvent(watches, event, direction);
    }
  }
}

/** The series itself, and what contains it and has been carried along. */
function acceptEvent(watches: readonly SeriesWatch[], event: CostEvent, direction: number): void {
  for (let node: SeriesNode | undefined = event.node; node !== undefined; node = node.parent) {
    const watch = watches[node.place];
    if (watch?.event?.direction === direction) acceptLevel(watch, watch.event);
  }
}
