import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { decode } from '../runtime/dynamo.ts';
import { MOST_IN_BATCH, readBatch } from '../runtime/dynamo-reads.ts';
import { Contact } from './contact.ts';
import { contactKey } from './contact-items.ts';

/**
 * How these people are reached, by person; who has no contact is not in it.
 * @throws AppError `throttled` when the table did not give all of them
 */
export async function readContacts(
  client: DynamoDBDocumentClient,
  table: string,
  people: readonly string[],
): Promise<ReadonlyMap<string, Contact>> {
  const found = new Map<string, Contact>();
  for (let from = 0; from < people.length; from += MOST_IN_BATCH) {
    const keys = people.slice(from, from + MOST_IN_BATCH).map(contactKey);
    const items = await readBatch(client, { [table]: keys });
    for (const item of items(table)) {
      const contact = decode(Contact, item, 'contact');
      found.set(contact.person, contact);
    }
  }
  return found;
}
