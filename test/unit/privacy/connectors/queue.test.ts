import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { manualConnector } from '../../../../shared/privacy/connectors/manual-connector.ts';
import { messagePutter } from '../../../../shared/privacy/connectors/queue-client.ts';
import { QueueConnector } from '../../../../shared/privacy/connectors/queue-connector.ts';
import { type JoinedService, joinErasure } from '../../../../shared/privacy/join-erasure.ts';
import { SystemMessage } from '../../../../shared/privacy/system-message.ts';
import { aCall, PERSONAL, serviceError } from '../../../support/connector-calls.ts';

const QUEUE = 'https://sqs.eu-west-1.amazonaws.com/111111111111/support';
const CALL_BACK = { url: 'https://api.example/v1/privacy/answers/case-1/support', nonce: 'n'.repeat(43) };
const told = (more: object = {}, rest: Parameters<typeof aCall>[1] = {}) => ({
  ...aCall(
    {
      id: 'support',
      connector: 'queue',
      queue: QUEUE,
      subjectKey: { from: 'identity.email' },
      classes: [{ id: 'tickets', erase: 'anonymise', fields: ['name'] }],
      ...more,
    },
    rest,
  ),
  callBack: CALL_BACK,
});

function played() {
  const client = new SQSClient({ region: 'eu-west-1' });
  const sqs = mockClient(client);
  sqs.on(SendMessageCommand).resolves({ MessageId: 'm' });
  const bodies = () => sqs.commandCalls(SendMessageCommand).map(({ args }) => args[0].input);
  return { sqs, bodies, connector: new QueueConnector(messagePutter(client)) };
}

describe('a service with a queue', () => {
  it('is told there, and answers later', async () => {
    const { connector, bodies } = played();
    expect(await connector.erase(told())).toEqual({ answer: 'later' });
    expect(await connector.verify(told({}, { kind: 'verify' }))).toEqual({ answer: 'later' });
    const [first, second] = bodies();
    expect(first).toEqual({ QueueUrl: QUEUE, MessageBody: expect.any(String) });
    expect(SystemMessage.parse(JSON.parse(first?.MessageBody ?? ''))).toMatchObject({
      kind: 'erase',
      identities: { email: ['ann@acme.example'] },
      callback: CALL_BACK,
    });
    expect(JSON.parse(second?.MessageBody ?? '')).toMatchObject({ kind: 'verify' });
  });

  it('that keeps order gets the messages of a case in order, and each attempt once', async () => {
    const { connector, bodies } = played();
    const call = told({ queue: `${QUEUE}.fifo` });
    await connector.erase(call);
    expect(bodies()[0]).toMatchObject({
      MessageGroupId: 'case-1',
      MessageDeduplicationId: `${call.command.idempotencyKey}-1`,
    });
  });

  it('is not told of who is not known to it', async () => {
    const { connector, bodies } = played();
    expect(await connector.erase(told({}, { identities: {} }))).toEqual({ answer: 'none' });
    expect(bodies()).toEqual([]);
  });

  it.each([
    ['QueueDoesNotExist', 'misconfigured', 'target-missing'],
    ['AccessDenied', 'forbidden', 'no-write-right'],
    ['RequestThrottled', 'misconfigured', 'rejected'],
    ['ThrottlingException', 'throttled', 'rate-limited'],
  ])('that is not to be reached: %s', async (name, failure, code) => {
    const { connector, sqs } = played();
    sqs.on(SendMessageCommand).rejects(serviceError(name));
    expect(await connector.erase(told())).toEqual({ answer: 'failed', failure, code });
  });
});

describe('a service that joins', () => {
  const message = { ...JSON.parse(JSON.stringify(messageFor('erase'))) };

  function messageFor(kind: 'erase' | 'verify'): SystemMessage {
    const { command } = told();
    const { attempt: _, ...rest } = command;
    return { v: 1, ...rest, kind, identities: { email: ['ann@acme.example'] }, callback: CALL_BACK };
  }

  function joined(service: Partial<JoinedService>, status = 202) {
    const sent: { url: string; body: unknown; redirect: string }[] = [];
    const erase = service.erase ?? (async () => ({ answer: 'none' as const }));
    const verify = service.verify ?? (async () => ({ answer: 'empty' as const }));
    const take = joinErasure({ erase, verify }, async (url, { body, redirect }) => {
      sent.push({ url, body: JSON.parse(body), redirect });
      return { status };
    });
    return { take, sent };
  }

  it('does what it is told, and calls back with the nonce', async () => {
    const asked: unknown[] = [];
    const { take, sent } = joined({
      erase: async (of) => {
        asked.push(of);
        return { answer: 'done', count: 2 };
      },
    });
    await take(message);
    const { idempotencyKey } = told().command;
    expect(asked).toEqual([
      {
        caseId: 'case-1',
        system: 'support',
        classes: ['tickets'],
        identities: { email: ['ann@acme.example'] },
        idempotencyKey,
      },
    ]);
    expect(sent).toEqual([
      {
        url: CALL_BACK.url,
        body: { idempotencyKey, nonce: CALL_BACK.nonce, answer: { answer: 'done', count: 2 } },
        redirect: 'error',
      },
    ]);
  });

  it('reads again where it is asked to', async () => {
    const { take, sent } = joined({ verify: async () => ({ answer: 'residue', count: 1 }) });
    await take(messageFor('verify'));
    expect(sent[0]?.body).toMatchObject({ answer: { answer: 'residue', count: 1 } });
  });

  it.each([
    ['what it throws has the message come again', 202, false],
    ['an answer that did not arrive does too', 503, true],
  ])('%s', async (_, status, does) => {
    const { take } = joined(does ? {} : { erase: () => Promise.reject(new Error('database down')) }, status);
    await expect(take(message)).rejects.toThrow();
  });

  it('is done where nobody waits for the answer any more', async () => {
    const { take } = joined({}, 403);
    await expect(take(message)).resolves.toBeUndefined();
  });

  it.each([[{}], [PERSONAL], [null], [{ ...message, kind: 'resolve' }]])(
    'takes nothing for a message that is none, and does not repeat it: %j',
    async (given) => {
      const { take, sent } = joined({});
      const thrown = await take(given).then(
        () => undefined,
        (reason: Error) => reason,
      );
      expect(thrown).toMatchObject({ code: 'message-invalid' });
      expect(thrown?.message).not.toContain('@');
      expect(sent).toEqual([]);
    },
  );
});

describe('what a person does', () => {
  it('is done when they say so, and never before', async () => {
    const call = aCall({ id: 'paper', connector: 'manual', classes: [{ id: 'contracts', erase: 'delete' }] });
    expect(await manualConnector.erase(call)).toEqual({ answer: 'later' });
    expect(await manualConnector.verify(call)).toEqual({ answer: 'later' });
  });
});
