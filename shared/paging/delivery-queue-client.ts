import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions } from '../runtime/client-options.ts';
import type { HeldOrder } from './delivery-order.ts';

/** The queue that `deliver-pages` works off. The same order twice is fine. @throws the SDK's error */
export function deliveryQueue(url: string, client = logCalls(new SQSClient(clientOptions()))) {
  return async (order: HeldOrder): Promise<void> => {
    await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(order) }));
  };
}
