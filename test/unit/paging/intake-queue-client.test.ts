import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { intakeQueue } from '../../../shared/paging/intake-queue-client.ts';
import { WebhookAlert } from '../../../shared/paging/normalise-alert.ts';
import { T0 } from '../../support/paging.ts';

const sqs = mockClient(SQSClient);
beforeEach(() => {
  sqs.reset();
  sqs.on(SendMessageCommand).resolves({ MessageId: 'm' });
});

const alert = (integration: string, service?: string) =>
  WebhookAlert.parse({
    belltower: 'webhook',
    integration,
    receivedAt: T0,
    alert: { title: 'It is down', ...(service === undefined ? {} : { service }) },
  });

/** In which group of the queue a message is put. */
async function group(message: WebhookAlert): Promise<string> {
  const enqueue = intakeQueue('https://sqs/intake', new SQSClient({ region: 'eu-west-1' }));
  expect(await enqueue(message)).toBe('m');
  return sqs.commandCalls(SendMessageCommand).at(-1)?.args[0].input.MessageGroupId ?? '';
}

describe('the intake queue', () => {
  it('groups alerts by their integration and service, so that one flood does not stand before the others', async () => {
    const payments = await group(alert('grafana', 'payments'));
    expect(await group(alert('grafana', 'payments'))).toBe(payments);
    const groups = new Set([payments]);
    for (const other of [alert('grafana', 'search'), alert('datadog', 'payments'), alert('grafana')])
      groups.add(await group(other));
    expect(groups.size).toBe(4);
  });

  it('names a group as SQS allows, whatever a service is called', async () => {
    expect(await group(alert('grafana', 'Zahlungen é 💥'))).toMatch(/^[\w-]{1,128}$/);
  });
});
