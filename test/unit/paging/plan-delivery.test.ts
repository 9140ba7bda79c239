import { describe, expect, it } from 'vitest';
import { Contact } from '../../../shared/paging/contact.ts';
import type { Delivery, Incident } from '../../../shared/paging/incident.ts';
import { type Mailbag, planDelivery } from '../../../shared/paging/plan-delivery.ts';
import { toAcknowledged, toResolved } from '../../../shared/paging/transitions.ts';
import { anIncident, aPage, at, T0 } from '../../support/paging.ts';

const OPEN = anIncident({ climb: { ...anIncident().climb, run: 2 } });
const VERIFIED = { verifiedAt: T0 };
const ALICE = Contact.parse({
  v: 1,
  person: 'alice',
  updatedAt: T0,
  sms: { number: '+4915100000001', ...VERIFIED },
  email: { address: 'alice@acme.example', ...VERIFIED },
  webhook: { url: 'https://hooks.example/x', style: 'slack', secret: 's'.repeat(32) },
});
const page = (changes: Partial<Delivery> = {}) => aPage({ incident: OPEN.id, run: 2, ...changes });
const NOW = at(100);

/** What becomes of a page: `send method`, or `state reason`, or nothing. */
function fate(
  delivery: Delivery,
  incident: Incident = OPEN,
  contact: Contact = ALICE,
  lastMessages: Mailbag['lastMessages'] = new Map(),
): string {
  const bag = { incident, deliveries: [delivery], contact, lastMessages };
  const { send, close, hold } = planDelivery(bag, '60s', NOW);
  return (
    [
      ...send.map(({ channel }) => `send ${channel.method}`),
      ...[...close, ...hold].map(({ after }) => `${after.state} ${after.reason}`),
    ].join() || 'nothing'
  );
}

it('a number whose owner has opted out is not reachable', () => {
  const optedOut = Contact.parse({ ...ALICE, sms: { ...ALICE.sms, optedOutAt: at(5) } });
  expect(fate(page(), OPEN, optedOut)).toBe('skipped not-reachable');
  expect(fate(page({ method: 'email' }), OPEN, optedOut)).toBe('send email');
});

describe('planDelivery', () => {
  it.each<[what: string, delivery: Delivery, expected: string]>([
    ['a planned page', page(), 'send sms'],
    ['one by mail', page({ method: 'email' }), 'send email'],
    ['one by a method that is not verified', page({ method: 'webhook' }), 'skipped not-reachable'],
    ['one by voice, which cannot be sent', page({ method: 'voice' }), 'skipped not-reachable'],
    ['one of an earlier run', page({ run: 1 }), 'skipped superseded'],
    ['one that was sent', page({ state: 'sent' }), 'nothing'],
    ['one that was skipped', page({ state: 'skipped' }), 'nothing'],
    ['one that was folded into another', page({ state: 'folded' }), 'nothing'],
    [
      'one another worker claimed 44 seconds ago (49)',
      page({ state: 'claimed', tries: 1, claimedAt: at(56) }),
      'nothing',
    ],
    [
      'one another worker claimed 45 seconds ago',
      page({ state: 'claimed', tries: 1, claimedAt: at(55) }),
      'send sms',
    ],
    [
      'one that failed and may be tried again',
      page({ state: 'failed', retryable: true, tries: 1 }),
      'send sms',
    ],
    ['one that failed for good (61)', page({ state: 'failed', retryable: false, tries: 1 }), 'nothing'],
    ['one that failed three times', page({ state: 'failed', retryable: true, tries: 3 }), 'nothing'],
    [
      'one claimed three times without an outcome',
      page({ state: 'claimed', tries: 3, claimedAt: T0 }),
      'failed no-outcome',
    ],
  ])('%s', (_, delivery, expected) => expect(fate(delivery)).toBe(expected));

  it.each<[what: string, incident: Incident, expected: string]>([
    [
      'acknowledged (78)',
      toAcknowledged(OPEN, { by: 'person:bob', at: T0, expiresAt: at(7200) }),
      'skipped acknowledged',
    ],
    ['resolved', toResolved(OPEN, { by: 'person:bob', at: T0, reason: 'by-hand' }), 'skipped resolved'],
  ])('nothing is sent of an incident that is %s', (_, incident, expected) =>
    expect(fate(page(), incident)).toBe(expected),
  );

  it.each<[what: string, delivery: Delivery, incident: Incident, expected: string]>([
    ['another incident by the same method', page(), OPEN, 'held one-message-a-minute'],
    ['another method', page({ method: 'email' }), OPEN, 'send email'],
    ['a SEV1', page(), { ...OPEN, severity: 'SEV1' }, 'send sms'],
    ['more about the incident of that message', page(), { ...OPEN, id: '06ANB4YQ0000000X' }, 'send sms'],
  ])('59 seconds after a message about the service: %s', (_, delivery, incident, expected) => {
    const last = new Map([['sms' as const, { at: at(41), incident: '06ANB4YQ0000000X' }]]);
    expect(fate(delivery, incident, ALICE, last)).toBe(expected);
  });

  it('a minute after it the next goes out at once', () => {
    const last = new Map([['sms' as const, { at: at(40), incident: '06ANB4YQ0000000X' }]]);
    expect(fate(page(), OPEN, ALICE, last)).toBe('send sms');
  });

  it('nobody without a contact is reached', () => {
    const { close } = planDelivery(
      { incident: OPEN, deliveries: [page()], contact: undefined, lastMessages: new Map() },
      '60s',
      NOW,
    );
    expect(close.map(({ after }) => after.reason)).toEqual(['not-reachable']);
  });

  it.each([
    ['the heartbeat', 'belltower-heartbeat', ['sink']],
    ['any other incident, which then tries the next method', OPEN.ladder, []],
  ])('the sink takes pages of %s', (_, ladder, expected) => {
    const sink = page({ method: 'sink', person: 'belltower-heartbeat' });
    const { send } = planDelivery(
      { incident: { ...OPEN, ladder }, deliveries: [sink], contact: undefined, lastMessages: new Map() },
      '60s',
      NOW,
    );
    expect(send.map(({ channel }) => channel.method)).toEqual(expected);
  });

  it('claims over what was read, one try more', () => {
    const before = page({ tries: 1 });
    expect(
      planDelivery(
        { incident: OPEN, deliveries: [before], contact: ALICE, lastMessages: new Map() },
        '60s',
        NOW,
      ).send[0]?.claim,
    ).toEqual({
      before,
      after: { ...before, state: 'claimed', tries: 2, claimedAt: NOW, dispatchedAt: NOW },
    });
  });
});
