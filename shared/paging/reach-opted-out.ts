import { named, notKnown, type ReachCheck } from './reach-check.ts';
import { pagedBy } from './reach-people.ts';

/** Who has answered STOP gets no texts, whoever sends them from this account, until they opt in again. */
export const OPTED_OUT_PEOPLE: ReachCheck = {
  id: 'opted-out',
  about: 'People who have opted out of texts',
  judge: ({ contacts, optedOut }, config) => {
    if (!contacts.ok) return notKnown(contacts);
    const numbers = new Set(optedOut.ok ? optedOut.value.numbers : []);
    const people = [...contacts.value.values()]
      .filter(({ sms }) => sms !== undefined && (sms.optedOutAt !== undefined || numbers.has(sms.number)))
      .sort((a, b) => (a.person < b.person ? -1 : 1));
    const alone = people.filter((contact) =>
      pagedBy(config, contact.person, contact).every((method) => method === 'sms'),
    );
    const advice =
      'have them text START, or once in 30 days: aws sns opt-in-phone-number; then npx belltower contacts code <person> --method sms';
    const names = named(people.map(({ person }) => person));
    if (alone.length > 0)
      return {
        state: 'fail',
        seen: `${names}; with no other method: ${named(alone.map(({ person }) => person))}`,
        advice,
      };
    if (people.length > 0) return { state: 'warn', seen: names, advice };
    if (!optedOut.ok) return notKnown(optedOut);
    return optedOut.value.complete
      ? { state: 'ok', seen: 'nobody' }
      : { state: 'unknown', seen: `nobody among the first ${numbers.size} numbers that have` };
  },
};
