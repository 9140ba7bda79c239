import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions } from '../runtime/client-options.ts';

/** Puts a message on the queue at this URL, which gives it after so many seconds, at most 900. */
export function putBack(url: string, client = logCalls(new SQSClient(clientOptions()))) {
  return async (MessageBody: string, DelaySeconds: number): Promise<void> => {
    await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody, DelaySeconds }));
  };
}
