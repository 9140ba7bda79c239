import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { AppError } from '../kernel/errors.ts';
import { decode } from '../runtime/dynamo.ts';
import { Contact } from './contact.ts';
import { contactKey } from './contact-items.ts';

/** DynamoDB gives no more at once. */
const BATCH = 100;

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
  for (let from = 0; from < people.length; from += BATCH) {
    const Keys = people.slice(from, from + BATCH).map(contactKey);
    const { Responses = {}, UnprocessedKeys = {} } = await client.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
    );
    if (Object.keys(UnprocessedKeys).length > 0)
      throw new AppError('the table is busy', { code: 'read-incomplete', kind: 'throttled' });
    for (const item of Responses[table] ?? []) {
      const contact = decode(Contact, item, 'contact');
      found.set(contact.person, contact);
    }
  }
  return found;
}
