import { epochMs, type Instant, shift } from '../kernel/instant.ts';
import type { PagingConfig, Schedule } from './config.ts';
import { type BackToBack, backToBack } from './find-back-to-back.ts';
import { type ClockHole, clockHoles } from './find-clock-holes.ts';
import { findHoles, type Hole } from './find-holes.ts';
import type { Override } from './override.ts';
import { zoneOf } from './rotation.ts';

/** Fewer people than `FEWEST` take part in a schedule. */
export interface ThinRotation {
  readonly kind: 'thin-rotation';
  readonly schedule: string;
  readonly people: readonly string[];
  readonly message: string;
}

/** Something about a schedule that its owner will want to know. The message is one line, and names the schedule. */
export type ScheduleFinding = Hole | ClockHole | ThinRotation | BackToBack;

const DAY_MS = 86_400_000;
/** With fewer people, each is on call for more than one turn in five. */
const FEWEST = 5;

/**
 * What will come of the schedules from an instant on: when nobody is on call, where a change of clocks opens or closes
 * a gap, too few people, and people on call for turn after turn. None of it is an error.
 * @param days how far to look ahead, in days of 24 hours
 */
export function checkSchedules(
  { paging: { schedules } }: Pick<PagingConfig, 'paging'>,
  overrides: readonly Override[],
  from: Instant,
  days = 30,
): readonly ScheduleFinding[] {
  const to = shift(from, days * DAY_MS);
  const view = { start: epochMs(from), end: epochMs(to) };
  return schedules.flatMap((schedule) => [
    ...findHoles(schedule, overrides, from, to),
    ...(zonesOf(schedule).length > 1 ? clockHoles(schedule, zonesOf(schedule), view) : []),
    ...thinRotation(schedule),
    ...backToBack(schedule, overrides, view),
  ]);
}

function zonesOf(schedule: Schedule): readonly string[] {
  return [...new Set(schedule.layers.map((layer) => zoneOf(layer, schedule)))];
}

function thinRotation({ id, layers }: Schedule): readonly ThinRotation[] {
  const people = [...new Set(layers.flatMap(({ participants }) => participants))];
  if (people.length >= FEWEST) return [];
  const count = people.length === 1 ? '1 person takes part' : `${people.length} people take part`;
  const message = `only ${count} in "${id}" (${people.join(', ')}); wanted: ${FEWEST} or more`;
  return [{ kind: 'thin-rotation', schedule: id, people, message }];
}
