import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { instant } from '../shared/kernel/instant.ts';
import type { Contact } from '../shared/paging/contact.ts';
import { Organization } from '../shared/platform/schema.ts';
import { ROOT } from './places.ts';

/** How everybody in the local configuration is reached: numbers and addresses that cannot be anyone's. */
export function localContacts(config: string): Contact[] {
  const organization = Organization.parse(
    parse(readFileSync(join(ROOT, config, 'organization.yaml'), 'utf8')),
  );
  const now = instant(Date.now());
  return organization.people.map(({ id }, place) => ({
    v: 1,
    person: id,
    sms: { number: `+1555010${String(place + 1).padStart(4, '0')}`, verifiedAt: now },
    email: { address: `${id}@acme.example`, verifiedAt: now },
    updatedAt: now,
  }));
}
