import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Occasion } from '../platform/audit-store.ts';
import { decode, transact } from '../runtime/dynamo.ts';
import { readBatch } from '../runtime/dynamo-reads.ts';
import { Incident } from './incident.ts';
import { incidentKey, Pointer, pointerKey, serviceKey } from './incident-items.ts';
import { incidentNotFound } from './incident-not-found.ts';
import { loadWrite, type Opening, openingWrites } from './opening-items.ts';
import type { RushSituation } from './plan-rush.ts';
import { SILENCES_KEY, silencesIn } from './silence-store.ts';
import { ServiceLoad } from './storm.ts';

/** What was read, by its partition. */
type Items = ReadonlyMap<string, Record<string, unknown>>;

/** Reads what alerts of several keys of a service are admitted under, and writes the incidents that they open. */
export class RushStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #tables: { readonly incidents: string; readonly audit: string };
  /** The storm of each service as it was last read: a guess that spares a read while the storm goes on. */
  readonly #storms = new Map<string, string>();

  constructor(
    client: DynamoDBDocumentClient,
    tables: { readonly incidents: string; readonly audit: string },
  ) {
    this.#client = client;
    this.#tables = tables;
  }

  /**
   * In one read, and in a second one where a key has an incident or the service a storm that we have not met before; at
   * most 90 keys.
   * @throws AppError `not-found` where a key points to an incident that is not there
   */
  async read(service: string, dedupKeys: readonly string[]): Promise<Omit<RushSituation, 'members'>> {
    const pointers = dedupKeys.map((dedupKey) => ({ dedupKey, key: pointerKey(service, dedupKey) }));
    const guess = this.#storms.get(service);
    const items = await this.#items([
      ...pointers.map(({ key }) => key),
      SILENCES_KEY,
      serviceKey(service),
      ...(guess === undefined ? [] : [incidentKey(guess)]),
    ]);
    const at = ({ pk }: { readonly pk: string }) => items.get(pk);
    const load = at(serviceKey(service));
    const known = load === undefined ? undefined : decode(ServiceLoad, load, 'load of a service');
    const pointed = pointers.flatMap(({ dedupKey, key }) => {
      const item = at(key);
      return item === undefined ? [] : [{ dedupKey, id: decode(Pointer, item, 'pointer').incident }];
    });
    const incidents = await this.#incidents([...pointed.map(({ id }) => id), known?.storm], items);
    const storm = known?.storm === undefined ? undefined : incidents(known.storm);
    if (storm !== undefined) this.#storms.set(service, storm.id);
    return {
      last: new Map(pointed.map(({ dedupKey, id }) => [dedupKey, incidents(id)])),
      silences: silencesIn(at(SILENCES_KEY)),
      load: known,
      storm: storm?.storm === undefined ? undefined : storm,
    };
  }

  /** Writes new incidents of one service: all or none. @throws AppError `conflict` when one of a key or the service was opened meanwhile */
  async open(
    openings: readonly { readonly opening: Opening; readonly occasion: Occasion }[],
    load: ServiceLoad,
  ): Promise<void> {
    await transact(this.#client, [
      ...openings.flatMap(({ opening, occasion }) => openingWrites(this.#tables, opening, occasion)),
      loadWrite(this.#tables.incidents, load),
    ]);
  }

  async #incidents(ids: readonly (string | undefined)[], met: Items): Promise<(id: string) => Incident> {
    const missing = [...new Set(ids)].filter(
      (id): id is string => id !== undefined && !met.has(incidentKey(id).pk),
    );
    const read = missing.length === 0 ? undefined : await this.#items(missing.map(incidentKey));
    return (id) => {
      const { pk } = incidentKey(id);
      const item = met.get(pk) ?? read?.get(pk);
      if (item === undefined) throw incidentNotFound();
      return decode(Incident, item, 'incident');
    };
  }

  /** No two of what is read here share a partition. */
  async #items(keys: readonly { readonly pk: string; readonly sk: string }[]): Promise<Items> {
    const table = this.#tables.incidents;
    const batch = await readBatch(this.#client, { [table]: [...keys] });
    return new Map(batch(table).map((item) => [String(item['pk']), item]));
  }
}
