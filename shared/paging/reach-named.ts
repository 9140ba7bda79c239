import { named, notKnown, type ReachCheck } from './reach-check.ts';
import { namedTargets, pagedBy } from './reach-people.ts';

/** Who stands on a ladder by name, or by their team, must be reachable: always, since nobody takes turns with them. */
export const NAMED: ReachCheck = {
  id: 'named-people',
  about: 'People and teams that ladders name',
  judge: ({ contacts }, config) => {
    if (!contacts.ok) return notKnown(contacts);
    const targets = namedTargets(config);
    const isMissing = (person: string) => pagedBy(config, person, contacts.value.get(person)).length === 0;
    const unreachable = [...targets].filter(([, people]) => people.every(isMissing)).map(([name]) => name);
    const missing = [...new Set([...targets.values()].flat())].filter(isMissing);
    const advice = 'npx belltower contacts set <person> …, then contacts verify';
    if (unreachable.length > 0)
      return { state: 'fail', seen: `reach nobody by a verified method: ${named(unreachable)}`, advice };
    if (missing.length > 0)
      return { state: 'warn', seen: `of teams, without a verified method: ${named(missing)}`, advice };
    return { state: 'ok', seen: `all ${targets.size} reach somebody` };
  },
};
