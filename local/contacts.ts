import { instant } from '../shared/kernel/instant.ts';
import type { Contact } from '../shared/paging/contact.ts';
import type { Organization } from '../shared/platform/schema.ts';

/** How everybody in the organization is reached: numbers and addresses that cannot be anyone's. */
export function fictionalContacts({ people }: Organization): Contact[] {
  const now = instant(Date.now());
  return people.map(({ id }, place) => ({
    v: 1,
    person: id,
    sms: { number: `+1555010${String(place + 1).padStart(4, '0')}`, verifiedAt: now },
    email: { address: `${id}@acme.example`, verifiedAt: now },
    updatedAt: now,
  }));
}
