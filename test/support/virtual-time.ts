import { setImmediate as settle } from 'node:timers/promises';
import { type Instant, instant } from '../../shared/kernel/instant.ts';

/** A seeded source of chance between 0 and 1: mulberry32. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Due {
  readonly at: number;
  readonly place: number;
  readonly run: () => void;
}

/** Time that passes only when everything that can happen now has happened. Nothing waits for a real clock. */
export class VirtualTime {
  #now: number;
  #placed = 0;
  readonly #due: Due[] = [];

  constructor(start: Instant) {
    this.#now = Date.parse(start);
  }

  now(): Instant {
    return instant(this.#now);
  }

  /** Has something happen so many milliseconds from now. */
  after(ms: number, run: () => void): void {
    const due = { at: this.#now + Math.max(0, ms), place: this.#placed++, run };
    const later = this.#due.findIndex(({ at }) => at > due.at);
    this.#due.splice(later === -1 ? this.#due.length : later, 0, due);
  }

  /** Resolves so many milliseconds from now. */
  pass(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  until(at: Instant): Promise<void> {
    return this.pass(Date.parse(at) - this.#now);
  }

  /** Lets time run up to this moment; what is due later stays undone. */
  async run(end: Instant): Promise<void> {
    await settle();
    for (let next = this.#due[0]; next !== undefined && next.at <= Date.parse(end); next = this.#due[0]) {
      this.#due.shift();
      this.#now = next.at;
      next.run();
      await settle();
    }
    this.#now = Math.max(this.#now, Date.parse(end));
  }
}
