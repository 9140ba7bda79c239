import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../shared/privacy/canonical-json.ts';
import { certificateDigest, certificateText, signCertificate } from '../../../shared/privacy/certificate.ts';
import { keyPair, unsignedCertificate } from '../../support/certificates.ts';
import { runCliHere } from '../../support/cli-in-process.ts';
import { configFolder } from '../../support/config-folder.ts';

async function privacy(...args: string[]) {
  return runCliHere(['privacy', ...args]);
}

async function json(...args: string[]) {
  const { status, stdout, stderr } = await privacy(...args, '--json');
  return { status, stderr, value: JSON.parse(stdout) };
}

const MAP = `systems:
  - id: profile
    connector: dynamodb
    table: \${ssm:/app/profile-table}
    subjectKey: { attribute: userId, from: identity.userId }
    classes: [ { id: contact, erase: delete }, { id: invoices, erase: anonymise, fields: [name, address], keep: { why: "tax law", until: 10y } } ]
    after: [orders]
    verify: true
  - id: orders
    connector: dynamodb
    table: orders
    subjectKey: { attribute: userId, from: identity.userId }
    classes: [ { id: orders, erase: delete } ]
    verify: true
identities: [ userId, email ]
policy: { grace: 3d, jurisdiction: eu, remindAt: [21d, 23d, 28d] }
`;

function mapFile(from = '', to = ''): string {
  expect(MAP).toContain(from);
  return join(configFolder({ 'privacy.yaml': MAP.replace(from, to) }), 'privacy.yaml');
}

