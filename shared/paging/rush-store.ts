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

/** Reads what alerts of several keys of a service are admitted under, and writes the incidents that they open. */
export class RushStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #tables: { readonly incidents: string; readonly audit: string };

  constructor(
    client: DynamoDBDocumentClient,
    tables: { readonly incidents: string; readonly audit: string },
  ) {
    this.#client = client;
    this.#tables = tables;
  }

  /**
   * In two reads, whatever their number; at most 90 keys.
   * @throws AppError `not-found` where a key points to an incident that is not there
   */
  async read(service: string, dedupKeys: readonly string[]): Promise<Omit<RushSituation, 'members'>> {
    const pointers = dedupKeys.map((dedupKey) => ({ dedupKey, key: pointerKey(service, dedupKey) }));
    const items = await this.#items([...pointers.map(({ key }) => key), SILENCES_KEY, serviceKey(service)]);
    const at = ({ pk }: { readonly pk: string }) => items.get(pk);
    const load = at(serviceKey(service));
    const known = load === undefined ? undefined : decode(ServiceLoad, load, 'load of a service');
    const pointed = pointers.flatMap(({ dedupKey, key }) => {
      const item = at(key);
      return item === undefined ? [] : [{ dedupKey, id: decode(Pointer, item, 'pointer').incident }];
    });
    const incidents = await this.#incidents([...pointed.map(({ id }) => id), known?.storm]);
    const storm = known?.storm === undefined ? undefined : incidents(known.storm);
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

  async #incidents(ids: readonly (string | undefined)[]): Promise<(id: string) => Incident> {
    const wanted = [...new Set(ids)].filter((id) => id !== undefined);
    const items = wanted.length === 0 ? new Map() : await this.#items(wanted.map(incidentKey));
    return (id) => {
      const item = items.get(incidentKey(id).pk);
      if (item === undefined) throw incidentNotFound();
      return decode(Incident, item, 'incident');
    };
  }

  /** By partition: no two of what is read here share one. */
  async #items(
    keys: readonly { readonly pk: string; readonly sk: string }[],
  ): Promise<ReadonlyMap<string, Record<string, unknown>>> {
    const table = this.#tables.incidents;
    const batch = await readBatch(this.#client, { [table]: [...keys] });
    return new Map(batch(table).map((item) => [String(item['pk']), item]));
  }
}
