import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../kernel/instant.ts';
import { wallClockAt } from '../kernel/wall-clock.ts';
import type { Layer, PagingConfig, Schedule } from './config.ts';
import { onCallAt } from './on-call.ts';
import { windowOf } from './restrictions.ts';
import { turnAt } from './rotation.ts';

/**
 * Who is on call by any schedule between two instants, each with the first time they are: sampled wherever it can
 * change, which is when a turn begins and when a restriction opens or closes.
 */
export function peopleOnCall(
  { paging }: PagingConfig,
  from: Instant,
  to: Instant,
): ReadonlyMap<string, Instant> {
  const first = new Map<string, Instant>();
  for (const schedule of paging.schedules) {
    for (const at of changesOf(schedule, from, to)) {
      for (const { person } of onCallAt(schedule, at)) {
        const known = first.get(person);
        if (known === undefined || at < known) first.set(person, at);
      }
    }
  }
  return first;
}

function changesOf({ timeZone, layers }: Schedule, from: Instant, to: Instant): readonly Instant[] {
  const found = new Set<Instant>([from]);
  for (const layer of layers) {
    for (let turn = turnAt(layer, timeZone, from); turn.end < to; turn = turnAt(layer, timeZone, turn.end))
      found.add(turn.end);
    for (const at of edges(layer, timeZone, from, to)) if (at > from && at < to) found.add(at);
  }
  return [...found];
}

function* edges(
  { restrictions = [] }: Layer,
  timeZone: string,
  from: Instant,
  to: Instant,
): Generator<Instant> {
  const last = wallClockAt(to, timeZone).toPlainDate();
  // A window of the day before may close within.
  let day = wallClockAt(from, timeZone).toPlainDate().subtract({ days: 1 });
  while (Temporal.PlainDate.compare(day, last) <= 0) {
    for (const restriction of restrictions) {
      const window = windowOf(restriction, timeZone, day);
      if (window !== undefined) yield* [window.start, window.end];
    }
    day = day.add({ days: 1 });
  }
}
