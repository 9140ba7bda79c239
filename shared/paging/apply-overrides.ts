import { epochMs } from '../kernel/instant.ts';
import { cutSegment, type Segment } from './layer-segments.ts';
import { type Override, sourceOf } from './override.ts';
import { common, type Span, united, without } from './span.ts';

/**
 * What overrides make of what a schedule's layers say, see `Override`. Nobody is on call twice at once: what an override
 * says counts before what a layer says.
 * @param overrides of this schedule, in the order of `overridesOf`
 */
export function applyOverrides(
  scheduled: readonly Segment[],
  overrides: readonly Override[],
): readonly Segment[] {
  const result: Segment[] = [];
  const taken = new Map<string, readonly Span[]>();
  for (const override of overrides) {
    for (const segment of addedBy(override, scheduled)) {
      const before = taken.get(segment.person) ?? [];
      result.push(...cutSegment(segment, without(segment, before)));
      taken.set(segment.person, united([...before, segment]));
    }
  }
  for (const override of overrides)
    for (const person of override.remove)
      taken.set(person, united([...(taken.get(person) ?? []), spanOf(override)]));
  for (const segment of scheduled)
    result.push(...cutSegment(segment, without(segment, taken.get(segment.person) ?? [])));
  return result;
}

function addedBy(override: Override, scheduled: readonly Segment[]): readonly Segment[] {
  const { add, remove } = override;
  const whole = spanOf(override);
  const spans =
    remove.length === 0
      ? [whole]
      : scheduled
          .filter(({ person }) => remove.includes(person))
          .flatMap((segment) => common(segment, whole) ?? []);
  return united(spans).flatMap(({ start, end }) =>
    add.map((person) => ({ start, end, person, source: sourceOf(override), wholeTurn: false })),
  );
}

function spanOf({ start, end }: Override): Span {
  return { start: epochMs(start), end: epochMs(end) };
}
