import { briefInstant, epochMs, type Instant, instant } from '../kernel/instant.ts';
import { nextClockChange, offsetAt } from '../kernel/wall-clock.ts';
import type { Schedule } from './config.ts';
import { zoneOf } from './rotation.ts';
import { type Gap, gapsIn, shifts } from './shifts.ts';
import type { Span } from './span.ts';

/** A change of the clocks of one zone, but not of another, parts two layers that met before, or the other way round. */
export interface ClockHole extends Gap {
  readonly kind: 'dst-hole';
  readonly schedule: string;
  /** `start` and `end` are of the first such hole, or of the last. */
  readonly change: 'appears' | 'disappears';
  readonly at: Instant;
  readonly timeZones: readonly string[];
  /** The layers before and after the hole. */
  readonly between: readonly [string, string];
  readonly message: string;
}

const WEEK_MS = 7 * 86_400_000;

/**
 * The holes that changes of clocks open or close for good in a stretch of time, overrides aside. A hole is known by the
 * layers before and after it. Those of a week are counted with the clocks as they were and as they will be: restrictions
 * are weekly, so what differs is the doing of the change.
 * @param timeZones of the schedule's layers
 */
export function clockHoles(
  schedule: Schedule,
  timeZones: readonly string[],
  view: Span,
): readonly ClockHole[] {
  const changes = new Map<number, string[]>();
  for (const zone of timeZones)
    for (const at of clockChanges(zone, view)) changes.set(at, [...(changes.get(at) ?? []), zone]);
  return [...changes]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([at, zones]) => holesOfChange(schedule, at, zones));
}

function clockChanges(timeZone: string, view: Span): readonly number[] {
  const changes: number[] = [];
  let at = nextClockChange(view.start, timeZone);
  while (at !== undefined && at < view.end) {
    changes.push(at);
    at = nextClockChange(at, timeZone);
  }
  return changes;
}

function holesOfChange(schedule: Schedule, at: number, timeZones: readonly string[]): readonly ClockHole[] {
  const [before, after] = [weeklyHoles(schedule, at - 1, at), weeklyHoles(schedule, at, at)];
  const nearby = holesBetween(schedule, at - 2 * WEEK_MS, at + 2 * WEEK_MS);
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) => {
    const more = (after.get(key) ?? 0) - (before.get(key) ?? 0);
    const alike = nearby.filter((hole) => keyOf(hole) === key);
    const hole =
      more > 0
        ? alike.find(({ end }) => epochMs(end) > at)
        : alike.findLast(({ start }) => epochMs(start) < at);
    if (more === 0 || hole === undefined) return [];
    const { start, end, between } = hole;
    const change = more > 0 ? ('appears' as const) : ('disappears' as const);
    const lasting = `from ${briefInstant(start)} to ${briefInstant(end)}`;
    const what =
      more > 0
        ? `opens a hole between ${between.join(' and ')}, first ${lasting}`
        : `closes the hole between ${between.join(' and ')}, last ${lasting}`;
    const message = `the change of clocks in ${timeZones.join(', ')} at ${briefInstant(instant(at))} ${what} in "${schedule.id}"`;
    const where = { kind: 'dst-hole' as const, schedule: schedule.id, at: instant(at), timeZones };
    return [{ ...where, change, start, end, between, message }];
  });
}

interface LayerHole extends Gap {
  readonly between: readonly [string, string];
}

function keyOf({ between }: LayerHole): string {
  return between.join(' ');
}

/** How many holes of each kind begin in the week after a moment if clocks went on as they do at another. */
function weeklyHoles(schedule: Schedule, clocksAt: number, from: number): ReadonlyMap<string, number> {
  const layers = schedule.layers.map((layer) => ({
    ...layer,
    timeZone: offsetAt(clocksAt, zoneOf(layer, schedule)),
  }));
  const counts = new Map<string, number>();
  for (const hole of holesBetween({ ...schedule, layers }, from - WEEK_MS, from + 2 * WEEK_MS)) {
    const start = epochMs(hole.start);
    if (start >= from && start < from + WEEK_MS) counts.set(keyOf(hole), (counts.get(keyOf(hole)) ?? 0) + 1);
  }
  return counts;
}

/** The holes that begin and end between two moments, with the layers around them. */
function holesBetween(schedule: Schedule, start: number, end: number): readonly LayerHole[] {
  const [from, to] = [instant(start), instant(end)];
  const found = shifts(schedule, [], from, to);
  const endingAt = new Map(found.map((shift) => [shift.end, shift.source]));
  const startingAt = new Map(found.map((shift) => [shift.start, shift.source]));
  return gapsIn(found, from, to).flatMap((gap) => {
    const [before, after] = [endingAt.get(gap.start), startingAt.get(gap.end)];
    return before === undefined || after === undefined ? [] : [{ ...gap, between: [before, after] as const }];
  });
}
