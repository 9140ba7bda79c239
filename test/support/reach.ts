import { PagingConfig } from '../../shared/paging/config.ts';
import { Contact } from '../../shared/paging/contact.ts';
import type { ReachFacts, Reading } from '../../shared/paging/reach-check.ts';
import { T0 } from './paging.ts';

export const known = <T>(value: T): Reading<T> => ({ ok: true, value });
export const denied = (action: string): Reading<never> => ({ ok: false, action, reason: 'denied' });

export const numberOf = (place: number) => `+491510000000${place}`;

/** A contact by methods: `sms`, `email` or both, verified. */
export function reachable(person: string, place: number, methods: readonly ('sms' | 'email')[]): Contact {
  return Contact.parse({
    v: 1,
    person,
    updatedAt: T0,
    ...(methods.includes('sms') ? { sms: { number: numberOf(place), verifiedAt: T0 } } : {}),
    ...(methods.includes('email') ? { email: { address: `${person}@private.example`, verifiedAt: T0 } } : {}),
  });
}

export const REACH_PEOPLE = ['alice', 'bob', 'carol', 'dora', 'erin', 'frank', 'grace'];

/** A rotation of five, whose turns at the time of the tests are bob's and then alice's; carol by name, dora and carol as a team. */
export const REACH_CONFIG = PagingConfig.parse({
  organization: {
    name: 'acme',
    home: { region: 'eu-west-1' },
    sender: 'belltower@acme.example',
    teams: [{ id: 'directors', name: 'Directors', members: ['dora', 'carol'] }],
    people: REACH_PEOPLE.map((id) => ({ id, name: id, timeZone: 'Europe/Berlin' })),
  },
  paging: {
    smsReceipts: true,
    routes: [{ ladder: 'main' }],
    ladders: [
      {
        id: 'main',
        rungs: [
          { after: '0m', targets: [{ schedule: 'primary' }] },
          { after: '5m', targets: [{ person: 'carol' }, { team: 'directors' }] },
        ],
      },
    ],
    schedules: [
      {
        id: 'primary',
        timeZone: 'UTC',
        layers: [
          {
            id: 'weekly',
            start: '2026-01-05T09:00',
            rotation: { every: 1, unit: 'week' },
            participants: ['erin', 'frank', 'bob', 'alice', 'grace'],
          },
        ],
      },
    ],
  },
});

/** Contacts of these people, each by SMS and e-mail. */
export function contactsOf(...contacts: readonly Contact[]): ReachFacts['contacts'] {
  return known(new Map(contacts.map((contact) => [contact.person, contact])));
}

/** An account where nothing is wrong. */
export const SOUND: ReachFacts = {
  smsSettings: known({ spendLimitUsd: 100, receiptsRole: true }),
  smsSpentUsd: known(12.4),
  smsSandbox: known(false),
  optedOut: known({ numbers: [], complete: true }),
  mailAccount: known({ production: true, sending: true, sentInADay: { used: 40, limit: 50_000 } }),
  mailIdentity: known({ verified: true, dkim: 'SUCCESS' }),
  contacts: contactsOf(...REACH_PEOPLE.map((person, place) => reachable(person, place, ['sms', 'email']))),
  overrides: known([]),
  kmsKeys: known({ used: 12, limit: 100_000 }),
  executions: known({ used: 3, limit: 1_000_000 }),
  stateMachines: known({ used: 7, limit: 10_000 }),
  concurrency: known({ used: 96, limit: 1_000 }),
};