describe('belltower privacy plan', () => {
  it('says the order, as JSON of exactly these', async () => {
    expect(await json('plan', mapFile())).toEqual({
      status: 0,
      stderr: '',
      value: { order: [['orders'], ['profile']], identities: ['userId', 'email'], errors: [] },
    });
  });

  it('says it to people', async () => {
    const { status, stdout } = await privacy('plan', 'config/example/privacy.yaml');
    expect(status).toBe(0);
    expect(stdout).toContain('8 systems in 3 groups');
    expect(stdout).toContain('invoices: anonymise name, address (kept 10y: tax law)');
    expect(stdout).toContain('email → userId by profile; userId → orderId by orders');
  });

  it.each<[what: string, from: string, to: string, fault: string]>([
    [
      'a cycle (25)',
      'table: orders',
      'table: orders\n    after: [profile]',
      '7:13: systems[0].after[0]: a cycle: profile → orders → profile (each comes after the next), so none of them can be the first to be erased',
    ],
    [
      'a system that is not there',
      'after: [orders]',
      'after: [ordrs]',
      '7:13: systems[0].after[0]: there is no system "ordrs"; there are: profile, orders',
    ],
    [
      'an identity no system can produce',
      'from: identity.userId',
      'from: identity.ssn',
      '5:44: systems[0].subjectKey.from: no system can produce the identity "ssn": it is not among identities, and no resolves gives it; there are: userId, email',
    ],
    [
      'a table without a key',
      '    subjectKey: { attribute: userId, from: identity.userId }\n    classes: [ { id: orders',
      '    classes: [ { id: orders',
      '9:5: systems[1].subjectKey: missing; wanted: the key by which the person is found: a map with attribute and from, such as { attribute: userId, from: identity.userId }',
    ],
    [
      'a system nobody verifies',
      'verify: true\nidentities',
      'verify: false\nidentities',
      '14:13: systems[1].verify: nobody verifies "orders": what is not read again cannot be called erased; wanted: true',
    ],
    [
      'a connector that is not there',
      'connector: dynamodb',
      'connector: dynamo',
      '3:16: systems[0].connector: wrong: "dynamo"; wanted: a system with connector, one of dynamodb, s3, rds-data, opensearch, cognito, http, queue, manual',
    ],
    [
      'an unknown key',
      'table: orders',
      'tabel: orders',
      '11:5: systems[1].tabel: unknown key; allowed here: id, classes, after, verify, owner, enabled, concurrency, connector, table, subjectKey, resolves',
    ],
    [
      'a where that says nothing',
      'id: contact, erase: delete',
      'id: contact, erase: delete, where: { attribute: kind }',
      '6:53: systems[0].classes[0].where: wrong: a map; wanted: which records are of this class, such as { attribute: kind, equals: invoice }, { attribute: kind, equals: [invoice, refund] } or { attribute: sk, beginsWith: "INVOICE#" }',
    ],
    [
      'erasing a field that tells the classes',
      'fields: [name, address]',
      'fields: [name, kind], where: { attribute: kind, equals: invoice }',
      '6:97: systems[0].classes[1].fields[1]: "kind" tells by a where which records are of a class: once it is erased, they would be of another; wanted: fields that no where of this system is about',
    ],
    ['nothing', MAP, '', '1:1: the file is empty; wanted: a map'],
  ])('names %s with its line, exits 2, and has it in the JSON', async (_what, from, to, fault) => {
    const file = mapFile(from, to);
    const { status, stdout, stderr } = await privacy('plan', file);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.split('\n')).toContain(`${file}:${fault}`);
    const asJson = await json('plan', file);
    expect(asJson).toMatchObject({ status: 2, stderr: '', value: { order: [] } });
    expect(asJson.value.errors.length).toBe(stderr.trimEnd().split('\n').length);
    expect(asJson.value.errors).toContainEqual(
      expect.objectContaining({ file, line: Number(fault.split(':')[0]), message: expect.any(String) }),
    );
  });

  it('warns people of classes of the same records, with the ways out; programs get what they got', async () => {
    const file = mapFile();
    const { status, stdout, stderr } = await privacy('plan', file);
    expect(status).toBe(0);
    expect(stdout).toContain('is valid: 2 systems in 2 groups');
    expect(stderr).toBe(
      `warning: ${file}:6:16: systems[0].classes[0]: profile: contact has its records deleted, and invoices is of the same records and has them stay, so that nothing will be erased and the step refused; give contact fields to delete, or say by where which records are of contact or of invoices\n`,
    );
  });

  it('warns people of a table that could not be checked after a restore, and leaves the JSON as it is', async () => {
    const file = mapFile(
      MAP.slice(MAP.indexOf('  - id: profile'), MAP.indexOf('  - id: orders')),
      `  - id: parcels
    connector: dynamodb
    table: parcels
    subjectKey: { attribute: parcel, from: identity.orderId }
    classes: [{ id: labels, erase: delete }]
  - id: profile
    connector: dynamodb
    table: profiles
    subjectKey: { attribute: userId, from: identity.userId }
    resolves: [{ attribute: userId, from: identity.userId, gives: { orderId: order } }]
    classes: [{ id: contact, erase: delete }]
`,
    );
    const { status, stdout, stderr } = await privacy('plan', file);
    expect([status, stdout]).toEqual([0, expect.stringContaining('is valid: 3 systems')]);
    expect(stderr).toBe(
      `warning: ${file}:5:44: systems[0].subjectKey.from: parcels: records of labels are found by "orderId", which is not among identities: a restored table cannot be checked for them, and no hold or key by it reaches a case; list it where a person has few of them, or give a subjectKey from one that is listed: userId, email\n`,
    );
    const { value, ...rest } = await json('plan', file);
    expect([rest, Object.keys(value), value.errors]).toEqual([
      { status: 0, stderr: '' },
      ['order', 'identities', 'errors'],
      [],
    ]);
  });

  it.each([
    ['{ id: contact, erase: delete, fields: [email] }', 'contact: delete email; invoices: anonymise'],
    [
      '{ id: contact, erase: delete, where: { attribute: sk, beginsWith: "CONTACT#" } }',
      'contact: delete where sk begins with CONTACT#; invoices: anonymise',
    ],
    [
      '{ id: contact, erase: delete, where: { attribute: kind, equals: [contact, 5] } }',
      'contact: delete where kind is contact or 5; invoices: anonymise',
    ],
  ])('has nothing to warn of where it is %s', async (contact, words) => {
    const { status, stdout, stderr } = await privacy(
      'plan',
      mapFile('{ id: contact, erase: delete }', contact),
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(words);
  });

  it('takes a thousand systems in a circle for one cycle, and more for too many', async () => {
    const circle = (size: number) => {
      const systems = Array.from({ length: size }, (_, n) => ({
        id: `s${n}`,
        connector: 'manual',
        classes: [{ id: 'data', erase: 'delete' }],
        after: [`s${(n + 1) % size}`],
      }));
      const text = JSON.stringify({ systems, identities: ['email'] });
      return join(configFolder({ 'privacy.yaml': text }), 'privacy.yaml');
    };
    const { value } = await json('plan', circle(1000));
    expect(value.errors).toHaveLength(1);
    expect(value.errors[0]).toMatchObject({ path: 'systems[0].after[0]' });
    const { status, stderr } = await privacy('plan', circle(1001));
    expect(status).toBe(2);
    expect(stderr).toMatch(/^\S+:1:\d+: systems: wrong: a list; wanted: at most 1000 items\n$/);
  });

  it('says nothing about what it could not read', async () => {
    const system =
      'systems: [{ id: a, connector: dynamo, after: 5, classes: x, subjectKey: [] }]\nidentities: [userId]\n';
    const unread = join(configFolder({ 'privacy.yaml': system }), 'privacy.yaml');
    expect((await privacy('plan', unread)).stderr).toMatch(
      /^\S+:1:31: systems\[0\]\.connector: wrong: "dynamo"; .*\n$/,
    );
    const keyless = MAP.replaceAll('    subjectKey: { attribute: userId, from: identity.userId }\n', '');
    const file = join(configFolder({ 'privacy.yaml': keyless }), 'privacy.yaml');
    expect((await privacy('plan', file)).stderr.trimEnd().split('\n')).toEqual(
      [0, 1].map((place) =>
        expect.stringContaining(`systems[${place}].subjectKey: missing; wanted: the key by which`),
      ),
    );
  });

  it('lists every fault at once', async () => {
    const file = mapFile(
      'after: [orders]\n    verify: true',
      'after: [ordrs]\n    verify: false\n    colour: blue',
    );
    const { stderr } = await privacy('plan', file);
    expect(
      stderr
        .trimEnd()
        .split('\n')
        .map((line) => line.slice(file.length + 1).split(':')[0]),
    ).toEqual(['7', '8', '9']);
  });

  it('lists an identity that is not there beside a table without its key', async () => {
    const file = mapFile(
      MAP.slice(MAP.indexOf('    subjectKey'), MAP.indexOf('identities:')),
      `    classes: [{ id: contact, erase: delete }]
  - id: orders
    connector: dynamodb
    table: orders
    subjectKey: { attribute: ssn, from: identity.ssn }
    classes: [{ id: orders, erase: delete }]
`,
    );
    const { status, stderr } = await privacy('plan', file);
    expect([status, stderr.trimEnd().split('\n')]).toEqual([
      2,
      [
        expect.stringMatching(/:2:5: systems\[0\]\.subjectKey: missing; wanted: the key by which/),
        expect.stringMatching(
          /:9:41: systems\[1\]\.subjectKey\.from: no system can produce the identity "ssn":/,
        ),
      ],
    ]);
    expect((await json('plan', file)).value.errors).toHaveLength(2);
  });

  it('answers a file that is not there with one line', async () => {
    expect(await privacy('plan', '/nowhere.yaml')).toEqual({
      status: 2,
      stdout: '',
      stderr: '/nowhere.yaml:1:1: the file cannot be read (ENOENT)\n',
    });
  });
});

