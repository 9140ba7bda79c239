import { InvalidArgumentError } from 'commander';
import { Duration, millis } from '../shared/kernel/duration.ts';

/** Reads an option that is a length of time, as milliseconds. @throws InvalidArgumentError that names the form wanted */
export function durationArgument(text: string): number {
  const duration = Duration.safeParse(text);
  if (duration.success) return millis(duration.data);
  throw new InvalidArgumentError('wanted: a duration such as 20s, 5m, 8h or 7d');
}

/** The same for a length of time that passes. @throws InvalidArgumentError */
export function stepArgument(text: string): number {
  const ms = durationArgument(text);
  if (ms > 0) return ms;
  throw new InvalidArgumentError('wanted: a duration longer than 0, such as 20s, 5m, 8h or 7d');
}
