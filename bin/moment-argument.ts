import { InvalidArgumentError } from 'commander';
import { Day } from '../shared/kernel/day.ts';
import { type Instant, parseInstant } from '../shared/kernel/instant.ts';

/** A day, which is its first instant in UTC, or an instant. */
export interface Moment {
  readonly at: Instant;
  readonly isDay: boolean;
  /** The zone whose calendar it was written in: `+02:00`, or UTC. */
  readonly timeZone: string;
}

/** From one moment to another, and how it was written. */
export interface PauseArgument {
  readonly from: Instant;
  readonly to: Instant;
  readonly text: string;
}

const FORM = 'a day such as 2026-01-31 or an ISO 8601 instant such as 2026-01-31T09:30:00Z';
const FIRST = '1900-01-01';
const LAST = '9000-01-01';

/** Reads a day or an instant. @throws InvalidArgumentError that names the form wanted */
export function momentArgument(text: string): Moment {
  const moment = momentOf(text);
  if (moment !== undefined) return moment;
  throw new InvalidArgumentError(`wanted: ${FORM}, of the years 1900 to 8999`);
}

/** Reads a day. @throws InvalidArgumentError */
export function dayArgument(text: string): Day {
  const day = Day.safeParse(text);
  if (day.success) return day.data;
  throw new InvalidArgumentError('wanted: a day such as 2026-12-25');
}

/** Reads `from..to`, of which the second is not before the first. @throws InvalidArgumentError */
export function pauseArgument(text: string): PauseArgument {
  const [from, to, ...more] = text.split('..').map(momentOf);
  if (from === undefined || to === undefined || more.length > 0)
    throw new InvalidArgumentError(`wanted: from..to such as 2026-02-03..2026-02-07, each ${FORM}`);
  if (to.at < from.at) throw new InvalidArgumentError('wanted: from..to in which from is not after to');
  return { from: from.at, to: to.at, text };
}

function momentOf(text: string): Moment | undefined {
  const isDay = Day.safeParse(text).success;
  const at = parseInstant(isDay ? `${text}T00:00:00Z` : text);
  if (at === undefined || at < FIRST || at >= LAST) return undefined;
  return { at, isDay, timeZone: /[+-]\d\d:\d\d$/.exec(isDay ? '' : text)?.[0] ?? 'UTC' };
}
