import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions } from '../runtime/client-options.ts';
import type { DeliveryOrder, HeldOrder } from './delivery-order.ts';

/** Has somebody look at a person's pages again. The same order twice is fine. @throws the SDK's error */
export type OrderDelivery = (order: DeliveryOrder | HeldOrder) => Promise<void>;

/** The queue that `deliver-pages` works off. */
export function deliveryQueue(url: string, client = logCalls(new SQSClient(clientOptions()))): OrderDelivery {
  return async (order) => {
    await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(order) }));
  };
}
