import { spoken } from '../kernel/duration.ts';
import { briefInstant, elapsed, epochMs, type Instant, instant } from '../kernel/instant.ts';
import { timeText, wallClockAt } from '../kernel/wall-clock.ts';
import type { Schedule } from './config.ts';
import type { Override } from './override.ts';
import { type Gap, gapsIn, shifts } from './shifts.ts';
import { type Span, without } from './span.ts';

/** Nobody is on call, once or again and again: at the same local time, for as long. */
export interface Hole extends Gap {
  readonly kind: 'hole';
  readonly schedule: string;
  /** How often; `start` and `end` are of the first. */
  readonly count: number;
  readonly last: Gap;
  readonly message: string;
}

/** The gaps of a schedule between two instants, in order; those that recur are one. */
export function findHoles(
  schedule: Schedule,
  overrides: readonly Override[],
  from: Instant,
  to: Instant,
): readonly Hole[] {
  const groups = new Map<string, Gap[]>();
  for (const gap of gapsIn(shifts(schedule, overrides, from, to), from, to)) {
    const time = timeText(wallClockAt(gap.start, schedule.timeZone));
    const key = `${time} ${elapsed(gap.start, gap.end)}`;
    groups.set(key, [...(groups.get(key) ?? []), gap]);
  }
  return [...groups.values()].flatMap((gaps) => {
    const [first, last] = [gaps[0], gaps.at(-1)];
    if (first === undefined || last === undefined) return [];
    const message = `nobody is on call in "${schedule.id}" ${timesOf(gaps.length, first, last)}`;
    return [{ ...first, kind: 'hole' as const, schedule: schedule.id, count: gaps.length, last, message }];
  });
}

/** When nobody is on call because overrides take people off; as configured somebody would be. In order. */
export function holesByOverrides(
  schedule: Schedule,
  overrides: readonly Override[],
  from: Instant,
  to: Instant,
): readonly Gap[] {
  const gaps = (given: readonly Override[]) =>
    gapsIn(shifts(schedule, given, from, to), from, to).map(spanOf);
  const configured = gaps([]);
  return gaps(overrides)
    .flatMap((gap) => without(gap, configured))
    .map(({ start, end }) => ({ start: instant(start), end: instant(end) }));
}

function spanOf({ start, end }: Gap): Span {
  return { start: epochMs(start), end: epochMs(end) };
}

function timesOf(count: number, first: Gap, last: Gap): string {
  const lasting = `from ${briefInstant(first.start)} to ${briefInstant(first.end)}`;
  if (count === 1) return lasting;
  const length = spoken(elapsed(first.start, first.end));
  return `${count} times for ${length}: first ${lasting}, last from ${briefInstant(last.start)}`;
}
