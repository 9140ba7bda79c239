import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Instant } from '../kernel/instant.ts';
import { auditPut, type Occasion } from '../platform/audit-store.ts';
import { decode, digest, transact } from '../runtime/dynamo.ts';
import { queryItems, readBatch } from '../runtime/dynamo-reads.ts';
import { Contact } from './contact.ts';
import { contactKey } from './contact-items.ts';
import { Delivery, Incident } from './incident.ts';
import {
  deliveryKey,
  deliveryWrite,
  dueUpTo,
  HELD,
  incidentKey,
  lastMessageWrite,
  stillPaging,
} from './incident-items.ts';
import { type HeldMessage, type HeldPage, ONE_MESSAGE } from './plan-held.ts';

/** At most so many pages in one message: they are read and claimed at once. */
const MOST_TOGETHER = 40;

/** Reads and claims the pages that are held for a person. */
export class HeldStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #incidents: string;
  readonly #contacts: string;
  readonly #audit: string;

  constructor(
    client: DynamoDBDocumentClient,
    tables: { readonly incidents: string; readonly contacts: string; readonly audit: string },
  ) {
    this.#client = client;
    this.#incidents = tables.incidents;
    this.#contacts = tables.contacts;
    this.#audit = tables.audit;
  }

  /** The person's held pages whose time has come, the oldest first, with their incidents and how the person is reached. */
  async readDue(
    person: string,
    now: Instant,
  ): Promise<{ readonly pages: readonly HeldPage[]; readonly contact: Contact | undefined }> {
    const due = (await this.#listDue(now)).filter((delivery) => delivery.person === person);
    const some = due.slice(0, MOST_TOGETHER);
    if (some.length === 0) return { pages: [], contact: undefined };
    const incidents = [...new Set(some.map(({ incident }) => incident))];
    const found = await readBatch(this.#client, {
      [this.#incidents]: [...some.map(deliveryKey), ...incidents.map(incidentKey)],
      [this.#contacts]: [contactKey(person)],
    });
    const items = found(this.#incidents);
    const byId = new Map(
      items
        .filter(({ sk }) => sk === 'I')
        .map((item) => decode(Incident, item, 'incident'))
        .map((incident) => [incident.id, incident]),
    );
    const pages = items
      .filter(({ sk }) => sk !== 'I')
      .map((item) => decode(Delivery, item, 'delivery'))
      .flatMap((delivery): HeldPage[] => {
        const incident = byId.get(delivery.incident);
        return incident === undefined ? [] : [{ delivery, incident }];
      });
    const [contact] = found(this.#contacts);
    return { pages, contact: contact === undefined ? undefined : decode(Contact, contact, 'contact') };
  }

  /**
   * Claims all pages of a message: those that only waited for another message, only while their incidents still page.
   * @throws AppError `conflict` otherwise; then nothing is claimed.
   */
  async claim({ reason, method, pages }: HeldMessage, person: string, occasion: Occasion): Promise<void> {
    const still = reason === ONE_MESSAGE ? unique(pages, ({ incident }) => incident.id) : [];
    const services = unique(pages, ({ incident }) => incident.service);
    const claims = pages.map(({ claim }) => claim);
    await transact(this.#client, [
      ...still.map(({ incident }) => stillPaging(this.#incidents, incident)),
      ...claims.map(({ before, after }) => deliveryWrite(this.#incidents, after, before)),
      ...services.map(({ incident }) =>
        lastMessageWrite(this.#incidents, { person, method, incident, at: occasion.at }, 'whatever'),
      ),
      auditPut(this.#audit, occasion, {
        action: 'pages.claim',
        target: `person:${person}`,
        reason,
        before: digest(claims.map(({ before }) => before)),
        after: digest(claims.map(({ after }) => after)),
      }),
    ]);
  }

  async #listDue(now: Instant): Promise<Delivery[]> {
    const found: Delivery[] = [];
    const items = queryItems(this.#client, {
      TableName: this.#incidents,
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :held AND gsi1sk < :until',
      ExpressionAttributeValues: { ':held': HELD, ':until': dueUpTo(now) },
    });
    for await (const item of items) {
      const delivery = Delivery.safeParse(item);
      if (delivery.success) found.push(delivery.data); // one odd item must not keep people from theirs
    }
    return found;
  }
}

function unique<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}
