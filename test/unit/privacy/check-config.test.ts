import { describe, expect, it } from 'vitest';
import type { Loose } from '../../../shared/kernel/config-check.ts';
import { Organization } from '../../../shared/platform/schema.ts';
import { checkPrivacy } from '../../../shared/privacy/check-config.ts';
import { PrivacySection } from '../../../shared/privacy/config.ts';
import { dataMap, system } from '../../support/data-map.ts';

const organization = Organization.parse({
  name: 'acme',
  home: { region: 'eu-west-1' },
  teams: [{ id: 'payments', name: 'Payments' }],
});

function issuesOf(map: Loose<PrivacySection>): string[] {
  return checkPrivacy(organization, map).map(
    ({ severity, path, message }) => `${severity} ${path.join('.')}: ${message}`,
  );
}

const RESOLVES = [{ attribute: 'userId', from: 'identity.userId', gives: { orderId: 'id' } }];
const BY_ORDER = { subjectKey: { attribute: 'orderId', from: 'identity.orderId' } };

const CONTACT = { id: 'contact', erase: 'delete' };
const INVOICES = { id: 'invoices', erase: 'anonymise', fields: ['name'] };
const INVOICE = { attribute: 'kind', equals: 'invoice' };
const BY_MENTION = { attribute: 'mentions', from: 'identity.userId' };
const BY_INDEX = { attribute: 'userId', index: 'by-user', from: 'identity.userId' };
const KEEP = { why: 'tax law', until: '10y' };
const NO_TABLE = { table: undefined, subjectKey: undefined };
const IN_SQL = { connector: 'rds-data', cluster: 'c', secret: 's', database: 'd', table: 't' };

