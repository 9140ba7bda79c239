import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../kernel/instant.ts';
import { firstInstantOf, wallClockAt } from '../kernel/wall-clock.ts';
import type { Layer } from './config.ts';

const UNITS = { hour: 'hours', day: 'days', week: 'weeks', month: 'months' } as const;

/** One turn of a rotation, with its true start and end whatever one looks at. It is never empty. */
export interface Turn {
  /** Turn 0 begins at the layer's `start`; turns before it are negative. */
  readonly number: number;
  readonly person: string;
  readonly start: Instant;
  /** When the next turn begins. */
  readonly end: Instant;
}

/** The turn a moment lies in, the layer's restrictions aside. */
export function turnAt(layer: Layer, timeZone: string, at: Instant): Turn {
  const number = turnNumberAt(layer, timeZone, at);
  const { participants } = layer;
  const place = ((number % participants.length) + participants.length) % participants.length;
  return {
    number,
    person: participants[place] as string, // the schema asks for a participant, and the place is one of the list
    start: turnStart(layer, timeZone, number),
    end: turnStart(layer, timeZone, number + 1),
  };
}

/**
 * Whose turn it is in a layer at a moment, its restrictions aside. Turns belong to the rotation: they do not depend on
 * who takes part, on when one asks, or on whether the layer has begun.
 */
export function participantAt(layer: Layer, timeZone: string, at: Instant): string {
  return turnAt(layer, timeZone, at).person;
}

/**
 * When turn k begins: `start` and k × `every` units of local calendar time. A month counts from `start`, so a rotation
 * from the 31st hands over on the last day of shorter months and returns to the 31st.
 */
export function turnStart(layer: Layer, timeZone: string, k: number): Instant {
  const { every, unit } = layer.rotation;
  return firstInstantOf(Temporal.PlainDateTime.from(layer.start).add({ [UNITS[unit]]: k * every }), timeZone);
}

/**
 * The last turn that has begun. Local time is a guess, since turns begin at a wall time's first occurrence and at the
 * end of gaps; where two begin at once (an hour that does not exist), the later one has begun.
 */
function turnNumberAt(layer: Layer, timeZone: string, at: Instant): number {
  const unit = UNITS[layer.rotation.unit];
  const passed = Temporal.PlainDateTime.from(layer.start).until(wallClockAt(at, timeZone), {
    largestUnit: unit,
  });
  let number = Math.floor(passed[unit] / layer.rotation.every);
  while (turnStart(layer, timeZone, number) > at) number--;
  while (turnStart(layer, timeZone, number + 1) <= at) number++;
  return number;
}
