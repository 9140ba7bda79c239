import { shift } from '../kernel/instant.ts';
import { peopleOnCall } from './people-on-call.ts';
import { named, notKnown, type ReachCheck } from './reach-check.ts';
import { pagedBy } from './reach-people.ts';

const DAY_MS = 86_400_000;
const DAYS = 30;

/** Whoever will be on call must be reachable by then. */
export const ON_CALL: ReachCheck = {
  id: 'on-call',
  about: `People on call in the next ${DAYS} days`,
  judge: ({ contacts }, config, now) => {
    if (!contacts.ok) return notKnown(contacts);
    const soon = [...peopleOnCall(config, now, shift(now, DAYS * DAY_MS))].sort(([, a], [, b]) =>
      a < b ? -1 : a > b ? 1 : 0,
    );
    const missing = soon.filter(
      ([person]) => pagedBy(config, person, contacts.value.get(person)).length === 0,
    );
    if (missing.length === 0)
      return { state: 'ok', seen: `all ${soon.length} have a verified method that their rules use` };
    return {
      state: 'fail',
      seen: `without a verified method that their rules use: ${named(
        missing.map(([person, at]) => `${person} (from ${at.slice(0, 16)}Z)`),
      )}`,
      advice:
        'npx belltower contacts set <person> …, then contacts verify; or change notify in organization.yaml',
    };
  },
};
