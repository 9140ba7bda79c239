import { type DynamoDBDocumentClient, GetCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { AppError } from '../kernel/errors.ts';
import { auditPut, type Occasion } from '../platform/audit-store.ts';
import { decode, digest, type TransactItem, transact, unchangedSince } from '../runtime/dynamo.ts';
import { readBatch } from '../runtime/dynamo-reads.ts';
import type { MemberChange } from './collect-alerts.ts';
import { Incident } from './incident.ts';
import {
  incidentItem,
  incidentKey,
  incidentPk,
  memberKey,
  pointerWrite,
  wakeWrite,
} from './incident-items.ts';
import { StormMember } from './storm.ts';

/** A key that a storm takes over, and the incident that it points to so far, if any. */
export interface TakenKey {
  readonly service: string;
  readonly dedupKey: string;
  readonly replaces: string | undefined;
}

/** What a storm takes in at once: its members and those of their keys that do not point to it yet. */
export interface Collection {
  /** As it was read. */
  readonly storm: Incident;
  readonly members: readonly MemberChange[];
  /** The storm as a graver alert makes it; undefined where it stays as it is. */
  readonly raised: Incident | undefined;
  readonly keys: readonly TakenKey[];
}

/** At most so many alerts are looked for when a storm has ended: what came in its last moment. */
const MOST_LEFT = 100;

/**
 * What storms collect lies beside them, an item for each alert, so that hundreds of alerts at once do not get in each
 * other's way at one record.
 */
export class StormStore {
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

  /** What the storm knows of these alerts. */
  async readMembers(
    storm: string,
    alerts: readonly Pick<StormMember, 'service' | 'dedupKey' | 'fingerprint'>[],
  ): Promise<StormMember[]> {
    const keys = new Map(alerts.map((alert) => memberKey(storm, alert)).map((key) => [key.sk, key]));
    const items = await readBatch(this.#client, { [this.#table]: [...keys.values()] });
    return items(this.#table).map((item) => decode(StormMember, item, 'member of a storm'));
  }

  /**
   * Writes what a storm takes in, over what was read. @throws AppError `conflict` when something of it changed since, or
   * the storm has ended meanwhile: it looks for what came last after it has ended, and we look after we have come.
   */
  async collect({ storm, members, raised, keys }: Collection, occasion: Occasion): Promise<void> {
    if (members.length === 0) return;
    await transact(this.#client, [
      ...members.map(({ before, after }) => this.#memberWrite(storm.id, before, after)),
      ...keys.map((key) => pointerWrite(this.#table, key, storm, key.replaces)),
      ...(raised === undefined ? [] : this.#raise(storm, raised, occasion)),
      auditPut(this.#audit, occasion, {
        action: 'storm.collect',
        target: `incident:${storm.id}`,
        reason: raised === undefined ? 'storm' : 'severity-raised',
        after: digest(members.map(({ after }) => after)),
      }),
    ]);
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: incidentKey(storm.id), ConsistentRead: true }),
    );
    if (decode(Incident, Item, 'incident').state === 'resolved')
      throw new AppError('the storm has ended', { code: 'storm-over', kind: 'conflict' });
  }

  /** The alerts that still fire in a storm, up to a hundred. */
  async listFiring(storm: string): Promise<StormMember[]> {
    const found: StormMember[] = [];
    const query = {
      TableName: this.#table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      FilterExpression: '#state = :firing',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: {
        ':pk': incidentPk(storm),
        ':from': 'A#',
        ':to': 'A$', // just beyond every key that begins with A#
        ':firing': 'firing',
      },
    };
    for await (const { Items = [] } of paginateQuery({ client: this.#client }, query)) {
      found.push(...Items.map((item) => decode(StormMember, item, 'member of a storm')));
      if (found.length >= MOST_LEFT) break;
    }
    return found;
  }

  #memberWrite(storm: string, before: StormMember | undefined, after: StormMember): TransactItem {
    const Item = { ...memberKey(storm, after), ...after };
    const unchanged = unchangedSince(before && { changedAt: before.changedAt, state: before.state });
    return { Put: { TableName: this.#table, Item, ...unchanged } };
  }

  #raise(storm: Incident, raised: Incident, { at }: Occasion): TransactItem[] {
    const written = { ...raised, version: storm.version + 1, updatedAt: at };
    return [
      {
        Put: {
          TableName: this.#table,
          Item: incidentItem(written),
          ...unchangedSince({ version: storm.version }),
        },
      },
      wakeWrite(this.#table, written),
    ];
  }
}
