import { randomUUID } from 'node:crypto';
import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { LOCAL_ACCOUNT, LOCAL_REGION, localClientConfig } from '../../local/aws-environment.ts';
import { fictionalContacts } from '../../local/contacts.ts';
import { seedContacts } from '../../local/seed-contacts.ts';
import type { Contact } from '../../shared/paging/contact.ts';
import { ContactStore } from '../../shared/paging/contact-store.ts';
import { Deployed, PAYMENTS } from '../support/deployed.ts';
import { until } from '../support/until.ts';

const LOG = `sns/${LOCAL_REGION}/${LOCAL_ACCOUNT}/DirectPublishToPhoneNumber`;

describe('receipts of text messages', () => {
  const stack = new Deployed();
  const logs = new CloudWatchLogsClient(localClientConfig(stack.url));
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(localClientConfig(stack.url)));
  const book = new ContactStore(documents, {
    contacts: stack.outputs.ContactsTable,
    audit: stack.outputs.AuditTable,
  });
  let contact: Contact;
  const write = (one: Contact) => seedContacts(stack.url, stack.outputs, [one]);

  beforeAll(async () => {
    await stack.resolveAll();
    await stack.forgetMessages();
    const person = await stack.onCall('payments-primary');
    const found = fictionalContacts(stack.world.config.organization).find((one) => one.person === person);
    if (found?.sms === undefined) throw new Error(`${person} has no number`);
    contact = found;
  });
  beforeEach(() => {
    const { v, person, updatedAt, sms } = contact;
    return write({ v, person, updatedAt, sms });
  });
  afterAll(async () => {
    await write(contact);
    await stack.resolveAll();
  });

  /** Writes what the carrier says into the log, as SNS does. */
  async function carrierSays(messageId: string, status: 'SUCCESS' | 'FAILURE', providerResponse: string) {
    const logGroupName = status === 'SUCCESS' ? LOG : `${LOG}/Failure`;
    const logStreamName = randomUUID();
    const delivery = { destination: contact.sms?.number, providerResponse };
    const message = JSON.stringify({ notification: { messageId }, delivery, status });
    await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    await logs.send(
      new PutLogEventsCommand({
        logGroupName,
        logStreamName,
        logEvents: [{ timestamp: Date.now(), message }],
      }),
    );
  }

  test('an opt-out calls the next rung at once, is told, and stops texts to that number', async () => {
    const dedupKey = `receipt-${randomUUID()}`;
    const secondary = await stack.onCall('payments-secondary');
    const alert = { ...PAYMENTS, labels: { team: 'patient' }, severity: 'SEV2', dedupKey } as const;
    const { id } = await stack.open({ title: 'x', ...alert });
    const text = await stack.message(contact.person, 'sms');
    await carrierSays(text.id, 'FAILURE', 'Phone number is opted out');
    await stack.message(secondary, 'sms', 10_000);
    const { timeline, deliveries } = await stack.world.details(id);
    expect(timeline).toContainEqual(
      expect.objectContaining({ kind: 'rung-begun', reason: 'no-method-left', people: [secondary] }),
    );
    expect(deliveries).toContainEqual(
      expect.objectContaining({
        person: contact.person,
        method: 'sms',
        state: 'failed',
        reason: 'opted-out',
      }),
    );

    const told = await stack.incident((one) => one.dedupKey === `hygiene:opted-out:${contact.person}`);
    expect(told).toMatchObject({ service: 'belltower', severity: 'SEV3' });
    await until('their number is marked', async () => (await book.read(contact.person))?.sms?.optedOutAt);
    const next = await stack.open({ title: 'y', ...alert, dedupKey: `receipt-${randomUUID()}` });
    const { deliveries: later } = await stack.whenSo(next.id, 'their page is closed', (details) =>
      details.deliveries.some(({ person, state }) => person === contact.person && state === 'skipped'),
    );
    const theirs = later.filter(({ person }) => person === contact.person);
    expect(theirs).toContainEqual(expect.objectContaining({ method: 'sms', reason: 'not-reachable' }));
    expect(theirs.filter(({ state }) => state === 'sent')).toEqual([]);
  });

  test('a success is shown, and hurries nobody', async () => {
    const dedupKey = `receipt-${randomUUID()}`;
    const alert = { ...PAYMENTS, labels: { team: 'patient' }, severity: 'SEV2', dedupKey } as const;
    const { id } = await stack.open({ title: 'x', ...alert });
    const text = await stack.message(contact.person, 'sms');
    await carrierSays(text.id, 'SUCCESS', 'Message has been accepted by phone carrier');
    const { incident } = await stack.whenSo(id, 'the text is delivered', ({ deliveries }) =>
      deliveries.some(({ person, state }) => person === contact.person && state === 'delivered'),
    );
    expect(incident).toMatchObject({ state: 'triggered', climb: { begun: 1 } });
  });
});
