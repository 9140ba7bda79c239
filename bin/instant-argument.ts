import { InvalidArgumentError } from 'commander';
import { type Instant, instant, parseInstant } from '../shared/kernel/instant.ts';

/** Reads an option that is an instant. @throws InvalidArgumentError that names the form wanted */
export function instantArgument(text: string): Instant {
  const at = text === 'now' ? instant(Date.now()) : parseInstant(text);
  if (at === undefined) {
    throw new InvalidArgumentError(
      'wanted: an ISO 8601 instant such as 2026-11-21T03:00:00Z or 2026-11-21T04:00:00+01:00, or now',
    );
  }
  return at;
}
