import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fictionalContacts } from '../../local/contacts.ts';
import { seedContacts } from '../../local/seed-contacts.ts';
import type { Contact } from '../../shared/paging/contact.ts';
import { Deployed, PAYMENTS } from '../support/deployed.ts';

describe('51: somebody on call without a verified method', () => {
  const stack = new Deployed();
  let contact: Contact;
  const write = (one: Contact) => seedContacts(stack.url, stack.outputs, [one]);
  beforeAll(async () => {
    await stack.resolveAll();
    await stack.forgetMessages();
    const person = await stack.onCall('payments-primary');
    const all = fictionalContacts(stack.world.config.organization);
    const found = all.find((one) => one.person === person);
    if (found === undefined) throw new Error(`${person} has no contact`);
    contact = found;
    const { number } = contact.sms ?? { number: '+15550109999' };
    await write({ v: 1, person, updatedAt: contact.updatedAt, sms: { number } });
  });
  afterAll(async () => {
    await write(contact);
    await stack.resolveAll();
  });

  test('is passed over at once, and it is told', async () => {
    const dedupKey = `unreachable-${randomUUID()}`;
    const secondary = await stack.onCall('payments-secondary');
    const { id } = await stack.open({ title: 'x', ...PAYMENTS, severity: 'SEV2', dedupKey });
    await stack.message(secondary, 'sms');
    const { timeline, deliveries } = await stack.world.details(id);
    expect(timeline).toContainEqual(
      expect.objectContaining({ kind: 'rung-begun', reason: 'no-method-left' }),
    );
    const theirs = deliveries.filter(({ person }) => person === contact.person);
    expect(theirs.length).toBeGreaterThan(0);
    for (const page of theirs) expect(page).toMatchObject({ state: 'skipped', reason: 'not-reachable' });

    const hygiene = await stack.incident((one) => one.dedupKey === `hygiene:unreachable:${contact.person}`);
    expect(hygiene).toMatchObject({ service: 'belltower', ladder: 'platform' });
    const { number } = contact.sms ?? { number: '' };
    expect(JSON.stringify([hygiene, timeline, deliveries])).not.toContain(number);
  });
});
