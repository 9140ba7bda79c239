import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { logCalls } from '../runtime/aws-calls.ts';
import { CLIENT_DEFAULTS } from '../runtime/client-defaults.ts';
import type { DeliveryOrder } from './delivery-order.ts';

/** Has somebody look at a person's pages again. */
export type OrderDelivery = (order: DeliveryOrder) => Promise<void>;

export function deliveryQueue(url: string, client = logCalls(new SQSClient(CLIENT_DEFAULTS))): OrderDelivery {
  return async (order) => {
    await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(order) }));
  };
}
