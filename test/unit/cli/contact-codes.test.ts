import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { runCliHere } from '../../support/cli-in-process.ts';
import { configFolder } from '../../support/config-folder.ts';
import { MemoryDynamo } from '../../support/memory-dynamo.ts';
import { playStack } from '../../support/played-stack.ts';

const posted = vi.hoisted(() => ({ bodies: [] as unknown[] }));
vi.mock('../../../shared/paging/webhook-client.ts', () => ({
  webhookSender: () => async (_hook: unknown, body: unknown) => {
    posted.bodies.push(body);
    return { ok: true, reason: 'delivered' };
  },
}));

const sns = mockClient(SNSClient);
const ses = mockClient(SESv2Client);
const sts = mockClient(STSClient);
const NUMBER = '+4915112345678';
const ADDRESS = 'alice@private.example';
const HOOK = 'https://93.184.215.14/hook/T0/secret-path';
const KEY = { pk: 'PERSON#alice', sk: 'CONTACT' };
let dynamo: MemoryDynamo;

beforeEach(() => {
  dynamo = new MemoryDynamo();
  vi.spyOn(DynamoDBDocumentClient, 'from').mockReturnValue(dynamo.client);
  sns.reset().on(PublishCommand).resolves({ MessageId: 'm' });
  ses.reset().on(SendEmailCommand).resolves({ MessageId: 'm' });
  posted.bodies.length = 0;
  playStack();
  sts.reset().on(GetCallerIdentityCommand).resolves({ UserId: 'AROAEXAMPLE:eve' });
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-21T10:00:00Z') });
  onTestFinished(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
});

const contacts = (...args: string[]) => runCliHere(['contacts', ...args]);
const pass = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);
const stored = () => dynamo.items('contacts').find((item) => item['pk'] === KEY.pk);
const texts = () => sns.commandCalls(PublishCommand).map(({ args: [{ input }] }) => input);
const codeIn = (text: string | undefined) => /\b\d{6}\b/.exec(text ?? '')?.[0] ?? 'no code';
const lastText = () => codeIn(texts().at(-1)?.Message);
const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

describe('a code', () => {
  it('is sent to each new method, and each counts once its own code was entered', async () => {
    const set = await contacts('set', 'alice', '--sms', NUMBER, '--email', ADDRESS, '--webhook', HOOK);
    expect(set.status).toBe(0);
    expect(set.stdout).toContain('A code was sent by SMS. Ask alice for it within 15 minutes');
    expect(texts()[0]?.PhoneNumber).toBe(NUMBER);
    const [mail] = ses.commandCalls(SendEmailCommand).map(({ args: [{ input }] }) => input);
    expect(mail?.Destination?.ToAddresses).toEqual([ADDRESS]);
    const mailed = codeIn(mail?.Content?.Simple?.Body?.Text?.Data);

    const bySms = await contacts('verify', 'alice', lastText());
    expect(bySms).toMatchObject({
      status: 0,
      stdout: 'alice is verified by SMS: pages go there from now on\n',
    });
    const verifiedAt = '2026-11-21T10:00:00.000Z';
    expect(stored()).toMatchObject({ sms: { number: NUMBER, verifiedAt } });
    expect(stored()?.['email']).not.toHaveProperty('verifiedAt');
    const byMail = await contacts('verify', 'alice', mailed, '--json');
    expect(JSON.parse(byMail.stdout)).toEqual({
      person: 'alice',
      verified: true,
      method: 'email',
      reason: null,
    });
    expect(posted.bodies).toEqual([
      { v: 1, type: 'verification', person: 'alice', code: expect.stringMatching(/^\d{6}$/) },
    ]);
  });

  it('that is wrong, late or tried too often verifies nothing, and says why: exit 1', async () => {
    await contacts('set', 'alice', '--sms', NUMBER);
    const code = lastText();
    const first = await contacts('verify', 'alice', wrong(code));
    expect(first).toMatchObject({
      status: 1,
      stdout: '',
      stderr: 'alice: that is not the code that was sent; nothing was verified\n',
    });
    for (let n = 0; n < 4; n++) await contacts('verify', 'alice', wrong(code));
    expect((await contacts('verify', 'alice', code)).stderr).toContain('too many wrong codes were entered');

    pass(61);
    await contacts('code', 'alice', '--method', 'sms');
    pass(15 * 60);
    const late = await contacts('verify', 'alice', lastText(), '--json');
    expect(late.status).toBe(1);
    expect(late.stderr).toContain('the code has expired after 15 minutes');
    expect(JSON.parse(late.stdout)).toMatchObject({ verified: false, reason: 'expired' });
    expect(stored()?.['sms']).not.toHaveProperty('verifiedAt');
  });

  it('goes to a method at most once a minute, whatever number it has', async () => {
    await contacts('set', 'alice', '--sms', NUMBER);
    const typo = await contacts('set', 'alice', '--sms', '+4915199999999');
    expect(typo.status).toBe(1);
    expect(typo.stderr).toContain(
      'No code was sent by SMS: the last one is less than a minute old. After 2026-11-21T10:01:00.000Z',
    );
    expect(texts()).toHaveLength(1);
    expect((await contacts('verify', 'alice', lastText())).stderr).toContain('no code is awaited');
    pass(60);
    expect((await contacts('code', 'alice', '--method', 'sms')).status).toBe(0);
    expect(texts()[1]?.PhoneNumber).toBe('+4915199999999');
  });

  it('is wanted again for a number that changed, and not for one that stays', async () => {
    await contacts('set', 'alice', '--sms', NUMBER);
    await contacts('verify', 'alice', lastText());
    expect((await contacts('set', 'alice', '--sms', NUMBER)).stdout).not.toContain('code');
    expect(stored()?.['sms']).toHaveProperty('verifiedAt');
    pass(61);
    await contacts('set', 'alice', '--sms', '+4915199999999');
    expect(stored()?.['sms']).not.toHaveProperty('verifiedAt');
    expect(texts()).toHaveLength(2);
  });

  it('that cannot be sent says so without the number, and the number waits', async () => {
    const quoting = Object.assign(new Error(`no ${NUMBER}`), { name: 'InvalidParameterException' });
    sns.on(PublishCommand).rejects(quoting);
    const { status, stdout, stderr } = await contacts('set', 'alice', '--sms', NUMBER, '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      sms: { verified: false },
      codes: [{ method: 'sms', sent: false, reason: 'InvalidParameterException' }],
    });
    expect(stderr).toContain('The code could not be sent by SMS (InvalidParameterException).');
    expect(stdout + stderr).not.toContain(NUMBER);
  });

  it('clears an opt-out', async () => {
    const [verifiedAt, optedOutAt] = ['2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'];
    const sms = { number: NUMBER, verifiedAt, optedOutAt };
    dynamo.seed('contacts', { ...KEY, v: 1, person: 'alice', sms, updatedAt: optedOutAt });
    expect((await contacts('show', 'alice')).stdout).toContain('+49•••78 (opted out)');
    await contacts('code', 'alice', '--method', 'sms');
    await contacts('verify', 'alice', lastText());
    expect(stored()?.['sms']).toEqual({
      number: NUMBER,
      verifiedAt: '2026-11-21T10:00:00.000Z',
      codeSentAt: expect.any(String),
    });
  });

  it('is kept as a salted hash, and is in no output, error or audit entry, nor is where it went', async () => {
    const runs = [await contacts('set', 'alice', '--sms', NUMBER, '--email', ADDRESS)];
    const code = lastText();
    runs.push(await contacts('verify', 'alice', wrong(code)), await contacts('verify', 'alice', code));
    expect(stored()?.['email']).toMatchObject({
      code: { hash: expect.stringMatching(/^[0-9a-f]{64}$/), attempts: 1 },
    });
    const actions = dynamo.items('audit').map(({ action, reason }) => [action, reason]);
    expect(actions).toEqual(
      expect.arrayContaining([
        ['contact.put', 'sms,email'],
        ['contact.send-code', 'sms'],
        ['contact.refuse-code', 'wrong-code'],
        ['contact.verify', 'sms'],
      ]),
    );
    const seen = JSON.stringify([runs, dynamo.items('audit')]);
    for (const secret of [code, NUMBER, ADDRESS]) expect(seen).not.toContain(secret);
    expect(JSON.stringify(dynamo.items('contacts'))).not.toContain(code);
  });
});

