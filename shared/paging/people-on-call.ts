import type { Instant } from '../kernel/instant.ts';
import type { PagingConfig } from './config.ts';
import type { Override } from './override.ts';
import { shifts } from './shifts.ts';

/** Who is on call by any schedule between two instants, each with the first time they are. */
export function peopleOnCall(
  { paging }: PagingConfig,
  from: Instant,
  to: Instant,
  overrides: readonly Override[] = [],
): ReadonlyMap<string, Instant> {
  const first = new Map<string, Instant>();
  for (const schedule of paging.schedules) {
    for (const { person, start } of shifts(schedule, overrides, from, to)) {
      const at = start < from ? from : start;
      const known = first.get(person);
      if (known === undefined || at < known) first.set(person, at);
    }
  }
  return first;
}
