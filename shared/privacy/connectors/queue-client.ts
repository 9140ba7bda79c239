import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { logCalls } from '../../runtime/aws-calls.ts';
import { clientOptions } from '../../runtime/client-options.ts';
import { type PutMessage, QueueConnector } from './queue-connector.ts';

/** Sends to queues by their URL; one that keeps order gets those of a case in order, and each attempt once. */
export function messagePutter(client: SQSClient): PutMessage {
  return async (queue, body, { caseId, idempotencyKey, attempt }) => {
    const ordered = queue.endsWith('.fifo')
      ? { MessageGroupId: caseId, MessageDeduplicationId: `${idempotencyKey}-${attempt}` }
      : {};
    await client.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: body, ...ordered }));
  };
}

/** The connector for all queues. */
export function queueConnector(): QueueConnector {
  return new QueueConnector(messagePutter(logCalls(new SQSClient(clientOptions()))));
}
