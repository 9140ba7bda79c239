import type { CostEvent } from './cost-event.ts';
import type { CostWalk } from './cost-walk.ts';
import { median } from './robust-spread.ts';
import type { Told } from './told.ts';

/** So many findings of one kind and day, */
export const MANY = 5;
/** whose percentages differ from the middle one by no more than this factor, are one. */
const ALIKE = 1.5;
/** Drifts show themselves on one day by chance. */
const KINDS: readonly Told['kind'][] = ['spike', 'drop', 'new'];

/** What began on one day, with many of one kind and about one size made one finding of the whole bill. */
export function groupOfDay(walk: CostWalk, day: number, told: readonly Told[]): Told[] {
  let rest = [...told];
  for (const kind of KINDS) {
    const alike = alikeOf(rest.filter((one) => one.kind === kind));
    if (alike.length < MANY) continue;
    rest = [...rest.filter((one) => !alike.includes(one)), groupOf(walk, day, alike)];
  }
  return rest;
}

function alikeOf(told: readonly Told[]): readonly Told[] {
  const sizes = told.map(({ events }) => Math.abs(relative(events)));
  const middle = median(sizes.filter((size) => Number.isFinite(size)));
  if (Number.isNaN(middle)) return told;
  return told.filter((_, at) => {
    const size = sizes[at] ?? 0;
    return size <= middle * ALIKE && size >= middle / ALIKE;
  });
}

/** How much the last day is off, as a share. */
function relative(events: readonly CostEvent[]): number {
  const day = events[0]?.days.at(-1);
  return day === undefined ? 0 : (day.actual - day.centre) / day.centre;
}

function groupOf(walk: CostWalk, day: number, told: readonly Told[]): Told {
  const events = told.flatMap((one) => one.events);
  const [first] = told;
  if (first === undefined) throw new RangeError('a group of none');
  const days = events.flatMap((event) => event.days.slice(-1));
  const centre = days.reduce((all, one) => all + one.centre, 0);
  const spread = Math.hypot(...days.map(({ share, scale }) => share * scale));
  const sum = {
    day,
    actual: days.reduce((all, { actual }) => all + actual, 0),
    centre,
    share: centre === 0 ? 0 : spread / centre,
    scale: centre,
    sample: Math.min(...days.map(({ sample }) => sample)),
  };
  const members = told
    .map(({ node, events: [event] }) => {
      const at = event?.days.at(-1);
      return { node, impact: at === undefined ? 0 : at.actual - at.centre };
    })
    .toSorted((a, b) => Math.abs(b.impact) - Math.abs(a.impact));
  const { owner: _, ...rest } = first;
  return { ...rest, node: walk.tree.root, events, group: { day: sum, members } };
}
