import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions } from '../runtime/aws-clients.ts';
import type { WebhookAlert } from './normalise-alert.ts';

/** Puts an alert on the intake queue and answers with its message id. */
export type EnqueueAlert = (alert: WebhookAlert) => Promise<string>;

export function intakeQueue(url: string, client = logCalls(new SQSClient(clientOptions()))): EnqueueAlert {
  return async (alert) => {
    const { MessageId = '' } = await client.send(
      new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(alert) }),
    );
    return MessageId;
  };
}
