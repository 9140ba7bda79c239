import '../../support/quiet.ts';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { AppError, type ErrorKind } from '../../../shared/kernel/errors.ts';
import {
  MOST_DELIVERIES,
  MOST_DELIVERIES_IN_OUTAGE,
  type QueueMessage,
  queueHandler,
} from '../../../shared/runtime/queue-handler.ts';
import { CONTEXT, sqsEvent } from '../../support/lambda.ts';
import { T0 } from '../../support/paging.ts';

const sqs = mockClient(SQSClient);
beforeEach(() => {
  sqs.reset();
  sqs.on(SendMessageCommand).resolves({ MessageId: 'x' });
});

const TEN = Array.from({ length: 10 }, (_, n) => `body ${n}`);

/** A handler which fails for one of the messages, and what it did. */
function handler(fails: (message: QueueMessage) => unknown) {
  const done: string[] = [];
  const parked: string[] = [];
  const run = queueHandler({
    handle: async (message) => {
      const error = fails(message);
      if (error !== undefined) throw error;
      done.push(message.body);
    },
    onParked: async (message, error) => void parked.push(`${message.id} ${error.code}`),
    deadLetterQueueUrl: 'https://sqs/dlq',
  });
  return {
    done,
    parked,
    run: (bodies: readonly string[], deliveries?: number) => run(sqsEvent(bodies, deliveries), CONTEXT),
  };
}

const error = (kind: ErrorKind) => new AppError('the bus refused an event', { code: 'bus-refused', kind });
const third = (thrown: unknown) => (message: QueueMessage) => (message.id === 'm3' ? thrown : undefined);
const set = () => sqs.commandCalls(SendMessageCommand).map(({ args }) => args[0].input);

describe('queueHandler (P8)', () => {
  it('does all of a good batch', async () => {
    const { done, run } = handler(() => undefined);
    expect(await run(TEN)).toEqual({ batchItemFailures: [] });
    expect(done).toEqual(TEN);
  });

  it.each<[what: string, thrown: unknown]>([
    ['that a dependency throttles', error('throttled')],
    ['that nobody foresaw', new TypeError('x is not a function')],
    ['that is not even an error', 'oh no'],
  ])('does nine of ten and returns the one %s alone', async (_, thrown) => {
    for (let deliveries = 1; deliveries < MOST_DELIVERIES; deliveries++) {
      const { done, run } = handler(third(thrown));
      expect(await run(TEN, deliveries)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm3' }] });
      expect(done).toHaveLength(9);
      expect(set()).toEqual([]);
    }
  });

  it('sets one that makes us fail aside after three deliveries', async () => {
    const { run } = handler(third(new TypeError('x is not a function')));
    expect(await run(TEN, MOST_DELIVERIES)).toEqual({ batchItemFailures: [] });
    expect(set()).toHaveLength(1);
  });

  it('waits out an outage: what may succeed later goes back to the queue for the better part of an hour', async () => {
    const { run } = handler(third(error('unavailable')));
    for (const deliveries of [MOST_DELIVERIES, MOST_DELIVERIES_IN_OUTAGE - 1]) {
      expect(await run(TEN, deliveries)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm3' }] });
    }
    expect(set()).toEqual([]);
  });

  it('sets one aside with its reason after its last delivery', async () => {
    const { done, parked, run } = handler(third(error('unavailable')));
    expect(await run(TEN, MOST_DELIVERIES_IN_OUTAGE)).toEqual({ batchItemFailures: [] });
    expect(done).toHaveLength(9);
    expect(set()).toEqual([
      {
        QueueUrl: 'https://sqs/dlq',
        MessageBody: 'body 3',
        MessageAttributes: {
          reason: { DataType: 'String', StringValue: 'bus-refused: the bus refused an event' },
          messageId: { DataType: 'String', StringValue: 'm3' },
        },
      },
    ]);
    expect(parked).toEqual(['m3 bus-refused']);
  });

  it('sets an invalid one aside at once', async () => {
    const { run, parked } = handler(third(error('invalid')));
    expect(await run(TEN)).toEqual({ batchItemFailures: [] });
    expect(set()).toMatchObject([{ MessageBody: 'body 3' }]);
    expect(parked).toHaveLength(1);
  });

  it('returns one that could not be set aside, so that it is not lost', async () => {
    sqs.on(SendMessageCommand).rejects(Object.assign(new Error('no'), { name: 'ServiceUnavailable' }));
    const { run, parked } = handler(third(error('invalid')));
    expect(await run(TEN)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm3' }] });
    expect(parked).toEqual([]);
  });

  it('does not set it aside twice because nobody could be told', async () => {
    const run = queueHandler({
      handle: async () => {
        throw error('invalid');
      },
      onParked: async () => {
        throw error('unavailable');
      },
      deadLetterQueueUrl: 'https://sqs/dlq',
    });
    expect(await run(sqsEvent(['a']), CONTEXT)).toEqual({ batchItemFailures: [] });
    expect(set()).toHaveLength(1);
  });

  it('tells the handler when the message was put on the queue, which no delivery changes', async () => {
    const seen: QueueMessage[] = [];
    const { run } = handler((message) => void seen.push(message));
    await run(['a'], 1);
    await run(['a'], 2);
    expect(seen).toEqual([
      { body: 'a', id: 'm0', sentAt: T0 },
      { body: 'a', id: 'm0', sentAt: T0 },
    ]);
  });
});
