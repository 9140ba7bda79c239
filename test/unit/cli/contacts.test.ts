import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient, GetCommand, ScanCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { checkWebhookHosts } from '../../../bin/contact-arguments.ts';
import { runCliHere } from '../../support/cli-in-process.ts';
import { configFolder } from '../../support/config-folder.ts';
import { playStack } from '../../support/played-stack.ts';

const posted = vi.hoisted(() => ({ bodies: [] as unknown[] }));
vi.mock('../../../shared/paging/webhook-client.ts', () => ({
  webhookSender: () => async (_hook: unknown, body: unknown) => {
    posted.bodies.push(body);
    return { ok: true, reason: 'delivered' };
  },
}));

const dynamo = mockClient(DynamoDBDocumentClient);
const sns = mockClient(SNSClient);
const ses = mockClient(SESv2Client);
const sts = mockClient(STSClient);
const NUMBER = '+4915112345678';
const ADDRESS = 'alice@acme.example';
const HOOK = 'https://93.184.215.14/hook/T0/secret-path';
const BEFORE = '2026-03-01T00:00:00.000Z';
const STORED = {
  pk: 'PERSON#alice',
  sk: 'CONTACT',
  v: 1,
  person: 'alice',
  sms: { number: NUMBER, verifiedAt: BEFORE },
  email: { address: ADDRESS },
  webhook: { url: HOOK, style: 'slack', secret: 's'.repeat(43), verifiedAt: BEFORE },
  updatedAt: BEFORE,
};
const ALICE = { Key: { pk: 'PERSON#alice', sk: 'CONTACT' } };

beforeEach(() => {
  dynamo.reset();
  sns.reset();
  ses.reset();
  posted.bodies.length = 0;
  sns.on(PublishCommand).resolves({ MessageId: 'm' });
  ses.on(SendEmailCommand).resolves({ MessageId: 'm' });
  dynamo.on(ScanCommand).resolves({ Items: [STORED, { ...STORED, person: 'zoe', sms: undefined }] });
  dynamo.on(GetCommand).resolves({});
  dynamo.on(GetCommand, ALICE).resolves({ Item: STORED });
  dynamo.on(TransactWriteCommand).resolves({});
  playStack();
  sts.reset();
  sts.on(GetCallerIdentityCommand).resolves({ UserId: 'AROAEXAMPLE:eve@acme.example' });
});

/** What was written: the contact, or the key of what was deleted, and the audit entry beside it. */
function writes() {
  return dynamo.commandCalls(TransactWriteCommand).map(({ args: [{ input }] }) => {
    const [change, audit] = input.TransactItems ?? [];
    return { contact: change?.Put?.Item, removed: change?.Delete?.Key, audit: audit?.Put?.Item };
  });
}

