/** Data keys that were asked for a short while ago. What leaves it is overwritten with zeros. */
export class DataKeyCache<Value extends { readonly plain: Uint8Array }> {
  readonly #ttlMs: number;
  readonly #most: number;
  readonly #kept = new Map<string, { readonly value: Value; readonly untilMs: number; uses: number }>();

  constructor(ttlMs: number, most = 1_000) {
    this.#ttlMs = ttlMs;
    this.#most = most;
  }

  /** @param mostUses after so many it is asked for anew */
  get(name: string, nowMs: number, mostUses = Number.POSITIVE_INFINITY): Value | undefined {
    const found = this.#kept.get(name);
    if (found === undefined) return undefined;
    if (nowMs >= found.untilMs || found.uses >= mostUses) {
      this.#drop(name);
      return undefined;
    }
    found.uses++;
    return found.value;
  }

  put(name: string, value: Value, nowMs: number): void {
    if (this.#kept.has(name)) this.#drop(name);
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined && this.#kept.size >= this.#most) this.#drop(oldest);
    this.#kept.set(name, { value, untilMs: nowMs + this.#ttlMs, uses: 1 });
  }

  /** Forgets all whose name begins so. */
  forget(prefix: string): void {
    for (const name of this.#kept.keys()) if (name.startsWith(prefix)) this.#drop(name);
  }

  #drop(name: string): void {
    this.#kept.get(name)?.value.plain.fill(0);
    this.#kept.delete(name);
  }
}
