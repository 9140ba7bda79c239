import { peopleOnCall } from './people-on-call.ts';
import { DAYS_AHEAD, horizon, named, notKnown, type ReachCheck } from './reach-check.ts';
import { pagedBy } from './reach-people.ts';

/** Whoever will be on call, by a schedule or by an override, must be reachable by then. */
export const ON_CALL: ReachCheck = {
  id: 'on-call',
  about: `People on call in the next ${DAYS_AHEAD} days`,
  judge: ({ contacts, overrides }, config, now) => {
    if (!contacts.ok) return notKnown(contacts);
    const known = overrides.ok ? overrides.value : [];
    const soon = [...peopleOnCall(config, now, horizon(now), known)].sort(([, a], [, b]) =>
      a < b ? -1 : a > b ? 1 : 0,
    );
    const missing = soon.filter(
      ([person]) => pagedBy(config, person, contacts.value.get(person)).length === 0,
    );
    if (missing.length > 0)
      return {
        state: 'fail',
        seen: `without a verified method that their rules use: ${named(
          missing.map(([person, at]) => `${person} (from ${at.slice(0, 16)}Z)`),
        )}`,
        advice:
          'npx belltower contacts set <person> …, then contacts verify; or change notify in organization.yaml',
      };
    if (!overrides.ok) return notKnown(overrides);
    return { state: 'ok', seen: `all ${soon.length} have a verified method that their rules use` };
  },
};
