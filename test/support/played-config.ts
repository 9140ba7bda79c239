import { PagingConfig } from '../../shared/paging/config.ts';

const person = (id: string) => ({ id, name: `${id} person`, timeZone: 'Europe/Berlin' });

/** The ladder of the specification at a small company; `ghost` has no contact, and their absence is an incident of its own. */
export const PLAYED_CONFIG = PagingConfig.parse({
  organization: {
    name: 'acme',
    home: { region: 'eu-west-1' },
    sender: 'belltower@acme.example',
    teams: [{ id: 'directors', name: 'Directors', members: ['dora', 'dan'] }],
    people: [
      person('alice'),
      person('bob'),
      person('carol'),
      person('dora'),
      person('dan'),
      person('ghost'),
      person('grace'),
    ],
  },
  paging: {
    routes: [
      { match: ['service=belltower'], ladder: 'platform', runbook: 'https://wiki.acme.example/b' },
      { match: ['service=payments'], ladder: 'payments', runbook: 'https://wiki.acme.example/p' },
      { ladder: 'catch-all', severity: 'SEV3' },
    ],
    ladders: [
      {
        id: 'payments',
        rungs: [
          { after: '0m', targets: [{ person: 'alice' }] },
          { after: '15m', targets: [{ person: 'bob' }] },
          { after: '30m', targets: [{ person: 'ghost' }] },
          { after: '45m', targets: [{ team: 'directors' }] },
        ],
        repeat: { times: 2, every: '15m' },
      },
      {
        id: 'platform',
        rungs: [{ after: '0m', targets: [{ person: 'carol' }] }],
        repeat: { times: 1, every: '15m' },
      },
      { id: 'catch-all', rungs: [{ after: '0m', targets: [{ person: 'grace' }] }] },
    ],
    notify: {
      high: [
        { method: 'sms', after: '0m' },
        { method: 'email', after: '2m' },
      ],
      low: [{ method: 'email', after: '0m' }],
    },
  },
});

/** The phone number of a person, by which a text message is known to be theirs. */
export const NUMBERS: Readonly<Record<string, string>> = {
  alice: '+4915100000001',
  bob: '+4915100000002',
  carol: '+4915100000003',
  dora: '+4915100000004',
  dan: '+4915100000005',
  grace: '+4915100000006',
};

/** Whose number is refused for good, unless a test says otherwise. */
export const REFUSED = ['bob'];
