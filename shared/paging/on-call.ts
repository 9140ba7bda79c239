import type { Instant } from '../kernel/instant.ts';
import type { PageMethod, PageStep } from '../platform/schema.ts';
import { type PagingConfig, type Schedule, Target } from './config.ts';
import type { Severity } from './events.ts';
import { isInForce } from './restrictions.ts';
import { participantAt } from './rotation.ts';

/** Who is reached by a target at the moment of paging, and how. */
export interface OnCall {
  people(target: unknown): {
    readonly people: readonly string[];
    readonly fault?: 'unknown-target' | undefined;
  };
  steps(person: string, severity: Severity): readonly PageStep[];
  /** Whether a method reports what became of a page after it was sent. */
  reports(method: PageMethod): boolean;
}

/** Somebody on call, and the layer that says so. */
export interface OnCallPerson {
  readonly person: string;
  readonly layer: string;
}

/** Who is on call by a schedule at a moment: the last layer in force wins. Empty in a gap. */
export function onCallAt({ timeZone, layers }: Schedule, at: Instant): readonly OnCallPerson[] {
  const layer = layers.findLast((one) => isInForce(one, timeZone, at));
  return layer === undefined ? [] : [{ person: participantAt(layer, timeZone, at), layer: layer.id }];
}

/** Whom a target reaches. Without people, the fault says whether it names nothing we know, or something that is empty. */
export interface ResolvedTarget {
  readonly people: readonly string[];
  readonly fault?: 'unknown-target' | 'empty';
}

const UNKNOWN: ResolvedTarget = { people: [], fault: 'unknown-target' };

/**
 * Whom a target reaches at a moment. Targets come from stored incidents too, so anything may be given: a kind of target
 * this version does not know, or a name that is gone from the configuration, is `unknown-target`.
 */
export function resolveTarget(target: unknown, config: PagingConfig, at: Instant): ResolvedTarget {
  return resolve(target, config, (schedule) => onCallAt(schedule, at));
}

/** Whom targets reach at one moment. Each schedule is worked out once. */
export function onCallFrom(config: PagingConfig, at: Instant): Pick<OnCall, 'people'> {
  const known = new Map<string, readonly OnCallPerson[]>();
  const onCall = (schedule: Schedule) => {
    const people = known.get(schedule.id) ?? onCallAt(schedule, at);
    known.set(schedule.id, people);
    return people;
  };
  return {
    people(target) {
      const { people, fault } = resolve(target, config, onCall);
      return fault === 'unknown-target' ? { people, fault } : { people };
    },
  };
}

function resolve(
  target: unknown,
  { organization, paging }: PagingConfig,
  onCall: (schedule: Schedule) => readonly OnCallPerson[],
): ResolvedTarget {
  const parsed = Target.safeParse(target);
  if (!parsed.success) return UNKNOWN;
  const named = parsed.data;
  if ('person' in named) {
    return organization.people.some(({ id }) => id === named.person) ? { people: [named.person] } : UNKNOWN;
  }
  if ('team' in named) {
    const team = organization.teams.find(({ id }) => id === named.team);
    if (team === undefined) return UNKNOWN;
    const { lead, members = [] } = team;
    return reached(members.length > 0 || lead === undefined ? members : [lead]);
  }
  const schedule = paging.schedules.find(({ id }) => id === named.schedule);
  return schedule === undefined ? UNKNOWN : reached(onCall(schedule).map(({ person }) => person));
}

function reached(people: readonly string[]): ResolvedTarget {
  return people.length === 0 ? { people, fault: 'empty' } : { people };
}
