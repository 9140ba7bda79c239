import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { instant } from '../shared/kernel/instant.ts';
import type { Contact } from '../shared/paging/contact.ts';
import { ContactStore } from '../shared/paging/contact-store.ts';
import { localClientConfig } from './aws-environment.ts';
import type { StackOutputs } from './stack-outputs.ts';

/** Writes the contacts into the contacts table, over whatever is there. */
export async function seedContacts(
  url: string,
  outputs: StackOutputs,
  contacts: readonly Contact[],
): Promise<void> {
  const client = new DynamoDBClient(localClientConfig(url));
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const store = new ContactStore(documents, { contacts: outputs.ContactsTable, audit: outputs.AuditTable });
  const occasion = { actor: 'system:local-run', at: instant(Date.now()), correlationId: 'local-run' };
  try {
    for (const contact of contacts) await store.put(contact, await store.read(contact.person), occasion);
  } finally {
    client.destroy();
  }
}
