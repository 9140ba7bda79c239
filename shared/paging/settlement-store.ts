import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Instant } from '../kernel/instant.ts';
import { auditPut, type Occasion } from '../platform/audit-store.ts';
import { decode, digest, refusedAt, type TransactItem, transact } from '../runtime/dynamo.ts';
import { readBatch } from '../runtime/dynamo-reads.ts';
import type { SentPage } from './decide-receipt.ts';
import { Delivery, Incident, type TimelineEntry } from './incident.ts';
import {
  deliveryWrite,
  expiry,
  incidentKey,
  incidentPk,
  receiptItem,
  receiptKey,
  timelineItem,
  wakeWrite,
} from './incident-items.ts';
import type { DeliveryChange } from './plan-delivery.ts';

/** What came of pages, as it is written at once. */
export interface Settlement {
  /** As it was read. */
  readonly incident: Incident;
  readonly settled: readonly DeliveryChange[];
  readonly timeline: readonly TimelineEntry[];
  /** The ladder has to look again now, if the incident still pages in the same run. */
  readonly wake: boolean;
}

const Receipt = z.object({ incident: z.string(), page: z.string() });

/** How often a timer may be exchanged under our hands until we leave it to the others to look again. */
const MOST_EXCHANGES = 5;

/** Records what came of pages, when they are sent and when their receipts come. */
export class SettlementStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #incidents: string;
  readonly #audit: string;

  constructor(
    client: DynamoDBDocumentClient,
    tables: { readonly incidents: string; readonly audit: string },
  ) {
    this.#client = client;
    this.#incidents = tables.incidents;
    this.#audit = tables.audit;
  }

  /** The page that a provider's name for a message belongs to; undefined where the message was none of ours. */
  async readByReceipt(receiptId: string): Promise<SentPage | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#incidents, Key: receiptKey(receiptId) }),
    );
    if (Item === undefined) return undefined;
    const { incident: id, page } = decode(Receipt, Item, 'receipt');
    const found = await readBatch(this.#client, {
      [this.#incidents]: [incidentKey(id), { pk: incidentPk(id), sk: `D#${page}` }],
    });
    const items = found(this.#incidents);
    const [incident, delivery] = [items.find(({ sk }) => sk === 'I'), items.find(({ sk }) => sk !== 'I')];
    return {
      incident: decode(Incident, incident, 'incident'),
      delivery: decode(Delivery, delivery, 'delivery'),
    };
  }

  /**
   * Writes it, over the pages as they were read. Where the ladder is to be woken, its timer is exchanged with it; returns
   * the new clock to start, if any: none where others exchange it all the time, whose timers act at once as well.
   * @throws AppError `conflict` when the pages changed since they were read.
   */
  async settle(settlement: Settlement, occasion: Occasion): Promise<number | undefined> {
    const items = this.#items(settlement, occasion);
    if (!settlement.wake) {
      await transact(this.#client, items);
      return undefined;
    }
    const { id, climb } = settlement.incident;
    let current = settlement.incident;
    const stillPages = () => current.state === 'triggered' && current.climb.run === climb.run;
    for (let exchange = 0; exchange < MOST_EXCHANGES && stillPages(); exchange++) {
      try {
        await transact(this.#client, [
          ...items,
          this.#wakeNow(current, occasion.at),
          wakeWrite(this.#incidents, { ...current, wakeAt: occasion.at }),
        ]);
        return current.clock + 1;
      } catch (error) {
        // Someone else exchanged the timer: theirs may be too early to see these pages.
        if (!refusedAt(error, items.length)) throw error;
        current = await this.#incident(id);
      }
    }
    await transact(this.#client, items);
    return undefined;
  }

  #items({ incident, settled, timeline }: Settlement, occasion: Occasion): TransactItem[] {
    return [
      ...settled.map(({ before, after }) => deliveryWrite(this.#incidents, after, before)),
      ...settled.flatMap(({ after, receiptId }) =>
        receiptId === undefined
          ? []
          : [{ Put: { TableName: this.#incidents, Item: receiptItem(receiptId, after, occasion.at) } }],
      ),
      ...timeline.map((entry) => ({
        Put: {
          TableName: this.#incidents,
          Item: { ...timelineItem(incident.id, entry), ...expiry(incident) },
        },
      })),
      auditPut(this.#audit, occasion, {
        action: 'pages.settle',
        target: `incident:${incident.id}`,
        reason: [...new Set(settled.map(({ after }) => `${after.method}-${after.state}`))].join(','),
        before: digest(settled.map(({ before }) => before)),
        after: digest(settled.map(({ after }) => after)),
      }),
    ];
  }

  async #incident(id: string): Promise<Incident> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#incidents, Key: incidentKey(id), ConsistentRead: true }),
    );
    return decode(Incident, Item, 'incident');
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