describe('contacts list and show', () => {
  it('mask numbers, addresses and URLs, and say what does not count', async () => {
    const { status, stdout, stderr } = await runCliHere(['contacts', 'list']);
    expect(status).toBe(0);
    const lines = stdout.split('\n');
    expect(lines[1]?.split(/ {2,}/)).toEqual([
      'alice',
      '+49•••78',
      'a•••@acme.example (not verified)',
      'https://93.184.215.14/••• (slack)',
    ]);
    expect(lines[2]?.split(/ {2,}/)).toEqual(['bob', '-', '-', '-']);
    expect(stderr).toBe('not in organization.yaml: zoe\n');
  });

  it('show all of it when asked to, but never the secret', async () => {
    const { stdout } = await runCliHere(['contacts', 'show', 'alice', '--reveal', '--json']);
    expect(JSON.parse(stdout)).toEqual({
      person: 'alice',
      sms: { number: NUMBER, verified: true },
      email: { address: ADDRESS, verified: false },
      webhook: { url: HOOK, style: 'slack', verified: true },
    });
  });

  it('say who there is where there is no such person', async () => {
    const { status, stdout, stderr } = await runCliHere(['contacts', 'show', 'zoe']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(
      /^belltower contacts show: argument person: there is no person "zoe"; there are: alice, bob, .*\n$/,
    );
  });
});

describe('contacts set', () => {
  it('writes what is named as not verified, and leaves the rest', async () => {
    const changed = { ...STORED, sms: { number: '+4915199999999' } };
    dynamo.on(GetCommand, ALICE).resolvesOnce({ Item: STORED }).resolves({ Item: changed });
    const { status, stdout } = await runCliHere(['contacts', 'set', 'alice', '--sms', '+49 151 99999999']);
    expect(status).toBe(0);
    expect(stdout).toContain('+49•••99 (not verified)');
    const [write] = writes();
    expect(write?.contact).toMatchObject({
      person: 'alice',
      sms: { number: '+4915199999999' },
      email: STORED.email,
      webhook: STORED.webhook,
    });
    expect(write?.contact?.['sms'].verifiedAt).toBeUndefined();
    expect(write?.audit).toMatchObject({
      actor: 'iam:AROAEXAMPLE',
      target: 'person:alice',
      action: 'contact.put',
    });
    expect(JSON.stringify(write?.audit)).not.toMatch(/4915|acme/);
  });

  it('takes a method away, and forgets the person with the last one', async () => {
    await runCliHere(['contacts', 'set', 'alice', '--no-sms']);
    await runCliHere(['contacts', 'set', 'alice', '--no-sms', '--no-email', '--no-webhook']);
    const [first, second] = writes();
    expect(first?.contact).toMatchObject({ email: STORED.email, webhook: STORED.webhook });
    expect(first?.contact?.['sms']).toBeUndefined();
    expect(second?.removed).toEqual({ pk: 'PERSON#alice', sk: 'CONTACT' });
  });

  it('shows the secret of a new webhook once: the same URL again keeps it', async () => {
    const made = await runCliHere(['contacts', 'set', 'bob', '--webhook', HOOK, '--json']);
    const { secret } = JSON.parse(made.stdout);
    expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(writes()[0]?.contact?.['webhook']).toMatchObject({ url: HOOK, style: 'generic', secret });

    const again = await runCliHere(['contacts', 'set', 'alice', '--webhook', HOOK]);
    expect(again.stdout).not.toMatch(/secret of/i);
    expect(writes()[1]?.contact?.['webhook']).toMatchObject({
      style: 'slack',
      secret: STORED.webhook.secret,
    });

    const changed = await runCliHere(['contacts', 'set', 'alice', '--new-secret']);
    expect(changed.stdout).toContain('Secret of the webhook, shown this one time: ');
    expect(writes()[2]?.contact?.['webhook']).not.toMatchObject({ secret: STORED.webhook.secret });
  });

  it.each([
    [
      'case 82: a link-local address',
      ['alice', '--webhook', 'https://169.254.169.254/latest'],
      'the address is not public',
    ],
    ['case 82: not https', ['alice', '--webhook', 'http://169.254.169.254/latest'], 'only https is allowed'],
    [
      'an address of the own network',
      ['alice', '--webhook', 'https://[::ffff:10.0.0.1]/'],
      'the address is not public',
    ],
    ['a number without its country', ['alice', '--sms', '0151123456'], 'E.164'],
    ['an address without a host', ['alice', '--email', 'alice'], 'wanted: an e-mail address'],
    ['a style nobody knows', ['alice', '--webhook', HOOK, '--style', 'teams'], 'allowed: slack, generic'],
    ['a style without a webhook', ['bob', '--style', 'slack'], 'bob has none; give --webhook <URL>'],
    ['nothing', ['alice'], 'nothing to set; allowed: --sms'],
    [
      'a reason without anything to vouch for',
      ['alice', '--no-sms', '--assume-verified', 'x'],
      'is about what is named',
    ],
    [
      'a reason with a number',
      ['alice', '--sms', NUMBER, '--assume-verified', `it is ${NUMBER}`],
      'wanted: why you vouch',
    ],
    ['a person nobody knows', ['zoe', '--sms', NUMBER], 'there is no person "zoe"; there are: alice'],
  ])('refuses %s: exit 2, one line, nothing written', async (_name, args, words) => {
    const { status, stdout, stderr } = await runCliHere(['contacts', 'set', ...args]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^belltower contacts set: .*\n$/);
    expect(stderr).toContain(words);
    expect(writes()).toEqual([]);
  });

  it('case 82: refuses a host name that leads to a private address', async () => {
    const names = async (host: string) =>
      host.startsWith('inside') ? ['93.184.215.14', '10.0.0.7'] : ['93.184.215.14'];
    await expect(checkWebhookHosts(['https://hooks.example.com/a'], names)).resolves.toBeUndefined();
    await expect(checkWebhookHosts([HOOK, 'https://inside.example.com/a'], names)).rejects.toThrow(
      'inside.example.com leads to an address that is not public',
    );
  });

  it('is refused with 1 when somebody else changes the person at the same time', async () => {
    const refused = Object.assign(new Error('cancelled'), {
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'ConditionalCheckFailed' }, { Code: 'None' }],
    });
    dynamo.on(TransactWriteCommand).rejects(refused);
    const { status, stderr } = await runCliHere(['contacts', 'set', 'alice', '--no-sms']);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'belltower: the record was changed by someone else at the same time; try again\n',
    });
  });
});

