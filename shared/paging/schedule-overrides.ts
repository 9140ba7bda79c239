import * as z from 'zod';
import { Slug } from '../kernel/ids.ts';
import { type Instant, shift } from '../kernel/instant.ts';
import { Override } from './override.ts';

const DAY_MS = 86_400_000;

/** How long an override is kept after its end, in days: for whoever looks up who was on call last month. */
export const KEPT_DAYS = 35;
/** How many overrides a schedule may have at once, those of the last `KEPT_DAYS` included. */
export const MOST_OVERRIDES = 500;
/** How many people its overrides may name in all: with the above they stay within 300 KB, and an item may have 400. */
export const MOST_NAMES = 2_000;

/** The overrides of one schedule, as they are stored: one record, so that two that conflict cannot both be written. */
export const ScheduleOverrides = z.object({
  v: z.literal(1),
  schedule: Slug,
  /** Counts the writes; 0 where there was none. */
  version: z.int().min(0),
  overrides: z.array(Override),
});
export type ScheduleOverrides = z.infer<typeof ScheduleOverrides>;

/** What is stored of a schedule for which nobody has set an override yet. */
export function noOverrides(schedule: string): ScheduleOverrides {
  return { v: 1, schedule, version: 0, overrides: [] };
}

/** With this override, which replaces one of its id, in order of start; without those that ended long ago. */
export function withOverride(before: ScheduleOverrides, override: Override, now: Instant): ScheduleOverrides {
  return next(before, [...before.overrides.filter(({ id }) => id !== override.id), override], now);
}

/** Without the override of this id, and without those that ended long ago. */
export function withoutOverride(before: ScheduleOverrides, id: string, now: Instant): ScheduleOverrides {
  return next(
    before,
    before.overrides.filter((override) => override.id !== id),
    now,
  );
}

/** Whether an override ended so long ago that it is forgotten. */
export function isForgotten({ end }: Pick<Override, 'end'>, now: Instant): boolean {
  return end <= shift(now, -KEPT_DAYS * DAY_MS);
}

/** Whether there are more than may be stored. */
export function isTooMuch({ overrides }: ScheduleOverrides): boolean {
  const names = overrides.reduce((sum, { add, remove }) => sum + add.length + remove.length, 0);
  return overrides.length > MOST_OVERRIDES || names > MOST_NAMES;
}

function next(before: ScheduleOverrides, overrides: readonly Override[], now: Instant): ScheduleOverrides {
  const kept = overrides
    .filter((override) => !isForgotten(override, now))
    .toSorted((a, b) => (`${a.start} ${a.id}` < `${b.start} ${b.id}` ? -1 : 1));
  return { ...before, version: before.version + 1, overrides: kept };
}
