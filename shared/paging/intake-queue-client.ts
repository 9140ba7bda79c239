import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { logCalls } from '../runtime/aws-calls.ts';
import { CLIENT_DEFAULTS } from '../runtime/client-defaults.ts';
import type { AlertmanagerMessage } from './alertmanager.ts';
import type { WebhookAlert } from './normalise-alert.ts';

/** Puts an alert or notification on the intake queue and answers with its message id. */
export type EnqueueAlert = (message: WebhookAlert | AlertmanagerMessage) => Promise<string>;

export function intakeQueue(url: string, client = logCalls(new SQSClient(CLIENT_DEFAULTS))): EnqueueAlert {
  return async (message) => {
    const { MessageId = '' } = await client.send(
      new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(message) }),
    );
    return MessageId;
  };
}
