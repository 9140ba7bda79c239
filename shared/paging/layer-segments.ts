import type { Layer, Schedule } from './config.ts';
import { windowsIn } from './restrictions.ts';
import { turnsIn, zoneOf } from './rotation.ts';
import { type Span, united, within, without } from './span.ts';

/** Somebody on call for a stretch of time by one layer or override: what shifts are made of. */
export interface Segment extends Span {
  readonly person: string;
  /** The id of a layer, or `override:<id>`. */
  readonly source: string;
  /** It is all of a turn in a rotation of one person, who hands over to nobody else. */
  readonly wholeTurn: boolean;
}

/** What is left of a segment once others have taken their time from it. A turn that was cut is not whole. */
export function cutSegment(segment: Segment, parts: readonly Span[]): readonly Segment[] {
  return parts.map(({ start, end }) => ({
    ...segment,
    start,
    end,
    wholeTurn: segment.wholeTurn && start === segment.start && end === segment.end,
  }));
}

/** Who is on call by the layers of a schedule in a stretch of time, cut to it: a later layer wins while it is in force. */
export function layerSegments(schedule: Schedule, span: Span): readonly Segment[] {
  const { layers } = schedule;
  const lowest = Math.max(
    layers.findLastIndex(({ restrictions }) => restrictions === undefined),
    0,
  ); // what lies beneath it is never seen
  const visible: Segment[] = [];
  let covered: readonly Span[] = [];
  for (const layer of layers.slice(lowest).toReversed()) {
    const zone = zoneOf(layer, schedule);
    const windows = windowsIn(layer, zone, span);
    const free = windows.flatMap((window) => without(window, covered));
    visible.push(...turnSegments(layer, zone, span, free));
    covered = united([...covered, ...windows]);
  }
  return visible;
}

function turnSegments(layer: Layer, timeZone: string, span: Span, free: readonly Span[]): readonly Segment[] {
  const wholeTurn = new Set(layer.participants).size === 1;
  return turnsIn(layer, timeZone, span).flatMap(({ person, start, end }) =>
    cutSegment({ person, source: layer.id, wholeTurn, start, end }, within({ start, end }, free)),
  );
}
