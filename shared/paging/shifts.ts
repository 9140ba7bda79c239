import { epochMs, type Instant, instant, nearestInstant } from '../kernel/instant.ts';
import { applyOverrides } from './apply-overrides.ts';
import type { Schedule } from './config.ts';
import { layerSegments, type Segment } from './layer-segments.ts';
import { type Override, overridesOf } from './override.ts';
import { overlaps, type Span, united, without } from './span.ts';

/** Somebody on call without a break, by one source. */
export interface Shift {
  readonly start: Instant;
  readonly end: Instant;
  readonly person: string;
  /** The id of a layer, or `override:<id>`. */
  readonly source: string;
}

/** A stretch of time: the start belongs to it, the end does not. */
export interface Gap {
  readonly start: Instant;
  readonly end: Instant;
}

const DAY_MS = 86_400_000;
/** No layer has turns, and nobody asks, beyond the years that an instant can name and a little. */
const MOST_MS = Date.parse('9999-12-31T23:59:59.999Z') + 2 * DAY_MS;
const LEAST_MS = Date.parse('0000-01-01T00:00:00.000Z') - 2 * DAY_MS;

/**
 * Who is on call by a schedule, by shifts that lie at least partly between two instants, sorted by start, then person.
 *
 * Shifts keep their true start and end where the view cuts them, so what is said of an instant does not depend on the
 * view. Touching shifts of one person from one source are one, also where a rotation names them twice in a row. But in
 * a rotation of one person that would have no end: there a handoff to oneself is kept, if both turns are wholly theirs,
 * uncut by restrictions, later layers and overrides.
 *
 * The search for true starts and ends widens until every shift has ended within it. It does end: a shift is at most the
 * consecutive turns of one person, three turns where there is only one person, or the span of an override. What goes on
 * beyond the years 0 to 9999 is cut there.
 */
export function shifts(
  schedule: Schedule,
  overrides: readonly Override[],
  from: Instant,
  to: Instant,
): readonly Shift[] {
  const view = { start: epochMs(from), end: epochMs(to) };
  if (view.start >= view.end) return [];
  const concerned = overridesOf(schedule.id, overrides);
  for (let reach = 3 * DAY_MS; ; reach *= 4) {
    const search = {
      start: Math.max(view.start - reach, LEAST_MS),
      end: Math.min(view.end + reach, MOST_MS),
    };
    const found = merged(applyOverrides(layerSegments(schedule, search), concerned)).filter((segment) =>
      overlaps(segment, view),
    );
    if (found.every((segment) => isKnown(segment, search))) return found.map(shiftOf).toSorted(inOrder);
  }
}

/** When nobody is on call between two instants, given the shifts of this time; cut to it. */
export function gapsIn(found: readonly Shift[], from: Instant, to: Instant): readonly Gap[] {
  const spans = found.map(({ start, end }) => ({ start: epochMs(start), end: epochMs(end) }));
  return without({ start: epochMs(from), end: epochMs(to) }, united(spans)).map(({ start, end }) => ({
    start: instant(start),
    end: instant(end),
  }));
}

/** Whether both ends of a shift are its true ones, and not where the search cut it. */
function isKnown({ start, end }: Span, search: Span): boolean {
  return (start !== search.start || start === LEAST_MS) && (end !== search.end || end === MOST_MS);
}

/** Segments as few as can be: those of one person and source that touch become one, except for kept handoffs. */
function merged(segments: readonly Segment[]): readonly Segment[] {
  const last = new Map<string, number>();
  const result: Segment[] = [];
  for (const segment of segments.toSorted((a, b) => a.start - b.start)) {
    const key = `${segment.person} ${segment.source}`;
    const place = last.get(key);
    const before = place === undefined ? undefined : result[place];
    if (place !== undefined && before?.end === segment.start && !(before.wholeTurn && segment.wholeTurn))
      result[place] = { ...segment, start: before.start };
    else last.set(key, result.push(segment) - 1);
  }
  return result;
}

function shiftOf({ start, end, person, source }: Segment): Shift {
  return { start: nearestInstant(start), end: nearestInstant(end), person, source };
}

function inOrder(a: Shift, b: Shift): number {
  const [one, other] = a.start === b.start ? [a.person, b.person] : [a.start, b.start];
  return one < other ? -1 : 1;
}
