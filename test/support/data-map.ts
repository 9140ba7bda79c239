import { PrivacySection } from '../../shared/privacy/config.ts';

/** A system of a data map: a table found by the user's id, but for what is said. */
export function system(id: string, more: object = {}) {
  return {
    id,
    connector: 'dynamodb',
    table: `${id}-table`,
    subjectKey: { attribute: 'userId', from: 'identity.userId' },
    classes: [{ id: 'data', erase: 'delete' }],
    verify: true,
    ...more,
  };
}

/** A data map of these systems, or of others where `more` says so. */
export function dataMap(systems: readonly object[], more: object = {}): PrivacySection {
  return PrivacySection.parse({ systems: systems.map(stated), identities: ['userId', 'email'], ...more });
}

/** Without what is undefined: a key that is stated, if only as that, is a key too many. */
function stated(one: object): object {
  return Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined));
}
