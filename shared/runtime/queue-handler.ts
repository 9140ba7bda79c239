import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { AppError } from '../kernel/errors.ts';
import { type Instant, instant } from '../kernel/instant.ts';
import { logCalls } from './aws-calls.ts';
import { clientOptions } from './client-options.ts';
import { errorFacts, toAppError } from './error-table.ts';
import { logger, metrics } from './telemetry.ts';

/** One message: its text, and what the queue knows of it. */
export interface QueueMessage {
  readonly body: string;
  readonly id: string;
  /** When it was put on the queue; the same for every delivery of the message. */
  readonly sentAt: Instant;
}

interface Failures {
  /** What else to do about a message that was set aside for good; its failure is logged, not retried. */
  onParked?(message: QueueMessage, error: AppError): Promise<void>;
  readonly deadLetterQueueUrl: string;
}

export interface QueueOptions extends Failures {
  /** What is done with each message, by itself. */
  readonly handle: (message: QueueMessage) => Promise<void>;
}

export interface QueueBatchOptions extends Failures {
  /** What is done with messages that came together; each has an outcome of its own, in their order. */
  readonly handleAll: (messages: readonly QueueMessage[]) => readonly Promise<void>[];
}

/** After this many deliveries a message that makes us fail is set aside. */
export const MOST_DELIVERIES = 3;
/** One that fails because something else does not answer waits out an outage of 40 minutes or more. */
export const MOST_DELIVERIES_IN_OUTAGE = 40;

/** As `queueBatchHandler`, with every message handled by itself, side by side. */
export function queueHandler({ handle, ...failures }: QueueOptions) {
  return queueBatchHandler({
    ...failures,
    handleAll: (messages) => messages.map(async (message) => handle(message)),
  });
}

/**
 * The bundle for functions fed by a queue. One message that may succeed later is returned to
 * the queue alone; one that never will, or has failed too often, is put on the dead-letter queue with its reason.
 */
export function queueBatchHandler(options: QueueBatchOptions) {
  const sqs = logCalls(new SQSClient(clientOptions()));

  async function settle(
    record: SQSRecord,
    message: QueueMessage,
    outcome: Promise<void> | undefined,
  ): Promise<boolean> {
    try {
      if (outcome === undefined) throw new Error('a message has no outcome');
      await outcome;
      return true;
    } catch (thrown) {
      const error = toAppError(thrown);
      const deliveries = Number(record.attributes.ApproximateReceiveCount);
      logger.warn('message-failed', { messageId: message.id, deliveries, ...errorFacts(thrown) });
      const most = error.retryable ? MOST_DELIVERIES_IN_OUTAGE : MOST_DELIVERIES;
      if (error.kind !== 'invalid' && deliveries < most) return false;
      const attribute = (value: string) => ({ DataType: 'String', StringValue: value });
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: options.deadLetterQueueUrl,
          MessageBody: message.body,
          MessageAttributes: {
            reason: attribute(`${error.code}: ${error.message}`.slice(0, 256)),
            messageId: attribute(message.id),
          },
        }),
      );
      logger.error('message-set-aside', { messageId: message.id, code: error.code });
      await options.onParked?.(message, error).catch((failure: unknown) => {
        logger.error('parked-untold', { messageId: message.id, ...errorFacts(failure) });
      });
      return true;
    }
  }

  async function batch(event: SQSEvent): Promise<SQSBatchResponse> {
    const messages = event.Records.map(messageOf);
    const outcomes = options.handleAll(messages);
    const failed = await Promise.all(
      event.Records.map(async (record, place) => {
        const done = await settle(record, messageOf(record), outcomes[place]).catch((thrown: unknown) => {
          logger.error('message-not-set-aside', { messageId: record.messageId, ...errorFacts(thrown) });
          return false;
        });
        return done ? [] : [{ itemIdentifier: record.messageId }];
      }),
    );
    return { batchItemFailures: failed.flat() };
  }

  return middy<SQSEvent, SQSBatchResponse>(batch).use([injectLambdaContext(logger), logMetrics(metrics)]);
}

function messageOf({ body, messageId, attributes }: SQSRecord): QueueMessage {
  return { body, id: messageId, sentAt: instant(Number(attributes.SentTimestamp)) };
}
