import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { auditPut, type Occasion } from '../platform/audit-store.ts';
import { decode, digest, transact } from '../runtime/dynamo.ts';
import { readBatch } from '../runtime/dynamo-reads.ts';
import { Contact } from './contact.ts';
import { contactKey } from './contact-items.ts';
import type { DeliveryOrder } from './delivery-order.ts';
import { Delivery, Incident } from './incident.ts';
import {
  deliveryWrite,
  incidentKey,
  incidentPk,
  lastMessageKey,
  lastMessageWrite,
  stillPaging,
} from './incident-items.ts';
import { incidentNotFound } from './incident-not-found.ts';
import { type DeliveryChange, LastMessage, type Mailbag } from './plan-delivery.ts';

/** Methods by which a person gets one message about a service at a time. */
const LIMITED = ['sms', 'email'] as const;

/** Reads and claims pages. */
export class DeliveryStore {
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

  /** One consistent read over both tables. @throws AppError `not-found` when the incident is gone. */
  async read({ incidentId: id, service, person, pages }: DeliveryOrder): Promise<Mailbag> {
    const last = LIMITED.map((method) => ({ method, key: lastMessageKey(person, method, service) }));
    const keys = [
      incidentKey(id),
      ...[...new Set(pages)].map((page) => ({ pk: incidentPk(id), sk: `D#${page}` })),
      ...last.map(({ key }) => key),
    ];
    const found = await readBatch(this.#client, {
      [this.#incidents]: keys,
      [this.#contacts]: [contactKey(person)],
    });
    const items = found(this.#incidents);
    const incident = items.find(({ sk }) => sk === 'I');
    if (incident === undefined) throw incidentNotFound();
    const [contact] = found(this.#contacts);
    return {
      incident: decode(Incident, incident, 'incident'),
      deliveries: items
        .filter(({ sk }) => String(sk).startsWith('D#'))
        .map((item) => decode(Delivery, item, 'delivery')),
      contact: contact === undefined ? undefined : decode(Contact, contact, 'contact'),
      lastMessages: new Map(
        last.flatMap(({ method, key }) => {
          const item = items.find(({ pk, sk }) => pk === key.pk && sk === key.sk);
          return item === undefined ? [] : [[method, decode(LastMessage, item, 'last message')] as const];
        }),
      ),
    };
  }

  /**
   * Claims pages for sending: only while the incident is triggered, in the same run, the pages are as they were read, and
   * no other message about the service came between. @throws AppError `conflict` otherwise; then nothing is claimed.
   */
  async claim(
    { incident, lastMessages }: Pick<Mailbag, 'incident' | 'lastMessages'>,
    claims: readonly DeliveryChange[],
    occasion: Occasion,
  ): Promise<void> {
    const noted = claims.filter(
      ({ after: { method } }, place) =>
        LIMITED.some((one) => one === method) &&
        claims.findIndex(({ after }) => after.method === method) === place,
    );
    await transact(this.#client, [
      stillPaging(this.#incidents, incident),
      ...claims.map(({ before, after }) => deliveryWrite(this.#incidents, after, before)),
      ...noted.map(({ after: { person, method } }) =>
        lastMessageWrite(
          this.#incidents,
          { person, method, incident, at: occasion.at },
          incident.severity === 'SEV1' ? 'whatever' : lastMessages.get(method),
        ),
      ),
      auditPut(this.#audit, occasion, {
        action: 'pages.claim',
        target: `incident:${incident.id}`,
        reason: claims.map(({ after }) => after.method).join(','),
        before: digest(claims.map(({ before }) => before)),
        after: digest(claims.map(({ after }) => after)),
      }),
    ]);
  }
}
