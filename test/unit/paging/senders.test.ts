import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { smsSender } from '../../../shared/paging/sms-client.ts';
import { emailSender } from '../../../shared/platform/email-client.ts';

const sns = mockClient(SNSClient);
const ses = mockClient(SESv2Client);
beforeEach(() => {
  sns.reset();
  ses.reset();
});

const region = { region: 'eu-west-1' };
const sms = smsSender(new SNSClient(region));
const email = emailSender('belltower@acme.example', new SESv2Client(region));
const MAIL = { subject: 's', text: 't', html: '<p>h</p>' };
const failing = (name: string, status = 400) =>
  Object.assign(new Error('+4915112345678 or alice@acme.example'), {
    name,
    $metadata: { httpStatusCode: status },
  });

const OUTCOMES: [what: string, error: Error, expected: object][] = [
  [
    'a number or address refused for good (61)',
    failing('InvalidParameterException'),
    { ok: false, reason: 'InvalidParameterException', retryable: false },
  ],
  [
    'a rejected message',
    failing('MessageRejected'),
    { ok: false, reason: 'MessageRejected', retryable: false },
  ],
  [
    'no permission',
    failing('AuthorizationErrorException', 403),
    { ok: false, reason: 'AuthorizationErrorException', retryable: false },
  ],
  [
    'throttling',
    failing('ThrottledException', 429),
    { ok: false, reason: 'ThrottledException', retryable: true },
  ],
  [
    'too many requests',
    failing('TooManyRequestsException', 429),
    { ok: false, reason: 'TooManyRequestsException', retryable: true },
  ],
  [
    'a fault of theirs',
    failing('InternalErrorException', 500),
    { ok: false, reason: 'InternalErrorException', retryable: true },
  ],
  ['no answer', failing('TimeoutError', 0), { ok: false, reason: 'TimeoutError', retryable: true }],
];

describe('smsSender', () => {
  it('sends a transactional text', async () => {
    sns.on(PublishCommand).resolves({ MessageId: 'x' });
    expect(await sms('+4915100000001', 'hello')).toEqual({ ok: true, reason: 'accepted', receiptId: 'x' });
    expect(sns.commandCalls(PublishCommand)[0]?.args[0].input).toMatchObject({
      PhoneNumber: '+4915100000001',
      Message: 'hello',
      MessageAttributes: { 'AWS.SNS.SMS.SMSType': { StringValue: 'Transactional' } },
    });
  });

  it.each(OUTCOMES)('%s', async (_, error, expected) => {
    sns.on(PublishCommand).rejects(error);
    expect(await sms('+4915100000001', 'hello')).toEqual(expected);
  });
});

describe('smsSender, of somebody who has opted out (STOP)', () => {
  const saying = (name: string, message: string) => Object.assign(new Error(message), { name });
  it.each([
    [saying('OptedOutException', 'x'), 'opted-out'],
    [saying('OptedOut', 'x'), 'opted-out'],
    [saying('InvalidParameterException', 'Invalid parameter: PhoneNumber is opted out'), 'opted-out'],
    [saying('InvalidParameterException', 'Invalid parameter: PhoneNumber'), 'InvalidParameterException'],
  ])('%s is %s', async (error, reason) => {
    sns.on(PublishCommand).rejects(error);
    expect(await sms('+4915100000001', 'hello')).toEqual({ ok: false, reason, retryable: false });
  });
});

describe('emailSender', () => {
  it('puts pictures into the mail, and the mails of one matter into one conversation', async () => {
    ses.on(SendEmailCommand).resolves({});
    const picture = { id: 'spend', bytes: Uint8Array.of(7), type: 'image/png', about: 'Spend rose — a lot' };
    await email('payments@acme.example', { ...MAIL, pictures: [picture], thread: 'F1' });
    expect(ses.commandCalls(SendEmailCommand)[0]?.args[0].input).toMatchObject({
      Content: {
        Simple: {
          Headers: [
            { Name: 'In-Reply-To', Value: '<F1@acme.example>' },
            { Name: 'References', Value: '<F1@acme.example>' },
          ],
          Attachments: [
            {
              RawContent: Uint8Array.of(7),
              ContentDisposition: 'INLINE',
              ContentId: 'spend',
              ContentType: 'image/png',
              ContentTransferEncoding: 'BASE64',
              ContentDescription: 'Spend rose  a lot',
              FileName: 'spend.png',
            },
          ],
        },
      },
    });
  });

  it('sends both forms of the mail', async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: 'x' });
    expect(await email('alice@acme.example', MAIL)).toEqual({ ok: true, reason: 'accepted' });
    expect(ses.commandCalls(SendEmailCommand)[0]?.args[0].input).toMatchObject({
      FromEmailAddress: 'belltower@acme.example',
      Destination: { ToAddresses: ['alice@acme.example'] },
      Content: {
        Simple: { Subject: { Data: 's' }, Body: { Text: { Data: 't' }, Html: { Data: '<p>h</p>' } } },
      },
    });
  });

  it.each(OUTCOMES)('%s', async (_, error, expected) => {
    ses.on(SendEmailCommand).rejects(error);
    expect(await email('alice@acme.example', MAIL)).toEqual(expected);
  });

  it('without a sender says so, and does not try again', async () => {
    expect(await emailSender(undefined, new SESv2Client(region))('alice@acme.example', MAIL)).toEqual({
      ok: false,
      reason: 'no-sender-configured',
      retryable: false,
    });
    expect(ses.calls()).toHaveLength(0);
  });
});