describe('belltower privacy due', () => {
  it.each<[args: string, due: string, reminders: string[]]>([
    ['2026-01-31', '2026-02-28', ['2026-02-21', '2026-02-23', '2026-02-28']],
    ['2028-01-31 --jurisdiction eu', '2028-02-29', ['2028-02-21', '2028-02-23', '2028-02-28']],
    ['2026-01-31 --pause 2026-02-03..2026-02-07', '2026-03-04', ['2026-02-25', '2026-02-27', '2026-03-04']],
    ['2026-01-31 --extended', '2026-04-30', ['2026-04-21', '2026-04-23', '2026-04-28']],
    [
      '2026-03-10 --pause 2026-03-11..2026-03-12 --pause 2026-03-20..2026-03-22',
      '2026-04-13',
      ['2026-04-03', '2026-04-05', '2026-04-10'],
    ],
    ['2026-01-31 --jurisdiction uk', '2026-03-02', ['2026-02-21', '2026-02-23', '2026-02-28']],
    [
      '2026-03-03 --jurisdiction uk --holiday 2026-04-03 --holiday 2026-04-06',
      '2026-04-07',
      ['2026-03-24', '2026-03-26', '2026-03-31'],
    ],
    [
      '2026-01-31T10:30:00+01:00',
      '2026-02-28T09:30:00.000Z',
      ['2026-02-21T09:30:00.000Z', '2026-02-23T09:30:00.000Z', '2026-02-28T09:30:00.000Z'],
    ],
    [
      // The 31st where it was received, and so not after the 28th there, which is the 27th in UTC.
      '2026-01-31T00:30:00+02:00',
      '2026-02-27T22:30:00.000Z',
      ['2026-02-20T22:30:00.000Z', '2026-02-22T22:30:00.000Z', '2026-02-27T22:30:00.000Z'],
    ],
    [
      '2026-02-28T20:00:00-05:00',
      '2026-03-29T01:00:00.000Z',
      ['2026-03-22T01:00:00.000Z', '2026-03-24T01:00:00.000Z', '2026-03-29T01:00:00.000Z'],
    ],
    [
      '2026-03-10 --pause 2026-03-11T08:00Z..2026-03-11T10:30Z',
      '2026-04-10T02:30:00.000Z',
      ['2026-03-31T02:30:00.000Z', '2026-04-02T02:30:00.000Z', '2026-04-07T02:30:00.000Z'],
    ],
    // On the day that it is due, to the end of which the law counts; at that moment it was reminded of.
    ['2026-01-31 --pause 2026-02-28..2026-03-01', '2026-03-01', ['2026-02-21', '2026-02-23', '2026-02-28']],
    [
      '2026-01-31 --pause 2026-03-02..2026-03-03 --pause 2026-02-10..2026-02-12',
      '2026-03-03',
      ['2026-02-23', '2026-02-25', '2026-03-02'],
    ],
    [
      '2026-01-31T09:30Z --pause 2026-02-28T15:00Z..2026-02-28T17:00Z',
      '2026-02-28T11:30:00.000Z',
      ['2026-02-21T09:30:00.000Z', '2026-02-23T09:30:00.000Z', '2026-02-28T09:30:00.000Z'],
    ],
    [
      // The 28th where it was received.
      '2026-01-31T00:30:00+02:00 --pause 2026-02-28T21:30:00Z..2026-02-28T22:30:00Z',
      '2026-02-27T23:30:00.000Z',
      ['2026-02-20T22:30:00.000Z', '2026-02-22T22:30:00.000Z', '2026-02-27T22:30:00.000Z'],
    ],
    [
      // The second is within the first, and so is no pause of the day after.
      '2026-01-31 --pause 2026-02-28T23:00Z..2026-03-01T01:00Z --pause 2026-03-01T00:30Z..2026-03-01T00:40Z',
      '2026-02-28T02:00:00.000Z',
      ['2026-02-21T00:00:00.000Z', '2026-02-23T00:00:00.000Z', '2026-02-28T00:00:00.000Z'],
    ],
  ])('%s is due %s', async (args, due, reminders) => {
    expect(await json('due', ...args.split(' '))).toEqual({
      status: 0,
      stderr: '',
      value: { due, reminders },
    });
  });

  it('says it to people, with the day of the week', async () => {
    expect((await privacy('due', '2026-01-31')).stdout).toBe(
      'Received 2026-01-31, due 2026-02-28 (Saturday) by the law of eu, also where that is no working day.\nReminders: 2026-02-21, 2026-02-23, 2026-02-28.\n',
    );
  });

  it.each([
    ['2026-02-30', "'2026-02-30' is invalid"],
    ['31.01.2026', 'wanted: a day such as 2026-01-31'],
    ['', "missing required argument 'received'"],
    ['9999-12-31', 'of the years 1900 to 8999'],
    ['2026-01-31 --jurisdiction moon', 'allowed: eu, eu-working-days, uk'],
    ['2026-01-31 --pause 2026-02-03', 'wanted: from..to such as 2026-02-03..2026-02-07'],
    ['2026-01-31 --pause 2026-02-07..2026-02-03', 'in which from is not after to'],
    ['2026-01-31 --pause 2026-01-01..2026-02-03', 'wanted: a pause that begins at receipt or later'],
    ['2026-01-31 --pause 2026-03-01..2026-03-03', 'begins on the day it is due, 2026-02-28, or before'],
    ['2026-01-31 --pause 2026-03-01..2026-03-01', 'begins on the day it is due, 2026-02-28, or before'],
    [
      '2026-01-31 --pause 2026-03-05..2026-03-06 --pause 2026-02-28..2026-03-02',
      "argument '2026-03-05..2026-03-06' is invalid; wanted: a pause that begins on the day it is due, 2026-03-02,",
    ],
    [
      '2026-01-31T00:30:00+02:00 --pause 2026-02-28T22:00:00Z..2026-02-28T23:00:00Z',
      'begins on the day it is due, 2026-02-28, or before',
    ],
    ['2026-01-31 --holiday christmas', 'wanted: a day such as 2026-12-25'],
  ])('%s: exit 2 and one line', async (args, wanted) => {
    const { status, stdout, stderr } = await privacy('due', ...args.split(' ').filter(Boolean));
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual([expect.stringContaining(wanted)]);
    expect(stderr).toMatch(/^belltower privacy due: /);
  });
});

