import type { Instant } from '../kernel/instant.ts';
import type { PageMethod, PageStep } from '../platform/schema.ts';
import { type PagingConfig, type Schedule, Target } from './config.ts';
import type { Severity } from './events.ts';
import { type Override, overridesOf, sourceOf } from './override.ts';
import { isInForce } from './restrictions.ts';
import { participantAt, zoneOf } from './rotation.ts';

/**
 * Whom a target reaches at a moment. Nobody is no fault where the target is known: a gap in a schedule, a team without
 * anyone in it. The fault: the target names nothing we know.
 */
export interface ResolvedTarget {
  readonly people: readonly string[];
  readonly fault?: 'unknown-target' | undefined;
}

/** Who is reached by a target at the moment of paging, and how. */
export interface OnCall {
  /**
   * Targets come from stored incidents too, so anything may be given: a kind of target this version does not know, or
   * a name that is gone from the configuration, is `unknown-target`.
   */
  people(target: unknown): ResolvedTarget;
  steps(person: string, severity: Severity): readonly PageStep[];
  /** Whether a method reports what became of a page after it was sent. */
  reports(method: PageMethod): boolean;
  /** Until when a person is not to be woken by this severity; undefined: they may be. */
  quietUntil(person: string, severity: Severity): Instant | undefined;
}

/** Somebody on call, and what says so. */
export interface OnCallPerson {
  readonly person: string;
  /** The id of a layer, or `override:<id>`. */
  readonly source: string;
}

/**
 * Who is on call by a schedule at a moment, by name: the participant of the last layer in force, changed by what the
 * overrides of this schedule say. Empty in a gap. `shifts` says the same of every moment.
 */
export function onCallAt(
  schedule: Schedule,
  at: Instant,
  overrides: readonly Override[] = [],
): readonly OnCallPerson[] {
  const layer = schedule.layers.findLast((one) => isInForce(one, zoneOf(one, schedule), at));
  const scheduled: OnCallPerson[] =
    layer === undefined
      ? []
      : [{ person: participantAt(layer, zoneOf(layer, schedule), at), source: layer.id }];
  const now = overridesOf(schedule.id, overrides).filter(({ start, end }) => start <= at && at < end);
  const added = now
    .filter(({ remove }) => remove.length === 0 || scheduled.some(({ person }) => remove.includes(person)))
    .flatMap((override) => override.add.map((person) => ({ person, source: sourceOf(override) })));
  const kept = scheduled.filter(({ person }) => !now.some(({ remove }) => remove.includes(person)));
  const all = [...added, ...kept];
  return all
    .filter(({ person }, place) => all.findIndex((other) => other.person === person) === place)
    .toSorted((a, b) => (a.person < b.person ? -1 : 1));
}

const UNKNOWN: ResolvedTarget = { people: [], fault: 'unknown-target' };

/** Whom targets reach at one moment. Each schedule is worked out once. */
export function onCallFrom(
  config: PagingConfig,
  at: Instant,
  overrides: readonly Override[] = [],
): Pick<OnCall, 'people'> {
  const { organization, paging } = config;
  const known = new Map<string, readonly string[]>();
  const onCall = (schedule: Schedule) => {
    const people = known.get(schedule.id) ?? onCallAt(schedule, at, overrides).map(({ person }) => person);
    known.set(schedule.id, people);
    return people;
  };
  return {
    people(target) {
      const parsed = Target.safeParse(target);
      if (!parsed.success) return UNKNOWN;
      const named = parsed.data;
      if ('person' in named)
        return organization.people.some(({ id }) => id === named.person)
          ? { people: [named.person] }
          : UNKNOWN;
      if ('team' in named) {
        const team = organization.teams.find(({ id }) => id === named.team);
        if (team === undefined) return UNKNOWN;
        const { lead, members = [] } = team;
        return { people: members.length > 0 || lead === undefined ? members : [lead] };
      }
      const schedule = paging.schedules.find(({ id }) => id === named.schedule);
      return schedule === undefined ? UNKNOWN : { people: onCall(schedule) };
    },
  };
}
