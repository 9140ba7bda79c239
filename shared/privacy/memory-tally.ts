import type { Claim, Tallied, Tally } from './connector.ts';

/** A tally for work that one process does from beginning to end. */
export class MemoryTally implements Tally {
  readonly #claims: Set<string>[] = [];

  async claim(records: readonly string[]): Promise<Claim> {
    const claim = new Set(records);
    this.#claims.push(claim);
    return {
      release: async (released) => {
        for (const record of released) claim.delete(record);
      },
    };
  }

  async total(): Promise<Tallied> {
    const count = new Set(this.#claims.flatMap((claim) => [...claim])).size;
    return { any: count > 0, count };
  }
}
