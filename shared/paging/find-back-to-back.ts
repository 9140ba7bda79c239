import { briefInstant, epochMs, type Instant, nearestInstant } from '../kernel/instant.ts';
import type { Layer, Schedule } from './config.ts';
import type { Override } from './override.ts';
import { windowsIn } from './restrictions.ts';
import { turnsIn, zoneOf } from './rotation.ts';
import { type Shift, shifts } from './shifts.ts';
import { type Span, within } from './span.ts';

/** Somebody holds two weekly turns or more in a row, from the start of the first to the end of the last. */
export interface BackToBack {
  readonly kind: 'back-to-back';
  readonly schedule: string;
  readonly person: string;
  readonly turns: number;
  readonly start: Instant;
  readonly end: Instant;
  readonly message: string;
}

interface Held extends Span {
  readonly person: string;
  readonly turns: number;
}

/**
 * People who hold consecutive turns of a rotation by weeks, in a stretch of time and the turn before it. Who holds a
 * turn is on call, by whatever source, for more than half of the time in which this layer is in force and anybody is. So
 * an hour lent to somebody is no turn, and a week they took over is one.
 */
export function backToBack(
  schedule: Schedule,
  overrides: readonly Override[],
  view: Span,
): readonly BackToBack[] {
  const found = new Map<string, BackToBack>();
  for (const layer of schedule.layers.filter(isWeekly)) {
    for (const { person, turns, start, end } of runsOf(heldTurns(schedule, layer, overrides, view))) {
      const span = { start: nearestInstant(start), end: nearestInstant(end) };
      const message = `${person} is on call for ${turns} turns in a row in "${schedule.id}", from ${briefInstant(span.start)} to ${briefInstant(span.end)}`;
      found.set(`${person} ${start}`, {
        kind: 'back-to-back',
        schedule: schedule.id,
        person,
        turns,
        ...span,
        message,
      });
    }
  }
  return [...found.values()];
}

function isWeekly({ rotation: { every, unit } }: Layer): boolean {
  return unit === 'week' || (unit === 'day' && every % 7 === 0);
}

/** Who holds the turns of a layer, in order; a turn that nobody holds is by nobody (''). */
function heldTurns(
  schedule: Schedule,
  layer: Layer,
  overrides: readonly Override[],
  view: Span,
): readonly Held[] {
  const zone = zoneOf(layer, schedule);
  const first = turnsIn(layer, zone, { start: view.start, end: view.start + 1 })[0];
  const turns = turnsIn(layer, zone, { start: (first?.start ?? view.start) - 1, end: view.end });
  const whole = { start: turns[0]?.start ?? view.start, end: turns.at(-1)?.end ?? view.end };
  const found = shifts(schedule, overrides, nearestInstant(whole.start), nearestInstant(whole.end));
  const windows = windowsIn(layer, zone, whole);
  return turns.map(({ start, end }) => {
    const inForce = within({ start, end }, windows);
    return { start, end, turns: 1, person: holderOf(found, inForce) };
  });
}

function holderOf(found: readonly Shift[], inForce: readonly Span[]): string {
  const times = new Map<string, number>();
  for (const { start, end, person } of found) {
    const shared = within({ start: epochMs(start), end: epochMs(end) }, inForce);
    const ms = shared.reduce((sum, span) => sum + span.end - span.start, 0);
    times.set(person, (times.get(person) ?? 0) + ms);
  }
  const all = [...times.values()].reduce((sum, ms) => sum + ms, 0);
  return [...times].find(([, ms]) => ms > all / 2)?.[0] ?? '';
}

function runsOf(held: readonly Held[]): readonly Held[] {
  const runs: Held[] = [];
  for (const turn of held) {
    const before = runs.at(-1);
    if (before !== undefined && before.person === turn.person)
      runs[runs.length - 1] = { ...before, end: turn.end, turns: before.turns + 1 };
    else runs.push(turn);
  }
  return runs.filter(({ person, turns }) => person !== '' && turns > 1);
}
