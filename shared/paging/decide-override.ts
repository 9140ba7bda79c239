import type { Instant } from '../kernel/instant.ts';
import type { PagingConfig, Schedule } from './config.ts';
import { conflictOf, type Override } from './override.ts';
import {
  isForgotten,
  isTooMuch,
  KEPT_DAYS,
  MOST_NAMES,
  MOST_OVERRIDES,
  type ScheduleOverrides,
  withOverride,
} from './schedule-overrides.ts';
import { type Gap, gapsIn, shifts } from './shifts.ts';

/** What is wrong with a wish, for whoever had it. */
export interface OverrideRefusal {
  readonly kind: 'refuse';
  readonly code: string;
  readonly message: string;
  /** Whose fault it is: what was asked for is wrong, or what there is stands against it. */
  readonly fault: 'invalid' | 'conflict';
  readonly faults: readonly { readonly path: string; readonly message: string }[];
}

export type OverrideDecision =
  /** It is not there yet, or not like this. */
  | { readonly kind: 'write' }
  /** Exactly this is there. */
  | { readonly kind: 'unchanged' }
  | OverrideRefusal;

/** Whether an override may be set beside those that its schedule has. */
export function decideOverride(
  override: Override,
  before: ScheduleOverrides,
  { organization }: Pick<PagingConfig, 'organization'>,
  now: Instant,
): OverrideDecision {
  const known = new Set(organization.people.map(({ id }) => id));
  const strangers = (['add', 'remove'] as const).flatMap((list) =>
    override[list].flatMap((person, place) =>
      known.has(person)
        ? []
        : [{ path: `${list}.${place}`, message: 'the id of a person of the configuration' }],
    ),
  );
  const [stranger] = strangers;
  if (stranger !== undefined)
    return refuse('unknown-person', `there is nobody of the id at ${stranger.path}`, 'invalid', strangers);
  if (isForgotten(override, now))
    return refuse('override-too-old', `it ended more than ${KEPT_DAYS} days ago`, 'invalid', [
      { path: 'end', message: `an instant in the future, or at most ${KEPT_DAYS} days ago` },
    ]);
  const current = before.overrides.find(({ id }) => id === override.id);
  if (current !== undefined && says(current) === says(override)) return { kind: 'unchanged' };
  const conflict = conflictOf(override, before.overrides);
  if (conflict !== undefined)
    return refuse(
      'override-conflict',
      `conflicts with the override "${conflict.with}", which names ${conflict.person} for some of this time too`,
      'conflict',
    );
  if (isTooMuch(withOverride(before, override, now)))
    return refuse(
      'too-many-overrides',
      `a schedule has at most ${MOST_OVERRIDES} overrides that name at most ${MOST_NAMES} people in all: remove some`,
      'conflict',
    );
  return { kind: 'write' };
}

/** When nobody is on call in the time of an override, given what overrides there are then. */
export function gapsAround(
  { start, end }: Pick<Override, 'start' | 'end'>,
  schedule: Schedule,
  overrides: readonly Override[],
): readonly Gap[] {
  return gapsIn(shifts(schedule, overrides, start, end), start, end);
}

/** Two overrides that say the same, people in the same order, are the same text. */
export function says({ start, end, add, remove }: Override): string {
  return JSON.stringify({ start, end, add, remove });
}

function refuse(
  code: string,
  message: string,
  fault: OverrideRefusal['fault'],
  faults: OverrideRefusal['faults'] = [],
): OverrideRefusal {
  return { kind: 'refuse', code, message, fault, faults };
}
