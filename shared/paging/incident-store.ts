import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { AppError } from '../kernel/errors.ts';
import { auditPut, type Occasion } from '../platform/audit-store.ts';
import { decode, digest, type TransactItem, transact } from '../runtime/dynamo.ts';
import { Delivery, Incident, type TimelineEntry } from './incident.ts';
import {
  deliveryWrite,
  expiry,
  incidentItem,
  incidentKey,
  incidentPk,
  passRange,
  pointerItem,
  pointerKey,
  timelineItem,
  wakeWrite,
} from './incident-items.ts';
import type { Paged } from './plan-pages.ts';

/** A change of an incident: as it was read, as it shall be, and what goes with it. */
export interface IncidentChange {
  readonly before: Incident;
  readonly after: Incident;
  readonly timeline: readonly TimelineEntry[];
  /** Deliveries to write, each over what was read of it. */
  readonly deliveries?: readonly { readonly before: Delivery | undefined; readonly after: Delivery }[];
  readonly action: string;
  readonly reason: string;
}

const Pointer = z.object({ incident: z.string() });

/** Reads and writes incidents, their deliveries and timelines. Every write is conditional, and audited with it. */
export class IncidentStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #audit: string;

  constructor(
    client: DynamoDBDocumentClient,
    tables: { readonly incidents: string; readonly audit: string },
  ) {
    this.#client = client;
    this.#table = tables.incidents;
    this.#audit = tables.audit;
  }

  /** @throws AppError `not-found` */
  async read(id: string): Promise<Incident> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: incidentKey(id), ConsistentRead: true }),
    );
    if (Item === undefined) throw notFound();
    return decode(Incident, Item, 'incident');
  }

  /** The last incident of a key, open or not. */
  async readLast(service: string, dedupKey: string): Promise<Incident | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: pointerKey(service, dedupKey), ConsistentRead: true }),
    );
    return Item === undefined ? undefined : this.read(decode(Pointer, Item, 'pointer').incident);
  }

  /**
   * The incident with its deliveries from this pass of this run on, in one query.
   * @throws AppError `not-found`
   */
  async readPaged(id: string, run: number, pass: number): Promise<Paged> {
    const { from, to } = passRange(run, pass);
    const deliveries: Delivery[] = [];
    let incident: Incident | undefined;
    let start: Record<string, unknown> | undefined;
    do {
      const page = await this.#client.send(
        new QueryCommand({
          TableName: this.#table,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
          ExpressionAttributeValues: { ':pk': incidentPk(id), ':from': from, ':to': to },
          ExclusiveStartKey: start,
        }),
      );
      for (const item of page.Items ?? []) {
        if (item['sk'] === 'I') incident = decode(Incident, item, 'incident');
        else deliveries.push(decode(Delivery, item, 'delivery'));
      }
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    if (incident === undefined) throw notFound();
    return { incident, deliveries };
  }

  /** Writes a new incident. @throws AppError `conflict` when another one of its key was opened meanwhile. */
  async open(
    incident: Incident,
    timeline: readonly TimelineEntry[],
    reason: string,
    replaces: string | undefined,
    occasion: Occasion,
  ): Promise<void> {
    const unmoved =
      replaces === undefined
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : { ConditionExpression: 'incident = :old', ExpressionAttributeValues: { ':old': replaces } };
    await transact(this.#client, [
      { Put: { TableName: this.#table, Item: pointerItem(incident), ...unmoved } },
      {
        Put: {
          TableName: this.#table,
          Item: incidentItem(incident),
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      wakeWrite(this.#table, incident),
      ...this.#timelinePuts(incident, timeline),
      auditPut(this.#audit, occasion, {
        action: 'incident.open',
        target: `incident:${incident.id}`,
        reason,
        after: digest(incident),
      }),
    ]);
  }

  /** Writes a change over the version it was read at, and returns the incident as written. @throws AppError `conflict` */
  async save(
    { before, after, timeline, deliveries = [], action, reason }: IncidentChange,
    occasion: Occasion,
  ): Promise<Incident> {
    const written: Incident = { ...after, version: before.version + 1, updatedAt: occasion.at };
    const items: TransactItem[] = [
      {
        Put: {
          TableName: this.#table,
          Item: incidentItem(written),
          ConditionExpression: 'version = :version',
          ExpressionAttributeValues: { ':version': before.version },
        },
      },
      ...(before.wakeAt === written.wakeAt ? [] : [wakeWrite(this.#table, written)]),
      ...this.#timelinePuts(written, timeline),
      ...deliveries.map((delivery) => deliveryWrite(this.#table, delivery.after, delivery.before)),
      auditPut(this.#audit, occasion, {
        action,
        target: `incident:${written.id}`,
        reason,
        before: digest(before),
        after: digest(written),
      }),
    ];
    await transact(this.#client, items);
    return written;
  }

  /** Records an alert that changed nothing. */
  async recordDropped(target: string, reason: string, occasion: Occasion): Promise<void> {
    await transact(this.#client, [auditPut(this.#audit, occasion, { action: 'alert.drop', target, reason })]);
  }

  #timelinePuts(incident: Incident, timeline: readonly TimelineEntry[]): TransactItem[] {
    return timeline.map((entry) => ({
      Put: { TableName: this.#table, Item: { ...timelineItem(incident.id, entry), ...expiry(incident) } },
    }));
  }
}

function notFound(): AppError {
  return new AppError('there is no incident with this id', { code: 'incident-not-found', kind: 'not-found' });
}