describe('belltower privacy verify', () => {
  const keys = keyPair();

  async function issue(more: Parameters<typeof unsignedCertificate>[0] = {}) {
    const unsigned = unsignedCertificate(more);
    return signCertificate(
      unsigned,
      keys.signerOf((signing) => canonicalJson({ ...unsigned, signing })),
    );
  }

  async function folder() {
    const first = await issue();
    const second = await issue({ previous: certificateDigest(first.certificate) });
    const text = certificateText(second);
    const dir = configFolder({
      'key.pem': keys.pem,
      'other.pem': keyPair().pem,
      'first.json': certificateText(first),
      'second.json': `${text}\n`,
      'forged.json': text.replace('"count":3', '"count":4'),
      'broken.json': text.slice(1),
      'text.txt': 'Ann Example, ann@acme.example',
    });
    return (name: string) => join(dir, name);
  }

  it('exits 0 for a valid one', async () => {
    const at = await folder();
    const key = ['--public-key', at('key.pem')];
    expect(await json('verify', at('second.json'), ...key, '--previous', at('first.json'))).toEqual({
      status: 0,
      stderr: '',
      value: {
        valid: true,
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
        case: '01KAJ5ZQ4V8W',
        outcome: 'done',
        final: true,
        closed: '2026-02-05T11:30:00.000Z',
        chain: 'checked',
      },
    });
    const { status, stdout } = await privacy('verify', at('second.json'), ...key);
    expect(status).toBe(0);
    expect(stdout).toContain('case 01KAJ5ZQ4V8W of acme, done, received 2026-01-31T09:00Z');
    expect(stdout).toContain('which was not given (--previous)');
  });

  it.each([
    [['forged.json', '--public-key', 'key.pem'], 'wrong-signature'],
    [['second.json', '--public-key', 'other.pem'], 'another-key'],
    [['broken.json', '--public-key', 'key.pem'], 'not-json'],
    [['text.txt', '--public-key', 'key.pem'], 'not-json'],
    [['first.json', '--public-key', 'key.pem', '--previous', 'second.json'], 'chain-broken'],
    [['second.json', '--public-key', 'key.pem', '--previous', 'second.json'], 'chain-broken'],
    [['second.json', '--public-key', 'key.pem', '--previous', 'forged.json'], 'previous-invalid'],
  ])('exits 1 for %j: %s', async (args, reason) => {
    const at = await folder();
    const placed = args.map((arg) => (arg.startsWith('--') ? arg : at(arg)));
    const { status, stdout, stderr } = await privacy('verify', ...placed);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual([expect.stringContaining(`(${reason})`)]);
    expect(stderr).not.toMatch(/ann/i);
    const { stdout: asJson } = await privacy('verify', ...placed, '--json');
    expect(JSON.parse(asJson)).toMatchObject({ valid: false, reason });
  });

  it('62: takes a broken character for no other', async () => {
    const file = configFolder({
      'key.pem': keys.pem,
      'odd.json': certificateText(await issue({ organization: 'acme \uFFFD' })),
    });
    const args = ['verify', join(file, 'odd.json'), '--public-key', join(file, 'key.pem')];
    expect((await privacy(...args)).status).toBe(0);
    const bytes = readFileSync(join(file, 'odd.json'));
    const place = bytes.indexOf(Buffer.from('\uFFFD'));
    writeFileSync(
      join(file, 'odd.json'),
      Buffer.concat([bytes.subarray(0, place), Buffer.from([0xff]), bytes.subarray(place + 3)]),
    );
    expect((await privacy(...args)).stderr).toContain('not valid: the file is not JSON (not-json)');
  });

  it.each([
    [
      ['nowhere.json', '--public-key', 'key.pem'],
      'nowhere.json: cannot be read (ENOENT); wanted: a certificate',
    ],
    [
      ['first.json', '--public-key', 'nowhere.pem'],
      'nowhere.pem: cannot be read (ENOENT); wanted: a public key',
    ],
    [['first.json', '--public-key', 'text.txt'], 'not a public key; wanted: ECC P-256 as PEM'],
    [['first.json', '--public-key', 'key.pem', '--previous', 'nowhere.json'], 'nowhere.json: cannot be read'],
    [['first.json'], "required option '--public-key <pem>' not specified"],
  ])('exits 2 for %j: %s', async (args, wanted) => {
    const at = await folder();
    const { status, stdout, stderr } = await privacy(
      'verify',
      ...args.map((arg) => (arg.startsWith('--') ? arg : at(arg))),
    );
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual([expect.stringContaining(wanted)]);
    expect(stderr).not.toMatch(/ann@/i);
  });
});
