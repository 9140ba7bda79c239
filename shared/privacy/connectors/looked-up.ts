import { identitiesAt, meetInList, valuesAt } from '../record-values.ts';
import type { Lookup, LookupAnswer } from '../resolve-identities.ts';
import { connectorError } from './failure-of.ts';

/** More is no person: what one is known by has to fit into one item of a table, sealed. */
export const MOST_GIVEN = 5_000;

/** What the records say that a look-up finds; those that say the same count once. */
export class LookedUp {
  /** The attributes that hold what is asked for. */
  readonly given: readonly string[];
  readonly #lookup: Lookup;
  readonly #records = new Map<string, LookupAnswer['records'][number]>();
  readonly #values = new Set<string>();

  constructor(lookup: Lookup) {
    this.given = [...new Set(Object.values(lookup.gives))];
    this.#lookup = lookup;
  }

  /**
   * Takes what a record says, so that nothing of it is lost unsaid.
   * @throws AppError `answer-unreadable` where it has not what it was found by, or an identity cannot be read; `rejected`
   *   where nobody can tell which of a list of things is the person's, and for more than 5,000 values in all
   */
  add(record: unknown): void {
    const { attribute } = this.#lookup;
    const key = attribute.split('.');
    const keys = valuesAt(record, key);
    if (keys.length === 0) throw connectorError('answer-unreadable');
    const given = this.given.map((name) => {
      const path = name.split('.');
      if (name !== attribute && meetInList(record, key, path)) throw connectorError('rejected');
      const values = identitiesAt(record, path);
      if (values === undefined) throw connectorError('answer-unreadable');
      for (const value of values) this.#values.add(JSON.stringify([name, value]));
      return [name, values] as const;
    });
    if (this.#values.size > MOST_GIVEN) throw connectorError('rejected');
    const said = Object.fromEntries([[attribute, keys], ...given]);
    this.#records.set(JSON.stringify(said), said);
  }

  get answer(): LookupAnswer {
    const { system, way, canonical } = this.#lookup;
    return { system, way, canonical, records: [...this.#records.values()] };
  }
}
