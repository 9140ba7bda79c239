import { epochMs, type Instant, nearestInstant } from '../kernel/instant.ts';
import { firstMsOf, later, parseWallTime, unitsBetween, wallClockAtMs } from '../kernel/wall-clock.ts';
import type { Layer, Schedule } from './config.ts';
import type { Span } from './span.ts';

/** One turn of a rotation, with its true start and end whatever one looks at. It is never empty. */
export interface Turn {
  /** Turn 0 begins at the layer's `start`; turns before it are negative. */
  readonly number: number;
  readonly person: string;
  readonly start: Instant;
  /** When the next turn begins. */
  readonly end: Instant;
}

/** A turn in milliseconds since the epoch. */
export interface TurnSpan extends Span {
  readonly number: number;
  readonly person: string;
}

/** The zone in which a layer's wall clock is meant. */
export function zoneOf(layer: Layer, { timeZone }: Pick<Schedule, 'timeZone'>): string {
  return layer.timeZone ?? timeZone;
}

/** The turn a moment lies in, the layer's restrictions aside. */
export function turnAt(layer: Layer, timeZone: string, at: Instant): Turn {
  const number = turnNumberAt(layer, timeZone, epochMs(at));
  return {
    number,
    person: personOf(layer, number),
    start: nearestInstant(turnStart(layer, timeZone, number)),
    end: nearestInstant(turnStart(layer, timeZone, number + 1)),
  };
}

/**
 * Whose turn it is in a layer at a moment, its restrictions aside. Turns belong to the rotation: they do not depend on
 * who takes part, on when one asks, or on whether the layer has begun.
 */
export function participantAt(layer: Layer, timeZone: string, at: Instant): string {
  return personOf(layer, turnNumberAt(layer, timeZone, epochMs(at)));
}

/** Every turn that lies at least partly in a stretch of time, in order and uncut. */
export function turnsIn(layer: Layer, timeZone: string, span: Span): readonly TurnSpan[] {
  const turns: TurnSpan[] = [];
  let number = turnNumberAt(layer, timeZone, span.start);
  let start = turnStart(layer, timeZone, number);
  while (start < span.end) {
    const end = turnStart(layer, timeZone, number + 1);
    if (start < end) turns.push({ number, person: personOf(layer, number), start, end });
    number++;
    start = end;
  }
  return turns;
}

/** Who has turn k, be it before the layer's start. */
export function personOf({ participants }: Pick<Layer, 'participants'>, k: number): string {
  const place = ((k % participants.length) + participants.length) % participants.length;
  return participants[place] as string; // the schema asks for a participant, and the place is one of the list
}

/**
 * When turn k begins, in milliseconds since the epoch: `start` and k × `every` units of local calendar time. A month
 * counts from `start`, so a rotation from the 31st hands over on the last day of shorter months and returns to the 31st.
 */
export function turnStart({ start, rotation }: Layer, timeZone: string, k: number): number {
  const { every, unit } = rotation;
  return firstMsOf(later(parseWallTime(start), k * every, unit), timeZone);
}

/**
 * The last turn that has begun. Local time is a guess, since turns begin at a wall time's first occurrence and at the
 * end of gaps; where two begin at once (an hour that does not exist), the later one has begun.
 */
export function turnNumberAt(layer: Layer, timeZone: string, ms: number): number {
  const { every, unit } = layer.rotation;
  const passed = unitsBetween(parseWallTime(layer.start), wallClockAtMs(ms, timeZone), unit);
  let number = Math.floor(passed / every);
  while (turnStart(layer, timeZone, number) > ms) number--;
  while (turnStart(layer, timeZone, number + 1) <= ms) number++;
  return number;
}