describe('--assume-verified', () => {
  it('has what is named count at once; the reason is shown and kept in the audit trail', async () => {
    const { stdout } = await contacts(
      'set',
      'alice',
      '--sms',
      NUMBER,
      '--assume-verified',
      'called her on it',
    );
    expect(stdout).toContain('+49•••78 (assumed: called her on it)');
    expect(texts()).toEqual([]);
    expect(dynamo.items('audit')).toMatchObject([
      { action: 'contact.assume-verified', reason: 'sms: called her on it', target: 'person:alice' },
    ]);
    expect(JSON.parse((await contacts('show', 'alice', '--json')).stdout)).toMatchObject({
      sms: { verified: true, assumed: 'called her on it' },
    });
  });

  it('is how many people are imported at once; --send-codes sends everybody theirs', async () => {
    const dir = configFolder({ 'c.yaml': `alice: { sms: "${NUMBER}" }\nbob: { email: ${ADDRESS} }\n` });
    const sent = await contacts('import', `${dir}/c.yaml`, '--send-codes');
    expect(sent.stdout).toBe(
      'imported: 2 of 2\nnot verified yet, and so not paged: 2 methods; codes sent: 2\n',
    );
    expect([texts().length, ses.commandCalls(SendEmailCommand).length]).toEqual([1, 1]);
    const assumed = await contacts('import', `${dir}/c.yaml`, '--assume-verified', 'from the HR system');
    expect(assumed.stdout).toBe('imported: 2 of 2\n');
    expect(stored()).toMatchObject({
      sms: { assumed: 'from the HR system', verifiedAt: expect.any(String) },
    });
    pass(60);
    const again = await contacts('import', `${dir}/c.yaml`, '--assume-verified', 'once more');
    expect(again.status).toBe(0);
    expect(stored()).toMatchObject({ sms: { assumed: 'from the HR system' } });
    expect(dynamo.items('audit').filter(({ reason }) => String(reason).includes('once more'))).toEqual([]);
    const both = await contacts('import', `${dir}/c.yaml`, '--assume-verified', 'x', '--send-codes');
    expect(both.status).toBe(2);
  });
});
