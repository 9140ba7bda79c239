import { type DynamoDBDocumentClient, GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { auditPut, type Occasion } from '../platform/audit-store.ts';
import { decode, transact, unchangedSince } from '../runtime/dynamo.ts';
import { CONTACT_METHODS, Contact } from './contact.ts';
import { contactKey } from './contact-items.ts';

/** What was done to a contact, and why: codes and the operator's own words, never numbers or addresses. */
export interface ContactDeed {
  readonly action:
    | 'contact.put'
    | 'contact.assume-verified'
    | 'contact.send-code'
    | 'contact.refuse-code'
    | 'contact.verify';
  readonly reason: string;
}

function methodsOf(contact: Contact): string {
  return CONTACT_METHODS.filter((method) => contact[method] !== undefined).join(',') || 'none';
}

/** Reads and writes how people are reached. The audit trail learns which methods changed, never what they are. */
export class ContactStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #audit: string;

  constructor(client: DynamoDBDocumentClient, tables: { readonly contacts: string; readonly audit: string }) {
    this.#client = client;
    this.#table = tables.contacts;
    this.#audit = tables.audit;
  }

  /** The person's contact; undefined when they have none. */
  async read(person: string): Promise<Contact | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: contactKey(person), ConsistentRead: true }),
    );
    return Item === undefined ? undefined : decode(Contact, Item, 'contact');
  }

  /** Everybody's. */
  async list(): Promise<Contact[]> {
    const contacts: Contact[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const page = await this.#client.send(
        new ScanCommand({ TableName: this.#table, ExclusiveStartKey: start }),
      );
      contacts.push(...(page.Items ?? []).map((item) => decode(Contact, item, 'contact')));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return contacts.sort((a, b) => (a.person < b.person ? -1 : 1));
  }

  /**
   * Writes over what was read: `before` is what `read` gave. `deed` is what the audit trail calls it.
   * @throws AppError `conflict` when it changed since.
   */
  async put(
    contact: Contact,
    before: Contact | undefined,
    occasion: Occasion,
    deed: ContactDeed = { action: 'contact.put', reason: methodsOf(contact) },
  ): Promise<void> {
    const unchanged = unchangedSince(before && { updatedAt: before.updatedAt });
    await transact(this.#client, [
      { Put: { TableName: this.#table, Item: { ...contactKey(contact.person), ...contact }, ...unchanged } },
      auditPut(this.#audit, occasion, {
        ...deed,
        target: `person:${contact.person}`,
      }),
    ]);
  }

  /** Forgets how the person is reached. Doing it twice is fine. */
  async remove(person: string, occasion: Occasion): Promise<void> {
    await transact(this.#client, [
      { Delete: { TableName: this.#table, Key: contactKey(person) } },
      auditPut(this.#audit, occasion, {
        action: 'contact.remove',
        target: `person:${person}`,
        reason: 'asked',
      }),
    ]);
  }
}
