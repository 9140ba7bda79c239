import { createHash } from 'node:crypto';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions } from '../runtime/client-options.ts';
import type { AlertmanagerMessage } from './alertmanager.ts';
import type { WebhookAlert } from './normalise-alert.ts';

/** Puts an alert or notification on the intake queue and answers with its message id. */
export type EnqueueAlert = (message: WebhookAlert | AlertmanagerMessage) => Promise<string>;

/**
 * The queue at this URL, which `intake-alert` works off. What is sent while the sender does not hear of it may be there
 * twice: intake knows an alert by its key. Messages are grouped by who sends them and about which service: where one group
 * has many waiting, the queue gives out those of others first (SQS guide, "Amazon SQS fair queues").
 * @throws the SDK's error when the queue did not take it.
 */
export function intakeQueue(url: string, client = logCalls(new SQSClient(clientOptions()))): EnqueueAlert {
  return async (message) => {
    const { MessageId = '' } = await client.send(
      new SendMessageCommand({
        QueueUrl: url,
        MessageBody: JSON.stringify(message),
        MessageGroupId: groupOf(message),
      }),
    );
    return MessageId;
  };
}

/** Hashed, since a group's name has fewer characters than a service's. */
function groupOf(message: WebhookAlert | AlertmanagerMessage): string {
  const service = 'alert' in message ? (message.alert.service ?? '') : '';
  return createHash('sha256').update(`${message.integration}\n${service}`).digest('base64url');
}
