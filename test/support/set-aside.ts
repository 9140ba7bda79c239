import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { until } from './until.ts';

/** Takes the message that contains the text off a dead-letter queue, and answers with its attributes. */
export function takeSetAside(
  client: SQSClient,
  QueueUrl: string,
  text: string,
): Promise<Record<string, string | undefined>> {
  return until(`a message with "${text}" is set aside`, async () => {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
        VisibilityTimeout: 1,
      }),
    );
    const found = Messages.find(({ Body = '' }) => Body.includes(text));
    if (found === undefined) return undefined;
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: found.ReceiptHandle }));
    const attributes = Object.entries(found.MessageAttributes ?? {});
    return Object.fromEntries(attributes.map(([name, { StringValue }]) => [name, StringValue]));
  });
}
