import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { decode } from '../runtime/dynamo.ts';
import { MOST_IN_BATCH, readAvailable, readIncomplete } from '../runtime/dynamo-reads.ts';
import { Incident } from './incident.ts';
import { incidentKey } from './incident-items.ts';
import { incidentNotFound } from './incident-not-found.ts';
import { overridesIn, type StoredOverrides } from './override-store.ts';
import { overridesKey } from './runtime-items.ts';

/** What a wake of a ladder needs to know before anything else. */
export interface WakeReading {
  readonly incident: Incident;
  /** Of the schedules asked for; undefined where DynamoDB did not give all of them at once. */
  readonly overrides: StoredOverrides | undefined;
}

/** Reads what a wake of a ladder begins with. Reads only. */
export class WakeStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /**
   * An incident and the overrides of these schedules, as they are now, in one call.
   * @throws AppError `not-found`, `throttled` when the incident itself was not given
   */
  async read(id: string, schedules: readonly string[]): Promise<WakeReading> {
    const keys = [incidentKey(id), ...schedules.map(overridesKey)];
    const { found, complete } = await readAvailable(this.#client, {
      [this.#table]: keys.slice(0, MOST_IN_BATCH),
    });
    const items = found(this.#table);
    const incident = items.find(({ sk }) => sk === 'I');
    if (incident === undefined) throw complete ? incidentNotFound() : readIncomplete();
    const all = complete && keys.length <= MOST_IN_BATCH;
    return {
      incident: decode(Incident, incident, 'incident'),
      overrides: all ? overridesIn(items.filter((item) => item !== incident)) : undefined,
    };
  }
}
