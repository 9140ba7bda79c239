import type { Instant } from '../kernel/instant.ts';
import { type PagingConfig, type Schedule, Target } from './config.ts';
import type { OnCall } from './plan-pages.ts';
import { isInForce, participantAt } from './rotation.ts';

/** Somebody on call, and the layer that says so. */
export interface OnCallPerson {
  readonly person: string;
  readonly layer: string;
}

/** Who is on call by a schedule at a moment: the last layer in force wins. Empty in a gap. */
export function onCallAt(schedule: Schedule, at: Instant): readonly OnCallPerson[] {
  const layer = schedule.layers.findLast((one) => isInForce(one, schedule.timeZone, at));
  const person = layer === undefined ? undefined : participantAt(layer, schedule.timeZone, at);
  return layer === undefined || person === undefined ? [] : [{ person, layer: layer.id }];
}

/** Whom targets reach at a moment, by the configuration. Each schedule is worked out once. */
export function onCallFrom(config: PagingConfig, at: Instant): Pick<OnCall, 'people'> {
  const bySchedule = new Map<string, readonly string[]>();
  return {
    people(target) {
      const parsed = Target.safeParse(target);
      if (!parsed.success) return { people: [], fault: 'unknown-target' };
      if ('person' in parsed.data) return { people: [parsed.data.person] };
      if ('team' in parsed.data) return { people: teamPeople(config, parsed.data.team) };
      const id = parsed.data.schedule;
      const known = bySchedule.get(id) ?? schedulePeople(config, id, at);
      bySchedule.set(id, known);
      return { people: known };
    },
  };
}

function schedulePeople(config: PagingConfig, id: string, at: Instant): readonly string[] {
  const schedule = config.paging.schedules.find((one) => one.id === id);
  return schedule === undefined ? [] : onCallAt(schedule, at).map(({ person }) => person);
}

function teamPeople({ organization }: PagingConfig, id: string): readonly string[] {
  const team = organization.teams.find((one) => one.id === id);
  return team?.members ?? (team?.lead === undefined ? [] : [team.lead]);
}
