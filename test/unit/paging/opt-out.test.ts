import { describe, expect, it } from 'vitest';
import { Contact } from '../../../shared/paging/contact.ts';
import type { Delivery } from '../../../shared/paging/incident.ts';
import { optOutSeen } from '../../../shared/paging/opt-out.ts';
import { OptOutStore } from '../../../shared/paging/opt-out-store.ts';
import { alarm } from '../../fault/scenario.ts';
import { MemoryDynamo } from '../../support/memory-dynamo.ts';
import { aPage, at, T0 } from '../../support/paging.ts';
import { PlayedAws } from '../../support/played-aws.ts';

const contact = (sms: object): Contact =>
  Contact.parse({ v: 1, person: 'alice', updatedAt: T0, sms: { number: '+4915100000001', ...sms } });
const VERIFIED = contact({ verifiedAt: at(10) });
const refused = (changes: Partial<Delivery> = {}) =>
  aPage({
    state: 'failed',
    tries: 1,
    claimedAt: at(20),
    dispatchedAt: at(20),
    reason: 'opted-out',
    ...changes,
  });

describe('optOutSeen', () => {
  it.each<[what: string, contact: Contact | undefined, pages: Delivery[], expected: string | undefined]>([
    ['a text that was refused so', VERIFIED, [refused()], at(20)],
    ['one of several', VERIFIED, [refused({ reason: 'blocked' }), refused({ claimedAt: at(30) })], at(30)],
    ['one sent before the number was verified', VERIFIED, [refused({ claimedAt: at(9) })], undefined],
    ['one that failed otherwise', VERIFIED, [refused({ reason: 'blocked' })], undefined],
    ['one that was sent', VERIFIED, [refused({ state: 'sent', reason: 'accepted' })], undefined],
    ['where it is known', contact({ verifiedAt: at(10), optedOutAt: at(11) }), [refused()], undefined],
    ['where the number is not verified', contact({}), [refused()], undefined],
    ['where there is no contact', undefined, [refused()], undefined],
  ])('%s', (_, given, pages, expected) => expect(optOutSeen(given, pages)).toBe(expected));
});

describe('OptOutStore', () => {
  const BY = { at: at(40), actor: 'system:test', correlationId: 'c' };
  const store = (item: Contact) => {
    const dynamo = new MemoryDynamo();
    dynamo.seed('contacts', { pk: 'PERSON#alice', sk: 'CONTACT', ...item });
    return { dynamo, store: new OptOutStore(dynamo.client, { contacts: 'contacts', audit: 'audit' }) };
  };

  it('marks the number once, and says so in the audit trail without it', async () => {
    const { dynamo, store: optOuts } = store(VERIFIED);
    expect(await optOuts.optOut('alice', at(20), BY)).toBe(true);
    expect(await optOuts.optOut('alice', at(20), BY)).toBe(false);
    expect(dynamo.items('contacts')).toMatchObject([
      { sms: { verifiedAt: at(10), optedOutAt: at(40) }, updatedAt: at(40) },
    ]);
    expect(dynamo.items('audit')).toMatchObject([{ action: 'contact.opt-out', target: 'person:alice' }]);
    expect(JSON.stringify(dynamo.items('audit'))).not.toContain('4915');
  });

  it('leaves a number alone that was verified since', async () => {
    const { dynamo, store: optOuts } = store(contact({ verifiedAt: at(30) }));
    expect(await optOuts.optOut('alice', at(20), BY)).toBe(false);
    expect(dynamo.items('audit')).toEqual([]);
  });
});

describe('a page to somebody who has opted out', () => {
  it('goes by the next method at once; the person is told of, and is not texted again', async () => {
    const aws = new PlayedAws({ seed: 3, optedOut: ['alice'] });
    aws.intake.send(alarm('ALARM', 0));
    aws.time.after(70_000, () => {
      for (const { id, service } of aws.incidents())
        if (service === 'payments') void aws.change(id, { action: 'resolve' });
    });
    aws.time.after(100_000, () => aws.intake.send(alarm('ALARM', 100)));
    await aws.time.run(at(60));
    const pages = (service: string) =>
      aws
        .deliveries()
        .filter(({ delivery }) => delivery.person === 'alice' && delivery.pass === 0)
        .filter(({ page }) => page.startsWith(service))
        .map(({ delivery: { method, state, reason } }) => [method, state, reason]);
    expect(pages('payments')).toEqual([
      ['sms', 'failed', 'opted-out'],
      ['email', 'sent', 'accepted'],
    ]);
    const stored = aws.dynamo.items('contacts').find(({ pk }) => pk === 'PERSON#alice');
    expect(stored).toMatchObject({ sms: { optedOutAt: expect.any(String) } });
    expect(aws.incidents().map(({ dedupKey }) => dedupKey)).toContain('hygiene:opted-out:alice');

    await aws.time.run(at(200));
    expect(pages('payments').slice(2)).toContainEqual(['sms', 'skipped', 'not-reachable']);
  });
});
