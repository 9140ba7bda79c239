import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalIdentity, formsOf } from '../../../shared/privacy/normalise-identity.ts';
import {
  type Identities,
  type Lookup,
  type LookupAnswer,
  resolveIdentities,
  subjectAt,
} from '../../../shared/privacy/resolve-identities.ts';
import { dataMap, system } from '../../support/data-map.ts';

const BY_ORDER = { subjectKey: { attribute: 'orderId', from: 'identity.orderId' } };
const MAP = dataMap([
  system('shipments', BY_ORDER),
  system('orders', { resolves: [{ attribute: 'buyer', from: 'identity.userId', gives: { orderId: 'id' } }] }),
  system('profile', {
    resolves: [
      {
        attribute: 'mail',
        index: 'by-mail',
        from: 'identity.email',
        gives: { userId: 'userId', email: 'oldMail' },
      },
    ],
  }),
  system('crm', { subjectKey: { attribute: 'mail', from: 'identity.email' } }),
]);

type Tables = Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;
type Said = LookupAnswer['records'][number];

const TABLES: Tables = {
  profile: [
    { mail: 'Ann@Acme.example', userId: 'u-1', oldMail: 'ann.old@acme.example' },
    { mail: 'ann.old@acme.example', userId: 'u-0' },
    { mail: 'anna@acme.example', userId: 'u-9' },
  ],
  orders: [
    { buyer: 'u-1', id: 'o-1' },
    { buyer: 'u-1', id: 'o-2' },
    { buyer: 'u-0', id: 'o-3' },
    { buyer: 'u-9', id: 'o-9' },
  ],
};

function look({ system: name, way, canonical, forms, attribute }: Lookup): LookupAnswer {
  const records = (TABLES[name] ?? []).filter((record) => forms.includes(record[attribute] ?? ''));
  return { system: name, way, canonical, records: records.map(said) };
}

function said(record: Readonly<Record<string, string>>): Said {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, [value]]));
}

function resolveAll(known: Identities, answer = look) {
  const answers: LookupAnswer[] = [];
  for (let round = 0; round < 20; round++) {
    const next = resolveIdentities(MAP, known, answers);
    if (next.kind === 'resolved') return { ...next, answers };
    answers.push(...next.lookups.map(answer));
  }
  throw new Error('never ends');
}

describe('identities', () => {
  it('are found through other systems, and through what those found (27)', () => {
    const { identities } = resolveAll({ email: ['Ann@Acme.example'] });
    expect(identities['userId']).toEqual(['u-0', 'u-1']);
    expect(identities['orderId']).toEqual(['o-1', 'o-2', 'o-3']);
    expect(identities['email']).toEqual(['Ann@Acme.example', 'ann.old@acme.example', 'ann@acme.example']);
  });

  it('are asked for by every form, and in one lookup for what is one', () => {
    const next = resolveIdentities(MAP, { email: ['Ann@Acme.example', 'ann@acme.example'] }, []);
    expect(next.kind === 'look-up' && next.lookups).toEqual([
      {
        system: 'profile',
        way: 0,
        attribute: 'mail',
        index: 'by-mail',
        identity: 'email',
        canonical: 'ann@acme.example',
        forms: ['Ann@Acme.example', 'ann@acme.example'],
        gives: { userId: 'userId', email: 'oldMail' },
      },
    ]);
  });

  it('do not include those of a look-alike that a system found as well (28)', () => {
    const fuzzy = (lookup: Lookup): LookupAnswer => ({
      ...look(lookup),
      records: (TABLES[lookup.system] ?? []).map(said),
    });
    const found = resolveAll({ email: ['anna@acme.example'] }, fuzzy);
    expect(found.identities['userId']).toEqual(['u-9']);
    expect(found.lookAlikes).toBe(5);
  });

  it.each<[what: string, record: Said, orders: readonly string[] | undefined]>([
    ['several of them', { buyer: ['u-1'], id: ['o-1', 'o-2'] }, ['o-1', 'o-2']],
    ['the same twice, and an empty one', { buyer: ['u-1'], id: ['o-1', ' o-1 ', ''] }, ['o-1']],
    ['a record of several people', { buyer: ['u-9', 'u-1'], id: ['o-1'] }, ['o-1']],
    ['a record of others', { buyer: ['u-9', 'u-8'], id: ['o-9'] }, undefined],
    ['a record of nobody', { buyer: [], id: ['o-9'] }, undefined],
    ['a record that does not say whose', { id: ['o-9'] }, undefined],
    ['nothing', { buyer: ['u-1'], id: [] }, undefined],
  ])('are what a record gives that has the one that was asked for: %s', (_, record, orders) => {
    const answer = { system: 'orders', way: 0, canonical: 'u-1', records: [record] };
    const next = resolveIdentities(MAP, { userId: ['u-1'] }, [answer]);
    expect(next.kind === 'resolved' && next.identities['orderId']).toEqual(orders);
  });

  it('are the same in whatever order the answers came', () => {
    const whole = resolveAll({ email: ['Ann@Acme.example'] });
    fc.assert(
      fc.property(fc.shuffledSubarray(whole.answers, { minLength: whole.answers.length }), (answers) => {
        expect(resolveIdentities(MAP, { email: ['Ann@Acme.example'] }, answers)).toMatchObject({
          kind: 'resolved',
          identities: whole.identities,
        });
      }),
    );
  });

  it.each<[known: Identities, at: Readonly<Record<string, string>>]>([
    [
      { email: ['a@b.example'], userId: ['u'], orderId: ['o'] },
      { shipments: 'known', orders: 'known', crm: 'known' },
    ],
    [
      { email: ['a@b.example'] },
      { shipments: 'unknown', orders: 'unknown', profile: 'unknown', crm: 'known' },
    ],
    [{ userId: ['u'] }, { shipments: 'unknown', orders: 'known', crm: 'unresolved' }],
    [{}, { shipments: 'unresolved', orders: 'unresolved', crm: 'unresolved' }],
  ])('of %j say whether the person is known: %j', (known, at) => {
    for (const [name, subject] of Object.entries(at))
      expect([name, subjectAt(MAP, name, known)]).toEqual([name, subject]);
  });
});

