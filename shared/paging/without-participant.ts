import { epochMs, type Instant } from '../kernel/instant.ts';
import type { Layer } from './config.ts';
import { turnNumberAt } from './rotation.ts';

/**
 * The participants of a layer without one of them, in the order that keeps whoever is on call at a moment on call to
 * the end of their turn, and the others after them as they were. Where it is the turn of the one who leaves, the next
 * one takes it over. `start` stays as it is, and so do all handoffs. Empty where nobody would be left.
 *
 * Whose turn it is follows from `start` and the number of participants alone, so simply taking a name off the list
 * would move everybody.
 */
export function withoutParticipant(
  layer: Layer,
  timeZone: string,
  person: string,
  at: Instant,
): readonly string[] {
  const { participants } = layer;
  const turn = turnNumberAt(layer, timeZone, epochMs(at));
  const place = modulo(turn, participants.length);
  const fromNow = [...participants.slice(place), ...participants.slice(0, place)].filter(
    (one) => one !== person,
  );
  const shift = fromNow.length - modulo(turn, fromNow.length);
  return [...fromNow.slice(shift), ...fromNow.slice(0, shift)];
}

function modulo(number: number, size: number): number {
  return size === 0 ? 0 : ((number % size) + size) % size;
}
