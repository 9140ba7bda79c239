import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandOutput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { AppError } from '../kernel/errors.ts';
import { Instant, shift } from '../kernel/instant.ts';
import { decode, decodeCursor, encodeCursor } from '../runtime/dynamo.ts';
import { queryItems } from '../runtime/dynamo-reads.ts';
import { Delivery, Incident, type IncidentState, TimelineEntry } from './incident.ts';
import { DUE, dueUpTo, HELD, incidentPk, instantOf, OPEN, RESOLVED } from './incident-items.ts';
import { incidentNotFound } from './incident-not-found.ts';
import { StormMember } from './storm.ts';

/** One incident with everything that belongs to it. */
export interface WholeIncident {
  readonly incident: Incident;
  readonly timeline: readonly TimelineEntry[];
  readonly deliveries: readonly Delivery[];
  /** What it has collected, if it is a storm. */
  readonly collected: readonly StormMember[];
}

export interface IncidentFilter {
  readonly state: IncidentState | undefined;
  readonly team: string | undefined;
  readonly cursor: string | undefined;
  /** At most this many, 1 to 100. */
  readonly limit: number;
}

/** How late the ladder of an incident may be before the sweeper takes it up. */
const LATE_MS = 30_000;
const MOST_READS = 10;

/** An incident that waits for the sweeper. */
export interface Overdue {
  readonly incident: string;
  /** The oldest run of a page of it that is overdue; undefined when only the ladder is. */
  readonly run: number | undefined;
  /** When the first thing of it was due. */
  readonly since: Instant;
}

const Key = z.string().min(1);

/** Where a listing goes on: in the middle of a partition, or at its beginning. */
const Place = z.union([
  z.strictObject({ gsi1pk: Key, gsi1sk: Key, pk: Key, sk: Key }),
  z.strictObject({ gsi1pk: Key }),
]);

/** What is due: when a ladder wakes, or a delivery. */
const DueItem = z.object({
  incident: z.string(),
  run: z.int().optional(),
  gsi1sk: z.string().transform(instantOf).pipe(Instant),
});

/** Lists incidents and reads them whole. Reads only. */
export class IncidentListStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** The record, its timeline in order of time, its deliveries. @throws AppError `not-found` */
  async readWhole(id: string): Promise<WholeIncident> {
    const timeline: TimelineEntry[] = [];
    const deliveries: Delivery[] = [];
    const collected: StormMember[] = [];
    let incident: Incident | undefined;
    const items = queryItems(this.#client, {
      TableName: this.#table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': incidentPk(id) },
    });
    for await (const item of items) {
      const kind = String(item['sk'])[0];
      if (kind === 'I') incident = decode(Incident, item, 'incident');
      else if (kind === 'T') timeline.push(decode(TimelineEntry, item, 'timeline entry'));
      else if (kind === 'D') deliveries.push(decode(Delivery, item, 'delivery'));
      else if (kind === 'A') collected.push(decode(StormMember, item, 'member of a storm'));
    }
    if (incident === undefined) throw incidentNotFound();
    return { incident, timeline, deliveries, collected };
  }

  /**
   * Open incidents first, then resolved ones; within each, newest first. A page may be short of `limit` and go on. One
   * that does not fit its schema is left out: the others must be seen, and the sweeper reports it while it is open.
   */
  async list({
    state,
    team,
    cursor,
    limit,
  }: IncidentFilter): Promise<{ incidents: Incident[]; cursor: string | undefined }> {
    const incidents: Incident[] = [];
    const partitions = state === undefined ? [OPEN, RESOLVED] : [state === 'resolved' ? RESOLVED : OPEN];
    let start: Record<string, string> | undefined = decodeCursor(cursor);
    let partition: string = start?.['gsi1pk'] ?? partitions[0] ?? OPEN;
    if (!partitions.includes(partition) || (start !== undefined && !Place.safeParse(start).success)) {
      throw new AppError('cursor belongs to another listing: leave it out to start from the top', {
        code: 'invalid-input',
        kind: 'invalid',
        faults: [{ path: 'cursor', message: 'a cursor from an earlier answer to the same question' }],
      });
    }
    for (let reads = 0; reads < MOST_READS; reads++) {
      const page = await this.#page(partition, start, { state, team }, limit - incidents.length);
      incidents.push(...(page.Items ?? []).flatMap((item) => Incident.safeParse(item).data ?? []));
      start = page.LastEvaluatedKey;
      if (start === undefined) {
        const next: string | undefined = partitions[partitions.indexOf(partition) + 1];
        if (next === undefined) return { incidents, cursor: undefined };
        partition = next;
        if (incidents.length >= limit) return { incidents, cursor: encodeCursor({ gsi1pk: next }) };
      }
      if (incidents.length >= limit) break;
    }
    return { incidents, cursor: encodeCursor(start ?? { gsi1pk: partition }) };
  }

  #page(
    partition: string,
    start: Record<string, string> | undefined,
    filter: Pick<IncidentFilter, 'state' | 'team'>,
    limit: number,
  ): Promise<QueryCommandOutput> {
    const filters: string[] = [];
    const names: Record<string, string> = {};
    const values: Record<string, string> = { ':partition': partition };
    for (const [field, value] of Object.entries(filter)) {
      if (value === undefined) continue;
      filters.push(`#${field} = :${field}`);
      names[`#${field}`] = field;
      values[`:${field}`] = value;
    }
    return this.#client.send(
      new QueryCommand({
        TableName: this.#table,
        IndexName: 'gsi1',
        KeyConditionExpression: 'gsi1pk = :partition',
        ...(filters.length > 0
          ? { FilterExpression: filters.join(' AND '), ExpressionAttributeNames: names }
          : {}),
        ExpressionAttributeValues: values,
        ScanIndexForward: false,
        Limit: limit,
        ExclusiveStartKey: start?.['pk'] === undefined ? undefined : start,
      }),
    );
  }

  /** Incidents whose ladder, or one of whose pages, is later than it may be; each once, the latest first. */
  async listOverdue(now: Instant): Promise<Overdue[]> {
    const overdue = new Map<string, Overdue>();
    const items = queryItems(this.#client, {
      TableName: this.#table,
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :due AND gsi1sk < :until',
      ExpressionAttributeValues: { ':due': DUE, ':until': dueUpTo(shift(now, -LATE_MS)) },
    });
    for await (const item of items) {
      const due = DueItem.safeParse(item);
      if (!due.success) continue; // one odd item must not keep the sweeper from the others
      const { incident, run, gsi1sk } = due.data;
      const known = overdue.get(incident);
      const runs = [known?.run, run].filter((one) => one !== undefined);
      overdue.set(incident, {
        incident,
        run: runs.length === 0 ? undefined : Math.min(...runs),
        since: known?.since ?? gsi1sk, // the index is in order of time
      });
    }
    return [...overdue.values()];
  }

  /** People with a held page whose time has come half a minute ago or more; each once. */
  async listHeldDue(now: Instant): Promise<string[]> {
    const people = new Set<string>();
    const items = queryItems(this.#client, {
      TableName: this.#table,
      IndexName: 'gsi1',
      KeyConditionExpression: 'gsi1pk = :held AND gsi1sk < :until',
      ExpressionAttributeValues: { ':held': HELD, ':until': dueUpTo(shift(now, -LATE_MS)) },
    });
    for await (const item of items) if (typeof item['person'] === 'string') people.add(item['person']);
    return [...people];
  }
}