describe('a data map', () => {
  it.each<[what: string, map: PrivacySection]>([
    ['of one system', dataMap([system('profile')])],
    [
      'in order',
      dataMap([system('profile', { after: ['orders'] }), system('orders', { owner: 'payments' })]),
    ],
    [
      'whose identities are found through other systems',
      dataMap([system('shipments', { ...IN_SQL, ...BY_ORDER }), system('orders', { resolves: RESOLVES })]),
    ],
    [
      'whose table is found by an identity that is listed, or has all that is found by another stay',
      dataMap(
        [
          system('shipments', BY_ORDER),
          system('bills', {
            classes: [{ ...CONTACT, keep: KEEP, subjectKey: { attribute: 'mail', from: 'identity.mail' } }],
          }),
          system('orders', {
            resolves: [
              ...RESOLVES,
              { attribute: 'userId', from: 'identity.userId', gives: { mail: 'mail' } },
            ],
          }),
        ],
        { identities: ['userId', 'email', 'orderId'] },
      ),
    ],
    [
      'found by e-mail, which a request brings',
      dataMap([system('profile')], { identities: ['userId', 'email'] }),
    ],
    [
      'of classes that say which records are theirs',
      dataMap([
        system('profile', { classes: [CONTACT, { ...INVOICES, where: INVOICE }] }),
        system('orders', { classes: [{ ...CONTACT, fields: ['email'] }, INVOICES] }),
        system('comments', {
          classes: [
            CONTACT,
            { ...INVOICES, fields: ['mentions', 'name'], subjectKey: BY_MENTION },
            { ...INVOICES, id: 'quoted', fields: ['mentions'], subjectKey: BY_MENTION },
          ],
        }),
        system('users', {
          classes: [
            CONTACT,
            { ...CONTACT, id: 'carts', where: { ...INVOICE, equals: ['cart', 'wish'] } },
            { ...INVOICES, where: INVOICE },
            { ...INVOICES, id: 'bills', subjectKey: BY_MENTION, fields: ['mentions'] },
          ],
        }),
        system('support', { connector: 'manual', ...NO_TABLE, classes: [CONTACT, INVOICES] }),
      ]),
    ],
    [
      'with ids that objects have as well',
      dataMap([system('constructor', { after: ['toString'] }), system('toString')]),
    ],
  ])('%s is sound', (_what, map) => {
    expect(issuesOf(map)).toEqual([]);
  });

  it.each<[what: string, map: PrivacySection, issues: string[]]>([
    [
      'a cycle of two (25)',
      dataMap([system('a', { after: ['b'] }), system('b', { after: ['a'] })]),
      [
        'error privacy.systems.0.after.0: a cycle: a → b → a (each comes after the next), so none of them can be the first to be erased',
      ],
    ],
    [
      'a system that waits for itself (25)',
      dataMap([system('a', { after: ['b', 'a'] }), system('b')]),
      [
        'error privacy.systems.0.after.1: a cycle: a → a (each comes after the next), so none of them can be the first to be erased',
      ],
    ],
    [
      'two cycles, and a system before them (25)',
      dataMap([
        system('x', { after: ['c'] }),
        system('c', { after: ['a', 'b'] }),
        system('a', { after: ['b'] }),
        system('b', { after: ['c'] }),
        system('q', { after: ['p'] }),
        system('p', { after: ['q', 'x'] }),
      ]),
      [
        'error privacy.systems.1.after.1: a cycle: c → b → c (each comes after the next), so none of them can be the first to be erased',
        'error privacy.systems.4.after.0: a cycle: q → p → q (each comes after the next), so none of them can be the first to be erased',
      ],
    ],
    [
      'a system that is not there',
      dataMap([system('a', { after: ['ordrs'] }), system('orders')]),
      ['error privacy.systems.0.after.0: there is no system "ordrs"; there are: a, orders'],
    ],
    [
      'a team that is not there',
      dataMap([system('a', { owner: 'paymnts' })]),
      ['error privacy.systems.0.owner: there is no team "paymnts"; there are: payments'],
    ],
    [
      'an id twice',
      dataMap([system('a'), system('a')]),
      ['error privacy.systems.1.id: "a" is already the id of number 1 of the list; each may be there once'],
    ],
    [
      'a class twice',
      dataMap([system('a', { classes: ['x', 'x'].map((id) => ({ id, erase: 'delete' })) })]),
      [
        'error privacy.systems.0.classes.1.id: "x" is already the id of number 1 of the list; each may be there once',
      ],
    ],
    [
      'a system nobody verifies',
      dataMap([system('a', { verify: false })]),
      [
        'error privacy.systems.0.verify: nobody verifies "a": what is not read again cannot be called erased; wanted: true',
      ],
    ],
    [
      'a key by an identity that is not listed',
      dataMap([system('a', { subjectKey: { attribute: 'ssn', from: 'identity.ssn' } }), system('b')]),
      [
        'error privacy.systems.0.subjectKey.from: no system can produce the identity "ssn": it is not among identities, and no resolves gives it; there are: userId, email',
      ],
    ],
    [
      'a class found by an identity that is not listed',
      dataMap([system('a', { classes: [{ id: 'x', erase: 'delete', subjectKey: BY_ORDER.subjectKey }] })]),
      [
        'error privacy.systems.0.classes.0.subjectKey.from: no system can produce the identity "orderId": it is not among identities, and no resolves gives it; there are: userId, email',
      ],
    ],
    [
      'an identity that only what it itself is needed for gives',
      dataMap([
        system('a', {
          resolves: [{ attribute: 'orderId', from: 'identity.orderId', gives: { orderId: 'orderId' } }],
        }),
      ]),
      [
        'error privacy.systems.0.resolves.0.from: no system can produce the identity "orderId": it is not among identities, and no resolves gives it; there are: userId, email',
      ],
    ],
    [
      'an identity that no system knows',
      dataMap([system('a')], { identities: ['userId', 'email', 'passport'] }),
      [
        'error privacy.identities.2: no system can produce the identity "passport": it is in no subjectKey and no resolves; there are: userId',
      ],
    ],
    [
      'classes of the same records, of which one has them stay',
      dataMap([system('profile', { classes: [CONTACT, INVOICES] })]),
      [
        'warning privacy.systems.0.classes.0: profile: contact has its records deleted, and invoices is of the same records and has them stay, so that nothing will be erased and the step refused; give contact fields to delete, or say by where which records are of contact or of invoices',
      ],
    ],
    [
      'the same where the key is said twice, and what to do at a pool of users',
      dataMap([
        system('users', {
          connector: 'cognito',
          ...NO_TABLE,
          userPool: 'p',
          subjectKey: { attribute: 'sub', from: 'identity.userId' },
          classes: [INVOICES, { ...CONTACT, subjectKey: { attribute: 'sub', from: 'identity.userId' } }],
        }),
      ]),
      [
        'warning privacy.systems.0.classes.1: users: contact has its records deleted, and invoices is of the same records and has them stay, so that nothing will be erased and the step refused; give contact fields to delete',
      ],
    ],
    [
      'the same at a bucket, whose objects have no fields',
      dataMap([
        system('files', {
          connector: 's3',
          ...NO_TABLE,
          bucket: 'b',
          subjectKey: { from: 'identity.userId' },
          classes: [CONTACT, { id: 'tax', erase: 'delete', keep: { why: 'tax law', until: '10y' } }],
        }),
        system('more', {
          connector: 's3',
          ...NO_TABLE,
          bucket: 'b',
          subjectKey: { from: 'identity.userId' },
          classes: [CONTACT, INVOICES],
        }),
      ]),
      [
        'warning privacy.systems.0.classes.0: files: contact has its records deleted, and tax is of the same records and has them stay, so that nothing will be erased and the step refused; give each of them a system of its own, with another prefix',
        'warning privacy.systems.1.classes.1: more: of objects no part can be erased, so that the step will be refused for invoices; wanted: erase: delete, without fields',
      ],
    ],
    [
      'classes that leave records to no class',
      dataMap([
        system('profile', {
          classes: [
            { ...CONTACT, where: { attribute: 'sk', beginsWith: 'CONTACT#' } },
            { ...INVOICES, where: INVOICE },
          ],
        }),
      ]),
      [
        'error privacy.systems.0.classes.0: records that match no where of contact, invoices are of no class: they would stay, and nobody would say so; wanted: one class without where, which has the rest',
      ],
    ],
    [
      'the same where those are classes of the same records',
      dataMap([
        system('profile', { classes: ['contact', 'x'].map((id) => ({ ...CONTACT, id, where: INVOICE })) }),
        system('orders', {
          classes: [
            { ...CONTACT, where: INVOICE },
            { ...INVOICES, where: INVOICE },
          ],
        }),
      ]),
      [
        'error privacy.systems.0.classes.0: records that match no where of contact, x are of no class: they would stay, and nobody would say so; wanted: one class without where, which has the rest',
        'error privacy.systems.1.classes.0: records that match no where of contact, invoices are of no class: they would stay, and nobody would say so; wanted: one class without where, which has the rest',
        'warning privacy.systems.1.classes.0: orders: contact has its records deleted, and invoices is of the same records and has them stay, so that nothing will be erased and the step refused; give contact fields to delete, or say by where which records are of contact or of invoices',
      ],
    ],
    [
      'classes with a value in common, of which one has its records stay',
      dataMap([
        system('profile', {
          classes: [
            { id: 'rest', erase: 'delete' },
            { ...CONTACT, where: { ...INVOICE, equals: ['cart', 'invoice'] } },
            { ...INVOICES, where: { attribute: 'kind', beginsWith: 'inv' } },
            { id: 'tax', erase: 'delete', keep: KEEP, where: INVOICE },
            { id: 'other', erase: 'delete', where: { attribute: 'kind', beginsWith: 'i' } },
          ],
        }),
      ]),
      [
        'warning privacy.systems.0.classes.1: profile: some records are of contact, which has them deleted, and of invoices, which has them stay: where there is such a record, nothing will be erased and the step refused; give them where without a value in common',
        'warning privacy.systems.0.classes.1: profile: some records are of contact, which has them deleted, and of tax, which the law keeps: those stay',
        'warning privacy.systems.0.classes.4: profile: some records are of other, which has them deleted, and of invoices, which has them stay: where there is such a record, nothing will be erased and the step refused; give them where without a value in common',
        'warning privacy.systems.0.classes.4: profile: some records are of other, which has them deleted, and of tax, which the law keeps: those stay',
      ],
    ],
    [
      'records found by another key, and deleted all the same',
      dataMap([
        system('orders', { classes: [CONTACT, { ...INVOICES, subjectKey: BY_MENTION }] }),
        system('comments', {
          classes: [CONTACT, { ...INVOICES, fields: ['mentions'], keep: KEEP, subjectKey: BY_MENTION }],
        }),
      ]),
      [
        'warning privacy.systems.0.classes.0: orders: contact has its records deleted, also those that invoices finds by its own subjectKey and has stay; let no record be of both',
        'warning privacy.systems.1.classes.0: comments: contact has its records deleted, also those that invoices finds by its own subjectKey and has stay; let no record be of both',
      ],
    ],
    [
      'the same records by two indexes',
      dataMap([system('orders', { classes: [CONTACT, { ...INVOICES, keep: KEEP, subjectKey: BY_INDEX }] })]),
      [
        'error privacy.systems.0.classes.0: contact has its records deleted, and invoices finds the same ones by another index and has them stay; wanted: the same subjectKey, and a where that says which records are of contact or of invoices',
      ],
    ],
    [
      'where at a system that has none',
      dataMap([
        system('support', {
          connector: 'manual',
          ...NO_TABLE,
          classes: [CONTACT, { ...INVOICES, where: INVOICE }],
        }),
        system('files', {
          connector: 's3',
          ...NO_TABLE,
          bucket: 'b',
          subjectKey: { from: 'identity.userId' },
          classes: [{ ...CONTACT, where: INVOICE }],
        }),
      ]),
      [
        'error privacy.systems.0.classes.1.where: manual has no where: whoever does it is told the classes, and knows what is of them',
        'error privacy.systems.1.classes.0.where: s3 has no where: objects have no attributes; give each class a system of its own, with another prefix',
      ],
    ],
    [
      'erasing what tells the classes',
      dataMap([
        system('profile', {
          classes: [
            CONTACT,
            { ...INVOICES, fields: ['name', 'about'], where: { ...INVOICE, attribute: 'about.kind' } },
          ],
        }),
      ]),
      [
        'error privacy.systems.0.classes.1.fields.1: "about" tells by a where which records are of a class: once it is erased, they would be of another; wanted: fields that no where of this system is about',
      ],
    ],
    [
      'tables that are found by an identity which is on no list of exclusions',
      dataMap([
        system('shipments', { ...BY_ORDER, classes: [CONTACT, { ...CONTACT, id: 'x' }] }),
        system('comments', {
          classes: [CONTACT, { ...INVOICES, fields: ['orderId'], subjectKey: BY_ORDER.subjectKey }],
        }),
        system('orders', { resolves: RESOLVES }),
      ]),
      [
        'warning privacy.systems.0.subjectKey.from: shipments: records of contact, x are found by "orderId", which is not among identities: a restored table cannot be checked for them, and no hold or key by it reaches a case; list it where a person has few of them, or give a subjectKey from one that is listed: userId, email',
        'warning privacy.systems.1.classes.1.subjectKey.from: comments: records of invoices are found by "orderId", which is not among identities: a restored table cannot be checked for them, and no hold or key by it reaches a case; list it where a person has few of them, or give a subjectKey from one that is listed: userId, email',
      ],
    ],
    [
      'a time zone that is not there',
      dataMap([system('a')], { policy: { timeZone: 'Europe/Berln' } }),
      ['error privacy.policy.timeZone: "Europe/Berln" is not an IANA time zone such as Europe/Berlin'],
    ],
  ])('names %s', (_what, map, issues) => {
    expect(issuesOf(map)).toEqual(issues);
  });

  it('says nothing about what could not be read', () => {
    const { systems, identities } = dataMap([system('shipments', BY_ORDER), system('orders')], {
      identities: ['userId', 'orderId'],
    });
    expect(issuesOf({ systems: [systems[0], undefined], identities })).toEqual([]);
    expect(issuesOf({ systems, identities: undefined })).toEqual([]);
  });

  it.each<[what: string, part: object, missing: boolean, unnamed: boolean]>([
    ['a key, which may be by whatever is listed', { subjectKey: undefined }, true, false],
    ['a key without whose it is', { subjectKey: { attribute: 'userId', from: undefined } }, true, false],
    ['classes', { classes: undefined }, true, false],
    ['a class', { classes: [undefined] }, true, false],
    ['the table', { table: undefined }, true, true],
    ['when it comes', { after: undefined }, true, true],
    ['what it leads to', { resolves: undefined }, false, false],
    ['one of the ways', { resolves: [undefined] }, false, false],
    ['what a way gives', { resolves: [{ ...RESOLVES[0], gives: undefined }] }, false, false],
    ['by what a way asks', { resolves: [{ ...RESOLVES[0], from: undefined }] }, true, false],
    [
      'by what the way asks that gives it',
      { resolves: [{ attribute: 'a', from: undefined, gives: { ssn: 'ssn' } }] },
      false,
      false,
    ],
  ])('where %s could not be read, says what that cannot change', (_what, part, missing, unnamed) => {
    const [one, other] = dataMap([
      system('a', { subjectKey: { attribute: 'ssn', from: 'identity.ssn' } }),
      system('b'),
    ]).systems;
    const issues = issuesOf({
      systems: [one, { ...other, ...part }],
      identities: ['userId', 'email', 'passport'],
    });
    const wrong = (path: string) => issues.filter((text) => text.startsWith(`error ${path}: no system can`));
    expect(wrong('privacy.systems.0.subjectKey.from')).toHaveLength(missing ? 1 : 0);
    expect(wrong('privacy.identities.2')).toHaveLength(unnamed ? 1 : 0);
  });

  it('where one of the identities could not be read, says which of the others nobody knows', () => {
    const { systems } = dataMap([system('shipments', BY_ORDER)]);
    expect(issuesOf({ systems, identities: [undefined, 'passport'] })).toEqual([
      'error privacy.identities.1: no system can produce the identity "passport": it is in no subjectKey and no resolves; there are: orderId',
    ]);
  });

  it.each<[what: string, one: object]>([
    ['a table without its name', system('a', { table: undefined })],
    ['a table without a key', system('a', { subjectKey: undefined })],
    ['a key without its attribute', system('a', { subjectKey: { from: 'identity.userId' } })],
    ['a key from elsewhere', system('a', { subjectKey: { attribute: 'userId', from: 'userId' } })],
    ['a connector that is not there', system('a', { connector: 'mongodb' })],
    ['a field of another connector', system('a', { bucket: 'a' })],
    ['no class', system('a', { classes: [] })],
    [
      'a class that is neither deleted nor anonymised',
      system('a', { classes: [{ id: 'x', erase: 'hide' }] }),
    ],
    ['anonymising no field', system('a', { classes: [{ id: 'x', erase: 'anonymise' }] })],
    [
      'keeping without a reason',
      system('a', { classes: [{ id: 'x', erase: 'delete', keep: { until: '10y' } }] }),
    ],
    [
      'a reason with an address in it',
      system('a', {
        classes: [{ id: 'x', erase: 'delete', keep: { why: 'ask ann@acme.example', until: '10y' } }],
      }),
    ],
    ['a place that nothing fills in', system('a', { table: `\${env:TABLE}` })],
    ['an S3 system without a bucket', { ...system('a'), connector: 's3', table: undefined }],
    [
      'an address without https',
      { ...system('a'), connector: 'http', table: undefined, url: 'http://a.example' },
    ],
  ])('refuses %s', (_what, one) => {
    const { success } = PrivacySection.safeParse({
      systems: [JSON.parse(JSON.stringify(one))],
      identities: ['userId'],
    });
    expect(success).toBe(false);
  });

  it.each([{ remindAt: ['29d'] }, { jurisdiction: 'moon' }, { grace: '3 days' }])('refuses %j', (policy) => {
    expect(PrivacySection.safeParse({ systems: [system('a')], identities: ['userId'], policy }).success).toBe(
      false,
    );
  });
});
