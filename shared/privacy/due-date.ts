import { type Duration, millis } from '../kernel/duration.ts';
import { elapsed, type Instant, instant, shift } from '../kernel/instant.ts';
import {
  compareDays,
  dayOf,
  dayText,
  firstMsOf,
  later,
  type WallTime,
  wallClockAt,
  weekdayOf,
} from '../kernel/wall-clock.ts';
import type { Policy } from './config.ts';
import { TERMS } from './jurisdictions.ts';

/** Time in which the clock stands still, as while the person is asked who they are. */
export interface Pause {
  readonly from: Instant;
  readonly to: Instant;
}

/** What a due date is counted from. */
export interface RequestClock {
  readonly received: Instant;
  readonly pauses: readonly Pause[];
  readonly extended: boolean;
}

type Calendar = Pick<Policy, 'jurisdiction' | 'timeZone' | 'holidays'>;

/**
 * When a request must be answered: as many calendar months after receipt as the law gives, at the same time of the same
 * day, or on the last day of a shorter month; later by exactly the pauses; and then, where the jurisdiction says so, on
 * the next working day. The law counts to the end of that day, so this is hours early and never late; and a pause that begins
 * on it still counts.
 */
export function dueDate(clock: RequestClock, calendar: Calendar): Instant {
  return counted(clock, calendar).due;
}

/** The first pause that moves nothing, since it begins after the day on which the request was due. */
export function firstLatePause(clock: RequestClock, calendar: Calendar): Pause | undefined {
  return counted(clock, calendar).late;
}

function counted(
  clock: RequestClock,
  calendar: Calendar,
): { readonly due: Instant; readonly late: Pause | undefined } {
  const { months, extensionMonths } = TERMS[calendar.jurisdiction];
  const whole = months + (clock.extended ? extensionMonths : 0);
  const dayAt = (at: Instant) => dayOf(wallClockAt(at, calendar.timeZone));
  let end = monthsAfter(clock.received, whole, calendar.timeZone);
  let due = onWorkingDay(end, calendar);
  for (const pause of mergedPauses(clock)) {
    if (compareDays(dayAt(pause.from), dayAt(due)) > 0) return { due, late: pause };
    end = shift(end, elapsed(pause.from, pause.to));
    due = onWorkingDay(end, calendar);
  }
  return { due, late: undefined };
}

/**
 * When to remind of a request, soonest first: each that long after receipt without the pauses that began before it. An
 * extension moves them on as the due date is: by its months.
 */
export function reminders(
  clock: RequestClock,
  { remindAt, ...calendar }: Calendar & Pick<Policy, 'remindAt'>,
): Instant[] {
  const { extensionMonths } = TERMS[calendar.jurisdiction];
  const start = clock.extended
    ? monthsAfter(clock.received, extensionMonths, calendar.timeZone)
    : clock.received;
  const pauses = mergedPauses(clock);
  return offsets(remindAt).map((offset) => {
    let at = shift(start, offset);
    for (const { from, to } of pauses) if (from < at) at = shift(at, elapsed(from, to));
    return at;
  });
}

/** Whether a request may be answered later. */
export type ExtensionDecision =
  | { readonly kind: 'extend'; readonly reason: string; readonly due: Instant }
  | { readonly kind: 'refuse'; readonly reason: 'no-reason-given' | 'extended-already' | 'first-month-over' };

/** An extension needs a reason, is given once, and only before the first month is over (Article 12(3)). */
export function decideExtension(
  clock: RequestClock,
  why: string,
  at: Instant,
  calendar: Calendar,
): ExtensionDecision {
  if (why.trim() === '') return { kind: 'refuse', reason: 'no-reason-given' };
  if (clock.extended) return { kind: 'refuse', reason: 'extended-already' };
  if (at > dueDate(clock, calendar)) return { kind: 'refuse', reason: 'first-month-over' };
  return { kind: 'extend', reason: why.trim(), due: dueDate({ ...clock, extended: true }, calendar) };
}

function monthsAfter(at: Instant, months: number, timeZone: string): Instant {
  return instant(firstMsOf(later(wallClockAt(at, timeZone), months, 'month'), timeZone));
}

/** A reminder stated twice is one. */
function offsets(remindAt: readonly Duration[]): number[] {
  return [...new Set(remindAt.map(millis))].sort((a, b) => a - b);
}

/** The pauses in order, without what lies before receipt, and time in two of them once. */
export function mergedPauses({ received, pauses }: Pick<RequestClock, 'received' | 'pauses'>): Pause[] {
  const merged: Pause[] = [];
  for (const { from, to } of pauses.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = merged.at(-1);
    const begin = from < received ? received : from;
    if (last !== undefined && begin <= last.to)
      merged[merged.length - 1] = { from: last.from, to: to > last.to ? to : last.to };
    else if (begin <= to) merged.push({ from: begin, to });
  }
  return merged;
}

function onWorkingDay(at: Instant, { jurisdiction, timeZone, holidays }: Calendar): Instant {
  if (!TERMS[jurisdiction].endsOnWorkingDay) return at;
  const isFree = (wall: WallTime) => weekdayOf(dayOf(wall)) >= 6 || holidays.includes(dayText(dayOf(wall)));
  let wall = wallClockAt(at, timeZone);
  if (!isFree(wall)) return at;
  while (isFree(wall)) wall = later(wall, 1, 'day');
  return instant(firstMsOf(wall, timeZone));
}