describe('a system with classes that have keys of their own', () => {
  const key = (identity: string) => ({ attribute: identity, from: `identity.${identity}` });
  const posts = { id: 'posts', erase: 'delete' };
  const mentioned = { id: 'mentioned', erase: 'delete', fields: ['handle'], subjectKey: key('handle') };
  const orders = { id: 'orders', erase: 'delete', subjectKey: key('orderId') };
  const kept = { keep: { why: 'tax law', until: '10y' } };
  const BY_USER = { attribute: 'buyer', from: 'identity.userId', gives: { orderId: 'id' } };
  const of = (classes: readonly object[], more: object = {}) =>
    dataMap([system('forum', { classes, ...more }), system('shop', { resolves: [BY_USER] })]);

  it.each<[what: string, map: ReturnType<typeof of>, known: Identities, standing: string]>([
    ['all know', of([posts, mentioned]), { userId: ['u'], handle: ['ann'] }, 'known'],
    ['one class may know, which nobody can tell', of([posts, mentioned]), { userId: ['u'] }, 'unresolved'],
    [
      'one class may know, which nobody can tell, and others do',
      of([posts, orders, mentioned]),
      { userId: ['u'], orderId: ['o'] },
      'unresolved',
    ],
    ['one class knows and another does not', of([posts, orders]), { userId: ['u'] }, 'known'],
    ['none knows', of([orders]), { userId: ['u'] }, 'unknown'],
    [
      'a class may know that the law keeps',
      of([posts, { ...mentioned, ...kept }]),
      { userId: ['u'] },
      'known',
    ],
    [
      'only a class knows that the law keeps',
      of([orders, { ...posts, ...kept }]),
      { userId: ['u'] },
      'known',
    ],
    [
      'the key of the system may know, by which no class is found',
      of([orders], { subjectKey: key('handle') }),
      { userId: ['u'] },
      'unknown',
    ],
    [
      'a class without a key knows, and another may, which nobody can tell',
      dataMap([
        { id: 'forum', connector: 'http', url: 'https://forum.example/erase', classes: [posts, mentioned] },
      ]),
      { userId: ['u'] },
      'unresolved',
    ],
  ])('whom %s', (_what, map, known, standing) => {
    expect(subjectAt(map, 'forum', known)).toBe(standing);
  });
});

describe('the one form of an identity', () => {
  it.each<[what: string, one: string, other: string]>([
    ['case', 'Ann.Example@ACME.example', 'ann.example@acme.example'],
    ['spaces around it', ' ann@acme.example\n', 'ann@acme.example'],
    ['dots at Gmail', 'a.n.n@gmail.com', 'ann@googlemail.com'],
    ['Unicode form', 'ren\u00e9@acme.example', 'rene\u0301@acme.example'],
    ['a domain in Unicode', 'ann@m\u00fcnchen.example', 'ann@xn--mnchen-3ya.example'],
    ['the dot at the end of a domain', 'ann@acme.example.', 'ann@acme.example'],
  ])('is one for two ways to write it: %s (28)', (_what, one, other) => {
    expect(canonicalIdentity('email', one)).toBe(canonicalIdentity('email', other));
    expect(canonicalIdentity('email', one)).toBeDefined();
  });

  it.each<[what: string, one: string, other: string]>([
    ['dots elsewhere', 'a.nn@acme.example', 'ann@acme.example'],
    ['what follows a plus', 'ann+shop@gmail.com', 'ann@gmail.com'],
    ['a Cyrillic letter', '\u0430nn@acme.example', 'ann@acme.example'],
    ['a wide letter', '\uff41nn@acme.example', 'ann@acme.example'],
    ['an accent', 'ren\u00e9@acme.example', 'rene@acme.example'],
    ['a sharp s', 'stra\u00dfe@acme.example', 'strasse@acme.example'],
    ['the Turkish dotless i', 'l\u0131sa@acme.example', 'lisa@acme.example'],
    ['a longer domain', 'ann@acme.example', 'ann@acme.example.org'],
    ['a domain that looks alike', 'ann@acme.example', 'ann@\u0430cme.example'],
  ])('stays another for a look-alike: %s (28)', (_what, one, other) => {
    expect(canonicalIdentity('email', one)).not.toBe(canonicalIdentity('email', other));
    expect(formsOf('email', one)).not.toContain(other);
  });

  it.each([
    '',
    '   ',
    'ann',
    '@acme.example',
    'ann@',
    'ann@@acme.example',
    'ann@a b',
    '...@gmail.com',
    'ann@acme.example/x',
  ])('is none for %j', (text) => {
    expect(canonicalIdentity('email', text)).toBeUndefined();
    expect(formsOf('email', text)).toEqual([]);
  });

  it('leaves what is no address as it is, but for its Unicode form', () => {
    expect(canonicalIdentity('userId', ' U-1 ')).toBe('U-1');
    expect(canonicalIdentity('userId', 'u-1')).toBe('u-1');
  });

  it('is itself one of the ways to write it, and stays as it is', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (address) => {
        const canonical = canonicalIdentity('email', address) ?? '';
        expect(canonicalIdentity('email', canonical)).toBe(canonical);
        for (const form of formsOf('email', address))
          expect(canonicalIdentity('email', form)).toBe(canonical);
        expect(formsOf('email', address)).toContain(address);
      }),
    );
  });
});