describe('contacts remove', () => {
  it('forgets a person, whoever is still in organization.yaml', async () => {
    dynamo.on(GetCommand).resolves({ Item: { ...STORED, person: 'zoe' } });
    const { status } = await runCliHere(['contacts', 'remove', 'zoe']);
    expect({ status, removed: writes()[0]?.removed }).toEqual({
      status: 0,
      removed: { pk: 'PERSON#zoe', sk: 'CONTACT' },
    });
  });

  it('answers no where nothing is known', async () => {
    const { status, stdout, stderr } = await runCliHere(['contacts', 'remove', 'bob', '--json']);
    expect({ status, stderr }).toEqual({ status: 1, stderr: 'bob: there was nothing to remove\n' });
    expect(JSON.parse(stdout)).toEqual({ person: 'bob', removed: false });
  });
});

describe('contacts import', () => {
  it('writes everybody of the file, and shows new secrets once', async () => {
    const dir = configFolder({
      'c.yaml': `alice: { email: a@acme.example }\nbob:\n  webhook: { url: "${HOOK}" }\n`,
    });
    const { status, stdout } = await runCliHere(['contacts', 'import', `${dir}/c.yaml`]);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^imported: 2 of 2\nnot verified yet, and so not paged: 2 methods; codes sent: 0\nSecrets of new webhooks, shown this one time:\n {2}bob {2}\S{43}\n$/,
    );
    expect(writes().map(({ contact }) => contact)).toMatchObject([
      {
        person: 'alice',
        sms: STORED.sms,
        email: { address: 'a@acme.example' },
      },
      { person: 'bob', webhook: { url: HOOK, style: 'generic' } },
    ]);
  });

  it('names every fault and none of the values, and writes nothing', async () => {
    const dir = configFolder({
      'c.yaml': [
        'alice: { sms: +12025550101, email: alice.acme, phone: "1" }',
        'zoe: { email: zoe@acme.example }',
        'bob: { webhook: { url: "https://169.254.169.254/x", style: teams } }',
        'carol: { webhook: {} }',
        'alice: {}',
      ].join('\n'),
    });
    const { status, stdout, stderr } = await runCliHere(['contacts', 'import', `${dir}/c.yaml`]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.replaceAll(`${dir}/`, '').trimEnd().split('\n')).toEqual([
      'c.yaml:2:1: zoe: there is no such person in organization.yaml; there are: alice, bob, carol, frank, dave, erin, grace, heidi, ivan, judy, karl, lena, mira, noah, nadia, omar, vp',
      'c.yaml:3:24: bob.webhook.url: wrong; wanted: a public https URL',
      'c.yaml:3:60: bob.webhook.style: wrong; wanted: one of slack, generic',
      'c.yaml:4:19: carol.webhook.url: missing; wanted: a public https URL',
      'c.yaml:5:1: alice: the key "alice" is here for the second time; each key may be there once',
    ]);
    expect(writes()).toEqual([]);
  });

  it.each([
    [
      'a number without quotes',
      'alice: { sms: +12025550101 }',
      'c.yaml:1:15: alice.sms: wrong; wanted: a phone number in E.164 form such as +4915112345678, in quotes',
    ],
    [
      'an address',
      'alice: { email: alice.acme }',
      'c.yaml:1:17: alice.email: wrong; wanted: an e-mail address',
    ],
    [
      'a key nobody knows',
      'alice: { phone: "1" }',
      'c.yaml:1:10: alice.phone: unknown key; allowed here: sms, email, webhook',
    ],
    ['a list', '- alice', 'c.yaml:1:1: the file is not a map; wanted: keys with values'],
    ['an empty file', '', 'c.yaml:1:1: the file is empty; wanted: a map'],
  ])('refuses %s', async (_name, text, fault) => {
    const dir = configFolder({ 'c.yaml': text });
    const { status, stderr } = await runCliHere(['contacts', 'import', `${dir}/c.yaml`]);
    expect({ status, stderr: stderr.replaceAll(`${dir}/`, '') }).toEqual({ status: 2, stderr: `${fault}\n` });
  });

  it('shows what was written when a write fails half-way', async () => {
    dynamo
      .on(TransactWriteCommand)
      .resolvesOnce({})
      .rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
    const dir = configFolder({
      'c.yaml': `bob: { webhook: { url: "${HOOK}" } }\ncarol: { email: c@acme.example }\n`,
    });
    const { status, stdout, stderr } = await runCliHere(['contacts', 'import', `${dir}/c.yaml`, '--json']);
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toEqual([
      { person: 'bob', secret: expect.any(String), unverified: ['webhook'], codes: [] },
    ]);
    expect(stderr).toMatch(/^belltower: AWS denied access: /);
  });
});
