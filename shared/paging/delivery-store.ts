import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { AppError } from '../kernel/errors.ts';
import type { Instant } from '../kernel/instant.ts';
import { auditPut, type Occasion } from '../platform/audit-store.ts';
import { decode, digest, refusedAt, type TransactItem, transact } from '../runtime/dynamo.ts';
import { Contact } from './contact.ts';
import { contactKey } from './contact-items.ts';
import { Delivery, Incident, type TimelineEntry } from './incident.ts';
import { deliveryWrite, incidentKey, incidentPk, timelineItem, wakeWrite } from './incident-items.ts';
import { incidentNotFound } from './incident-not-found.ts';
import type { DeliveryChange, Mailbag } from './plan-delivery.ts';

/** How often a timer may be exchanged under our hands until we leave it to the others to look again. */
const MOST_EXCHANGES = 5;

/** Reads, claims and settles pages. */
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
  async read(id: string, person: string, pages: readonly string[]): Promise<Mailbag> {
    const keys = [incidentKey(id), ...new Set(pages)].map((key) =>
      typeof key === 'string' ? { pk: incidentPk(id), sk: `D#${key}` } : key,
    );
    const { Responses = {}, UnprocessedKeys = {} } = await this.#client.send(
      new BatchGetCommand({
        RequestItems: {
          [this.#incidents]: { Keys: keys, ConsistentRead: true },
          [this.#contacts]: { Keys: [contactKey(person)], ConsistentRead: true },
        },
      }),
    );
    if (Object.keys(UnprocessedKeys).length > 0) {
      throw new AppError('the tables are busy', { code: 'read-incomplete', kind: 'throttled' });
    }
    const items = Responses[this.#incidents] ?? [];
    const incident = items.find(({ sk }) => sk === 'I');
    if (incident === undefined) throw incidentNotFound();
    const contact = Responses[this.#contacts]?.[0];
    return {
      incident: decode(Incident, incident, 'incident'),
      deliveries: items.filter(({ sk }) => sk !== 'I').map((item) => decode(Delivery, item, 'delivery')),
      contact: contact === undefined ? undefined : decode(Contact, contact, 'contact'),
    };
  }

  /**
   * Claims pages for sending: only while the incident is triggered, in the same run, and the pages are as they were
   * read. @throws AppError `conflict` otherwise; then nothing is claimed.
   */
  async claim(incident: Incident, claims: readonly DeliveryChange[], occasion: Occasion): Promise<void> {
    const stillPaging: TransactItem = {
      ConditionCheck: {
        TableName: this.#incidents,
        Key: incidentKey(incident.id),
        ConditionExpression: '#state = :triggered AND climb.#run = :run',
        ExpressionAttributeNames: { '#state': 'state', '#run': 'run' },
        ExpressionAttributeValues: { ':triggered': 'triggered', ':run': incident.climb.run },
      },
    };
    await transact(this.#client, [
      stillPaging,
      ...claims.map(({ before, after }) => deliveryWrite(this.#incidents, after, before)),
      auditPut(this.#audit, occasion, {
        action: 'pages.claim',
        target: `incident:${incident.id}`,
        reason: claims.map(({ after }) => after.method).join(','),
        before: digest(claims.map(({ before }) => before)),
        after: digest(claims.map(({ after }) => after)),
      }),
    ]);
  }

  /**
   * Records what came of pages. With `wake`, the ladder is set to look again now and its timer is exchanged, if it still
   * pages; returns the new clock to start, if any: none where others exchange it all the time, whose timers act at once
   * as well. @throws AppError `conflict` when the pages changed since they were read.
   */
  async settle(
    incident: Incident,
    settled: readonly DeliveryChange[],
    timeline: readonly TimelineEntry[],
    wake: boolean,
    occasion: Occasion,
  ): Promise<number | undefined> {
    const items = [
      ...settled.map(({ before, after }) => deliveryWrite(this.#incidents, after, before)),
      ...timeline.map((entry) => ({
        Put: { TableName: this.#incidents, Item: timelineItem(incident.id, entry) },
      })),
      auditPut(this.#audit, occasion, {
        action: 'pages.settle',
        target: `incident:${incident.id}`,
        reason: [...new Set(settled.map(({ after }) => `${after.method}-${after.state}`))].join(','),
        before: digest(settled.map(({ before }) => before)),
        after: digest(settled.map(({ after }) => after)),
      }),
    ];
    if (!wake) {
      await transact(this.#client, items);
      return undefined;
    }
    let current = incident;
    for (let tries = 0; tries < MOST_EXCHANGES && stillPages(current, incident); tries++) {
      try {
        await transact(this.#client, [
          ...items,
          this.#wakeNow(current, occasion.at),
          wakeWrite(this.#incidents, { ...current, wakeAt: occasion.at }),
        ]);
        return current.clock + 1;
      } catch (error) {
        if (!refusedAt(error, items.length)) throw error; // else someone else exchanged the timer: theirs may be too early
        current = await this.#incident(incident.id);
      }
    }
    await transact(this.#client, items);
    return undefined;
  }

  async #incident(id: string): Promise<Incident> {
    const { Responses = {} } = await this.#client.send(
      new BatchGetCommand({
        RequestItems: { [this.#incidents]: { Keys: [incidentKey(id)], ConsistentRead: true } },
      }),
    );
    return decode(Incident, Responses[this.#incidents]?.[0], 'incident');
  }

  #wakeNow(incident: Incident, now: Instant): TransactItem {
    return {
      Update: {
        TableName: this.#incidents,
        Key: incidentKey(incident.id),
        UpdateExpression: 'SET clock = clock + :one, version = version + :one, wakeAt = :now',
        ConditionExpression: '#state = :triggered AND climb.#run = :run AND clock = :clock',
        ExpressionAttributeNames: { '#state': 'state', '#run': 'run' },
        ExpressionAttributeValues: {
          ':triggered': 'triggered',
          ':run': incident.climb.run,
          ':clock': incident.clock,
          ':one': 1,
          ':now': now,
        },
      },
    };
  }
}

function stillPages(current: Incident, { climb }: Incident): boolean {
  return current.state === 'triggered' && current.climb.run === climb.run;
}
