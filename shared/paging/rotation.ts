import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../kernel/instant.ts';
import type { Layer } from './config.ts';

const UNITS = { hour: 'hours', day: 'days', week: 'weeks', month: 'months' } as const;
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/**
 * Whose turn it is in a layer at a moment, its restrictions aside. Shift k begins at the layer's wall-clock start plus
 * k units of local calendar time, whoever takes part and whenever one asks; before `start` k is negative.
 */
export function participantAt(layer: Layer, timeZone: string, at: Instant): string | undefined {
  const n = layer.participants.length;
  const k = shiftNumberAt(layer, timeZone, at);
  return layer.participants[((k % n) + n) % n];
}

/** The number of the shift that a moment lies in; shift 0 begins at the layer's start. */
export function shiftNumberAt(layer: Layer, timeZone: string, at: Instant): number {
  const moment = Temporal.Instant.from(at);
  const local = moment.toZonedDateTimeISO(timeZone).toPlainDateTime();
  const unit = UNITS[layer.rotation.unit];
  const passed = Temporal.PlainDateTime.from(layer.start).until(local, { largestUnit: unit })[unit];
  let k = Math.floor(passed / layer.rotation.every);
  while (Temporal.Instant.compare(boundary(layer, timeZone, k), moment) > 0) k--;
  while (Temporal.Instant.compare(boundary(layer, timeZone, k + 1), moment) <= 0) k++;
  return k;
}

/** When shift k of a layer begins. */
export function boundary(layer: Layer, timeZone: string, k: number): Temporal.Instant {
  const steps = { [UNITS[layer.rotation.unit]]: k * layer.rotation.every };
  return firstInstantOf(Temporal.PlainDateTime.from(layer.start).add(steps), timeZone);
}

/** A wall time that does not exist is the first instant after the gap; one that happens twice, its first occurrence. */
function firstInstantOf(wall: Temporal.PlainDateTime, timeZone: string): Temporal.Instant {
  const zoned = wall.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  if (zoned.toPlainDateTime().equals(wall)) return zoned.toInstant();
  return (zoned.getTimeZoneTransition('next') ?? zoned).toInstant();
}

/** Whether a layer's restrictions let anyone be on call at this moment. */
export function isInForce(layer: Layer, timeZone: string, at: Instant): boolean {
  if (layer.restrictions === undefined) return true;
  const local = Temporal.Instant.from(at).toZonedDateTimeISO(timeZone);
  const time = local.toPlainTime().toString({ smallestUnit: 'second' });
  const today = WEEKDAYS[local.dayOfWeek - 1];
  const yesterday = WEEKDAYS[(local.dayOfWeek + 5) % 7];
  const on = (days: readonly string[], day: string | undefined) => day !== undefined && days.includes(day);
  return layer.restrictions.some(({ days, from, to }) => {
    const [begins, ends] = [time >= `${from}:00`, time < `${to}:00`];
    if (from < to) return on(days, today) && begins && ends;
    return (on(days, today) && begins) || (on(days, yesterday) && ends);
  });
}
