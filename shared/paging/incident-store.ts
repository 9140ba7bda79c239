import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { auditPut, type Occasion } from '../platform/audit-store.ts';
import { decode, digest, type TransactItem, transact, unchangedSince } from '../runtime/dynamo.ts';
import { queryItems, readBatch } from '../runtime/dynamo-reads.ts';
import { Delivery, Incident, type TimelineEntry } from './incident.ts';
import {
  deliveryWrite,
  incidentItem,
  incidentKey,
  incidentPk,
  Pointer,
  passRange,
  pointerKey,
  serviceKey,
  timelineWrites,
  wakeWrite,
} from './incident-items.ts';
import { incidentNotFound } from './incident-not-found.ts';
import { loadWrite, type Opening, openingWrites } from './opening-items.ts';
import type { Paged } from './plan-pages.ts';
import type { Silence } from './silence.ts';
import { SILENCES_KEY, silencesIn } from './silence-store.ts';
import { ServiceLoad } from './storm.ts';

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

/** What there is already when an alert comes. */
export interface Situation {
  /** The last incident of its key, open or not. */
  readonly last: Incident | undefined;
  readonly silences: readonly Silence[];
  /** What its service has opened lately. */
  readonly load: ServiceLoad | undefined;
  /** The last storm of its service, or the one that has collected it before, open or not. */
  readonly storm: Incident | undefined;
}

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
    if (Item === undefined) throw incidentNotFound();
    return decode(Incident, Item, 'incident');
  }

  /** What an alert of this key is admitted under. */
  async readSituation(service: string, dedupKey: string): Promise<Situation> {
    const pointer = pointerKey(service, dedupKey);
    const batch = await readBatch(this.#client, {
      [this.#table]: [pointer, SILENCES_KEY, serviceKey(service)],
    });
    const items = batch(this.#table);
    const at = (key: { readonly pk: string }) => items.find(({ pk }) => pk === key.pk);
    const [found, loaded] = [at(pointer), at(serviceKey(service))];
    const load = loaded === undefined ? undefined : decode(ServiceLoad, loaded, 'load of a service');
    const lastId = found === undefined ? undefined : decode(Pointer, found, 'pointer').incident;
    const last = lastId === undefined ? undefined : await this.read(lastId);
    const storm = load?.storm === undefined || load.storm === lastId ? last : await this.read(load.storm);
    return {
      last,
      load,
      storm: storm?.storm === undefined ? undefined : storm,
      silences: silencesIn(at(SILENCES_KEY)),
    };
  }

  /**
   * The incident with its deliveries from this pass of this run on, in one query.
   * @throws AppError `not-found`
   */
  async readPaged(id: string, run: number, pass: number): Promise<Paged> {
    const { from, to } = passRange(run, pass);
    const deliveries: Delivery[] = [];
    let incident: Incident | undefined;
    const items = queryItems(this.#client, {
      TableName: this.#table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': incidentPk(id), ':from': from, ':to': to },
    });
    for await (const item of items) {
      if (item['sk'] === 'I') incident = decode(Incident, item, 'incident');
      else deliveries.push(decode(Delivery, item, 'delivery'));
    }
    if (incident === undefined) throw incidentNotFound();
    return { incident, deliveries };
  }

  /** Writes a new incident. @throws AppError `conflict` when another one of its key or service was opened meanwhile. */
  async open(
    { load, ...opening }: Opening & { readonly load: ServiceLoad | undefined },
    occasion: Occasion,
  ): Promise<void> {
    await transact(this.#client, [
      ...openingWrites({ incidents: this.#table, audit: this.#audit }, opening, occasion),
      ...(load === undefined ? [] : [loadWrite(this.#table, load)]),
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
          ...unchangedSince({ version: before.version }),
        },
      },
      ...(before.wakeAt === written.wakeAt ? [] : [wakeWrite(this.#table, written)]),
      ...timelineWrites(this.#table, written, timeline),
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
}
